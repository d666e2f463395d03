"""`yinuo demo`, and the sign-ins that `serve` prints in demo mode."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from yinuo.config.commands import Trouble, setup
from yinuo.config.commands.migrate import migrate
from yinuo.config.words import gettext as _

said: set[int] = set()  # the quarters of the loading that a log has been told of


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=90, help=_("days of history (90)"))
    parser.add_argument("--seed", type=int, default=1, help=_("the same number gives the same centre (1)"))
    parser.add_argument("--country", choices=("CN", "GB"), default="CN", help=_("where the centre is (CN)"))


def run(options: argparse.Namespace) -> int:
    setup()
    migrate()
    if not loader().database_is_empty():
        raise Trouble(_("The database has records already; the demo centre is only loaded into an empty one."))
    load_centre(days=options.days, seed=options.seed, country=options.country)
    print_sign_ins()
    return 0


def loader():
    """The module that makes the demo centre: `database_is_empty()`, `load(days, seed, country, at, progress)`, `sign_ins()`."""
    try:
        return importlib.import_module("yinuo.demo.load")
    except ModuleNotFoundError as problem:
        if not (problem.name or "").startswith("yinuo.demo"):
            raise
        raise Trouble(_("This build of Yinuo has no demo centre.")) from None


def load_centre(*, days: int = 90, seed: int = 1, country: str = "CN") -> None:
    """Load the demo centre, with its progress on one line."""
    from django.utils import timezone

    begun = time.monotonic()
    loader().load(days=days, seed=seed, country=country, at=timezone.now(), progress=show_progress)
    print("\r" + _("The demo centre was loaded in %(seconds).0f s.") % {"seconds": time.monotonic() - begun}, flush=True)


def show_progress(done: int, total: int) -> None:
    """In place on a terminal; in a log each quarter on a line of its own, said once."""
    quarter = 4 * done // max(total, 1)
    if sys.stdout.isatty():
        print("\r" + _("Loading the demo centre: %(percent)d %%") % {"percent": 100 * done // max(total, 1)}, end="", flush=True)
    elif quarter not in said:
        said.add(quarter)
        print(_("Loading the demo centre: %(percent)d %%") % {"percent": 25 * quarter}, flush=True)


def print_sign_ins() -> None:
    rows = [(str(row.role), row.name, row.username, row.password) for row in loader().sign_ins()]
    if not rows:
        return
    print(_("Demo sign-ins (or one tap on the sign-in page):"))
    width = max(len(username) for _role, _name, username, _password in rows)
    for role, name, username, password in rows:
        print(f"  {username:<{width}}  {password}  {role} · {name}", flush=True)
