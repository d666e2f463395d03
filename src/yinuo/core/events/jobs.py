"""What the log and its database need now and then: room for the coming year, no keys of acts long done, figures for the planner of queries."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django_scopes import scopes_disabled

from yinuo.core.work import periodic

from .partitions import make_partitions
from .services import forget_old_keys


@periodic("events.upkeep", every_seconds=6 * 3600)
def keep_up(at: datetime) -> None:
    with scopes_disabled():
        forget_old_keys(at)
    make_partitions(at.date())
    if connection.vendor == "sqlite":
        learn()


def learn() -> None:
    """Tell SQLite's planner how many rows an index finds; without that it may read all of a site's rows for one visit's. PostgreSQL learns by itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute("ANALYZE")
