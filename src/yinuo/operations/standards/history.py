"""Standards of stories that already happened: judged act by act as if the acts were done now, written in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from yinuo.core.events.rules import fold

from . import outcomes, rules
from .handlers import changed
from .outcomes import OutcomeRow
from .versions import Book, book_of

CHUNK = 80  # rows of a statement; twelve parameters each

Happened = tuple[str, datetime, dict[str, Any], int | None]


def book(site_id: int) -> Book:
    return book_of(site_id)


def judge_log(book: Book, thread_id: int, log: Sequence[Happened], *, before: dict | None = None) -> tuple[dict, list[OutcomeRow]]:
    """The facts after a log of (name, at, data, who) in order of time, and the outcomes that its acts leave behind."""
    facts, found = before or {}, {}
    for (at, who), group in groupby(log, key=lambda one: (one[1], one[3])):
        events = [(name, moment, data) for name, moment, data, _who in group]
        after = fold(facts, events, rules.facet_of)
        for rule in rules.touched(frozenset(name for name, _at, _data in events)):
            row = changed(book, thread_id, rule, facts, after, acted=who, at=at)
            if row:
                found[rule.code] = row
        facts = after
    return facts, list(found.values())


def write(rows: Sequence[OutcomeRow]) -> None:
    for n in range(0, len(rows), CHUNK):
        outcomes.write(rows[n : n + CHUNK])
