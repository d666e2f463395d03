"""A customer's page is one timeline. Each slice adds what it knows, in its AppConfig.ready(): `timeline.register(rows_of_visits, capability="visit.read")`."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .models import Customer

ROWS = 30
LOOKED_AT = ROWS + 20  # what happened at the cursor's moment comes again and is left out, hence the reserve
END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in the customer's story. `key` tells apart what happened at one moment ("visit:12")."""

    at: datetime
    key: str
    title: Any
    icon: str = "circle"
    tone: str = "idle"
    text: str = ""
    detail: Any = ""
    chip: Any = ""
    by: str = ""
    url: str = ""
    plate: str = ""
    amount: int | None = None


Source = Callable[[Any, Customer, datetime], Iterable[Row]]
_sources: list[tuple[str, Source]] = []


def register(rows: Source, *, capability: str) -> None:
    """`rows(request, customer, until)`: the newest `LOOKED_AT` rows of what happened at `until` or before, newest first, in one or two queries."""
    if (capability, rows) not in _sources:
        _sources.append((capability, rows))


def told(request: Any, customer: Customer, *, cursor: str = "") -> tuple[list[Row], str]:
    """(a page of the story, newest first; the cursor of the page after it or ""). As many queries as there are sources, whatever the length."""
    until, key = read_cursor(cursor)
    sources = [rows for capability, rows in _sources if request.actor.may(capability)]
    found = (sorted(rows(request, customer, until), key=_order) for rows in sources)
    page = [row for row in heapq.merge(*found, key=_order) if not key or _order(row) > (-until.timestamp(), key)][: ROWS + 1]
    more = len(page) > ROWS
    return page[:ROWS], write_cursor(page[ROWS - 1]) if more else ""


def _order(row: Row) -> tuple[float, str]:
    return -row.at.timestamp(), row.key


def write_cursor(row: Row) -> str:
    return f"{row.at.astimezone(UTC).isoformat()}~{row.key}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """Where to go on; from the beginning when the cursor is none of ours."""
    moment, _tilde, key = cursor.partition("~")
    try:
        until = datetime.fromisoformat(moment)
    except ValueError:
        return END_OF_TIME, ""
    return (until, key) if until.tzinfo and key else (END_OF_TIME, "")
