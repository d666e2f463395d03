"""The command `yinuo`. Exit codes: 0 done, 1 something is in the way (one sentence says what), 2 the command was not understood."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence

from yinuo import __version__
from yinuo.config.commands import Trouble
from yinuo.config.words import gettext as _


def commands() -> dict[str, str]:
    return {
        "serve": _("serve the screens, and do the background work"),
        "work": _("do the background work only (watch promises, deliver messages)"),
        "migrate": _("bring the database up to this version"),
        "user": _("list, create and change the people who sign in"),
        "demo": _("load the demo centre"),
        "load": _("load real histories: work orders, or an event log of repairs"),
        "recount": _("count all survey answers anew, from the beginning"),
        "check": _("say what is not fit for production"),
        "cert": _("make a certificate for HTTPS in the centre's own network"),
        "version": _("print the version"),
    }


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="yinuo",
        description=_("Yinuo 一诺: the system an after-sales service centre runs on."),
        epilog=_("`yinuo COMMAND --help` tells more about a command. Data is kept in ./var unless YINUO_VAR names a folder."),
    )
    top.add_argument("--version", action="version", version=f"yinuo {__version__}")
    subs = top.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for name, text in commands().items():
        sub = subs.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".")
        module = importlib.import_module(f"yinuo.config.commands.{name}")
        module.options(sub)
        sub.set_defaults(run=module.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
