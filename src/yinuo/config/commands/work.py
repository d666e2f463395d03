"""`yinuo work`: the background work alone."""

from __future__ import annotations

import argparse
import os
import signal
import threading

from yinuo.config.commands import Trouble, setup
from yinuo.config.commands.migrate import missing_migrations
from yinuo.config.words import gettext as _


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help=_("do every piece of work once and end"))
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    setup()
    from yinuo.core.work import runner

    if missing_migrations():
        raise Trouble(_("The database is older than this version: run `yinuo migrate` first."))
    if options.once:
        return 1 if runner.run_once() else 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_unused: stop.set())
    if options.parent:
        threading.Thread(target=stop_with, args=(options.parent, stop), daemon=True).start()
    runner.run(stop)
    return 0


def stop_with(parent: int, stop: threading.Event) -> None:
    """Stop when the `yinuo serve` that began this is gone, however it went."""
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()
