"""Own last year, industry mean, industry best: always together; and what comes first because of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .intervals import Mean

BELOW_ALL, BELOW_PAST_AND_BEST, NO_PROGRESS = "below_all", "below_past_and_best", "no_progress"
PRIORITIES = (BELOW_ALL, BELOW_PAST_AND_BEST, NO_PROGRESS)


@dataclass(frozen=True)
class Benchmark:
    """What a score is held against, in points; None where it is not known."""

    last_year: float | None = None
    mean: float | None = None
    best: float | None = None

    @property
    def whole(self) -> bool:
        return None not in (self.last_year, self.mean, self.best)


@dataclass(frozen=True)
class Compared:
    """A score beside its three benchmarks. `priority`: the first of the three lists it belongs to, "" for none.

    `sure`: whether the interval lies wholly below what the list holds it against; otherwise noise alone could put it there.
    """

    code: str
    now: Mean
    against: Benchmark
    priority: str = ""
    sure: bool = False

    def gap(self, name: str) -> float | None:
        """Now less the benchmark `name` (last_year, mean, best)."""
        other = getattr(self.against, name)
        return None if other is None or self.now.value is None else self.now.value - other


def compare(code: str, now: Mean, against: Benchmark) -> Compared:
    """Which list a score belongs to. A benchmark that is not known is neither above nor below."""
    priority = _priority(now, against)
    return Compared(code, now, against, priority, bool(priority) and _sure(now, against, priority))


def _priority(now: Mean, against: Benchmark) -> str:
    if now.value is None:
        return ""
    past, mean, best = (_below(now.value, other) for other in (against.last_year, against.mean, against.best))
    if past and mean and best:
        return BELOW_ALL
    if past and best:
        return BELOW_PAST_AND_BEST
    return NO_PROGRESS if mean and not progress(now, against.last_year) and against.last_year is not None else ""


def _below(value: float, other: float | None) -> bool:
    return other is not None and value < other


def progress(now: Mean, last_year: float | None) -> bool:
    """Whether a score is above last year's by more than chance: by the interval's lower end where there is one, else by the score."""
    if now.value is None or last_year is None:
        return False
    return (now.interval.low if now.interval else now.value) > last_year


def _sure(now: Mean, against: Benchmark, priority: str) -> bool:
    if now.interval is None:
        return False
    held = {
        BELOW_ALL: (against.last_year, against.mean, against.best),
        BELOW_PAST_AND_BEST: (against.last_year, against.best),
        NO_PROGRESS: (against.mean,),
    }[priority]
    return now.interval.high < min(value for value in held if value is not None)


def priorities(compared: Mapping[str, Compared] | list[Compared]) -> dict[str, list[Compared]]:
    """The three lists, each with the largest distance to the best first. Every score stands in one list at most."""
    rows = list(compared.values()) if isinstance(compared, Mapping) else compared
    lists: dict[str, list[Compared]] = {name: [] for name in PRIORITIES}
    for row in rows:
        if row.priority:
            lists[row.priority].append(row)
    for found in lists.values():
        found.sort(key=lambda row: (_distance(row), row.code))
    return lists


def _distance(row: Compared) -> float:
    gap = row.gap("best")
    return gap if gap is not None else row.gap("mean") or 0.0
