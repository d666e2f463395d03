"""`yinuo migrate`, and what `serve` asks before it opens the doors."""

from __future__ import annotations

import argparse

from yinuo.config.commands import Trouble, setup
from yinuo.config.words import gettext as _


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help=_("change nothing; exit with 1 when something is to be done"))


def run(options: argparse.Namespace) -> int:
    setup()
    missing = missing_migrations()
    if options.check:
        print(_("%(count)d steps are to be done.") % {"count": missing} if missing else _("The database is up to date."))
        return 1 if missing else 0
    migrate()
    print(_("The database is up to date."))
    return 0


def missing_migrations() -> int:
    """How many migrations the database has not seen. Raises Trouble when it cannot be reached."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error

    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error as problem:
        reason = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        raise Trouble(_("The database cannot be opened: %(reason)s") % {"reason": reason}) from problem


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
