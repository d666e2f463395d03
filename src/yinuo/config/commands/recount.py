"""`yinuo recount`: satisfaction from the answers, from the beginning."""

from __future__ import annotations

import argparse

from yinuo.config.commands import Trouble, setup
from yinuo.config.words import gettext as _


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", default="", help=_("only the site with this code"))


def run(options: argparse.Namespace) -> int:
    setup()
    from django_scopes import scope, scopes_disabled

    from yinuo.core.sites.models import Site
    from yinuo.supervision.satisfaction.scoring import rebuild

    with scopes_disabled():
        sites = list(Site.objects.filter(**({"code": options.site} if options.site else {})).order_by("code"))
    if options.site and not sites:
        raise Trouble(_("There is no site with the code %(code)s.") % {"code": options.site})
    for site in sites:
        with scope(site=site):
            print(_("%(site)s: %(count)d answers are counted.") % {"site": site.name, "count": rebuild(site)})
    return 0
