"""A week's calls as figures: pure sums over what was due, with the intervals of their shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yinuo.core.measures import rules as measures

DONE, UNREACHABLE, DUE = "done", "unreachable", "due"
TREND_WEEKS = 8
READY_AT = time(6)  # on Monday, the centre's time
RETRY_AFTER = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3), timedelta(hours=8))
SENDING_AT_MOST = timedelta(minutes=15)
NAMED = re.compile(r"([12]\d{3})-W(\d{2})")


@dataclass(frozen=True, order=True)
class Week:
    """A week from Monday to Sunday, numbered as ISO 8601 does."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def named(cls, text: str) -> Week | None:
        """ "2026-W47"; None where there is no such week."""
        found = NAMED.fullmatch(text)
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1)) if found else None
        except ValueError:
            return None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def code(self) -> str:
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def before(self) -> Week:
        return Week(self.monday - timedelta(days=7))

    @property
    def after(self) -> Week:
        return Week(self.monday + timedelta(days=7))


def last_over(local: datetime) -> Week:
    """The newest week whose report is ready at this local time: the one that ended last, from Monday morning on."""
    week = Week.of(local.date())
    ready = local.date() > week.monday or local.time() >= READY_AT
    return week.before if ready else week.before.before


@dataclass(frozen=True, slots=True)
class Due:
    """A call that fell due: on what day, how it ended ("due": not yet), on what day, and how the customer was."""

    on: date
    state: str
    ended_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Share:
    """`met` of `n` with Wilson's 95 % interval; no value without cases."""

    met: int
    n: int

    @property
    def value(self) -> float | None:
        return self.met / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return measures.wilson(self.met, self.n) if self.n else None


@dataclass(frozen=True)
class Calls:
    """What became of the calls that were due. `late`: made, given up or still open after their day."""

    due: int
    reached: int
    unreachable: int
    waiting: int
    late: int
    happy: int = 0
    neutral: int = 0
    unhappy: int = 0

    @property
    def rate(self) -> Share:
        """How many of those due were spoken to."""
        return Share(self.reached, self.due)


def calls_of(rows: Iterable[Due], *, week: Week, today: date) -> Calls:
    """The calls due in the week, up to today."""
    mine = [row for row in rows if week.monday <= row.on <= min(week.sunday, today)]
    states, outcomes = [row.state for row in mine], [row.outcome for row in mine]
    return Calls(
        len(mine), states.count(DONE), states.count(UNREACHABLE), states.count(DUE), sum(is_late(row, today) for row in mine),
        outcomes.count("happy"), outcomes.count("neutral"), outcomes.count("unhappy"),
    )  # fmt: skip


def is_late(row: Due, today: date) -> bool:
    return (row.ended_on or today) > row.on


def changed(now: Share, then: Share) -> bool | None:
    """Whether a share differs from another by more than chance (Newcombe's interval leaves out zero); None where a side is empty."""
    if now.value is None or then.value is None or now.interval is None or then.interval is None:
        return None
    low, high = measures.newcombe((now.value, *now.interval), (then.value, *then.interval))
    return low > 0 or high < 0


def retry_after(tries: int) -> timedelta | None:
    """How long to wait after so many sendings in vain; None: no more."""
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None
