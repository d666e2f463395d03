"""Whole months that are looked at together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

PRESETS = ("year", "quarter", "last_quarter", "months3", "this_year")
MONTHS_OF_CHART = 36


def month_back(month: date, months: int) -> date:
    """The first day of the month so many months before (after, below nought)."""
    count = month.year * 12 + month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """First and last month, by their first days, both included."""

    first: date
    last: date

    @property
    def year_before(self) -> Period:
        return Period(month_back(self.first, 12), month_back(self.last, 12))

    @property
    def since(self) -> date:
        return self.first

    @property
    def until(self) -> date:
        """The last day."""
        return month_back(self.last, -1) - timedelta(days=1)

    def months(self) -> Iterator[date]:
        month = self.first
        while month <= self.last:
            yield month
            month = month_back(month, -1)

    def holds(self, month: date) -> bool:
        return self.first <= month <= self.last


def period_of(name: str, today: date) -> Period:
    """A preset (see PRESETS; the last twelve months when unknown), or one month written "2026-03"."""
    this = today.replace(day=1)
    quarter = month_back(this, (this.month - 1) % 3)
    if name == "quarter":
        return Period(quarter, this)
    if name == "last_quarter":
        return Period(month_back(quarter, 3), month_back(quarter, 1))
    if name == "months3":
        return Period(month_back(this, 2), this)
    if name == "this_year":
        return Period(date(this.year, 1, 1), this)
    if (month := month_of(name)) is not None:
        return Period(month, month)
    return Period(month_back(this, 11), this)


def month_of(text: str) -> date | None:
    """ "2026-03" as its first day; None for anything else."""
    year, dash, month = text.partition("-")
    if dash and len(text) == 7 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12 and 2000 <= int(year) <= 2100:
        return date(int(year), int(month), 1)
    return None


RUNNING = ("year", "quarter", "half", "this_year")
"""The last twelve months, this quarter, the last six months, this year."""
PARTS = {"Q": 3, "H": 6}


def span_of(code: str, today: date) -> Period | None:
    """The months of a study: one of RUNNING, or a quarter "2026-Q1", a half year "2026-H2", a year "2025" that is over; None for anything else."""
    if code == "half":
        return Period(month_back(today.replace(day=1), 5), today.replace(day=1))
    if code in RUNNING:
        return period_of(code, today)
    year, dash, part = code.partition("-")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= 2100):
        return None
    if not dash:
        found = Period(date(int(year), 1, 1), date(int(year), 12, 1))
    elif len(part) == 2 and part[0] in PARTS and part[1] in "1234"[: 12 // PARTS[part[0]]]:
        first = date(int(year), PARTS[part[0]] * (int(part[1]) - 1) + 1, 1)
        found = Period(first, month_back(first, 1 - PARTS[part[0]]))
    else:
        return None
    return found if found.until < today else None


def earlier_spans(first: date, today: date) -> list[str]:
    """Quarters, half years and years that are over and do not end before `first`, the newest first, three years back at most."""
    found = []
    for year in range(today.year, max(first.year, today.year - 3) - 1, -1):
        codes = [*(f"{year}-Q{n}" for n in (4, 3, 2, 1)), f"{year}-H2", f"{year}-H1", str(year)]
        found += [code for code in codes if (span := span_of(code, today)) is not None and span.until >= first]
    return found
