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
