"""The table of outcomes as it is written: one statement for all that an act changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from .rules import MISSED, Rule
from .verdicts import MET, Verdict
from .versions import Book, Version

TABLE = "standards_outcome"
COLUMNS = ("site_id", "thread_id", "standard_id", "code", "step", "state", "since", "due_at", "judged_at", "value", "owner_id", "day")
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES "
REPLACE = " ON CONFLICT (thread_id, code) DO UPDATE SET " + ", ".join(
    f"{column} = excluded.{column}" for column in COLUMNS if column not in ("site_id", "thread_id", "code", "step")
)


class OutcomeRow(NamedTuple):
    site_id: int
    thread_id: int
    standard_id: int
    code: str
    step: str
    state: str
    since: datetime | None
    due_at: datetime | None
    judged_at: datetime | None
    value: int | None
    owner_id: int | None
    day: date

    @classmethod
    def of(
        cls, thread_id: int, book: Book, rule: Rule, version: Version, verdict: Verdict, *, owner: int | None, day: date, at: datetime
    ) -> OutcomeRow:
        judged = at if verdict.state in (MET, MISSED) else None
        return cls(
            book.site_id, thread_id, version.id, rule.code, rule.step, verdict.state, verdict.since, verdict.due_at, judged, verdict.value,
            owner, day,
        )  # fmt: skip


def write(rows: Sequence[OutcomeRow]) -> None:
    """Insert or replace by (thread, code). Plain SQL, since every act passes here: the ORM's bulk upsert costs ten times as much."""
    if not rows:
        return
    adapt, adapt_day = connection.ops.adapt_datetimefield_value, connection.ops.adapt_datefield_value
    params: list = []
    for row in rows:
        params += row[:6]
        params += (adapt(row.since), adapt(row.due_at), adapt(row.judged_at), row.value, row.owner_id, adapt_day(row.day))
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ROW] * len(rows)) + REPLACE, params)
