"""`yinuo load`: real histories of other houses, loaded as visits."""

from __future__ import annotations

import argparse
from pathlib import Path

from yinuo.config.commands import Trouble, setup
from yinuo.config.commands.migrate import missing_migrations
from yinuo.config.words import gettext as _

KINDS = ("work-orders", "repair-log")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=KINDS, help=_("what the file holds: a table of work orders (CSV), or an event log of repairs (XES)")
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--site", required=True, help=_("code of the site"))
    parser.add_argument("--new-site", metavar=_("NAME"), help=_("make the site with this name when its code is new"))


def run(options: argparse.Namespace) -> int:
    setup()
    if missing_migrations():
        raise Trouble(_("The database is older than this version: run `yinuo migrate` first."))
    from yinuo.demo import real

    load = {"work-orders": real.load_work_orders, "repair-log": real.load_repair_log}[options.kind]
    try:
        report = load(options.file, _site(options))
    except OSError as problem:
        raise Trouble(
            _("The file %(file)s cannot be read: %(reason)s") % {"file": options.file, "reason": problem.strerror or problem}
        ) from None
    except UnicodeDecodeError:
        raise Trouble(_("The file %(file)s is not a text table (CSV in UTF-8).") % {"file": options.file}) from None
    except ValueError as problem:
        raise Trouble(str(problem)) from None
    for sentence in report.sentences():
        print(sentence)
    return 0 if not report.errors else 1


def _site(options: argparse.Namespace):
    from yinuo.core.sites.models import Site

    site = Site.objects.filter(code=options.site).first()
    if site is None and options.new_site:
        site = Site.objects.create(code=options.site, name=options.new_site)
    if site is None:
        raise Trouble(_("There is no site with the code %(code)s. Name one, or make it with --new-site.") % {"code": options.site})
    return site
