"""When a vehicle's next service falls due: its own kilometres a day, and the earlier of date and mileage. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from statistics import median

LEAST_DAYS = 14  # apart, for two readings to say anything about a day
READINGS, YEARS = 12, 3  # the newest that are looked at, and how far back
MOST_METRES = 800_000  # a day; more is a reading error
LONGEST = 3 * 365  # days ahead; a mileage that is farther away says nothing yet

DEFAULT_METRES, LEAD_DAYS, QUIET_AFTER = 40_000, 30, 3
NOT_REACHED_DAYS, LATER_DAYS, WISH_DAYS = 2, 14, 1


@dataclass(frozen=True, slots=True)
class Rate:
    """Metres a day, and how they were found: from `n` readings of the vehicle over `days`, or the site's own figure (n = 0)."""

    metres: int
    n: int = 0
    days: int = 0

    @property
    def own(self) -> bool:
        return self.n >= 2


def rate_of(readings: Iterable[tuple[date, int]], *, default: int) -> Rate:
    """The median of the slopes between all pairs of readings at least two weeks apart (Theil 1950, Sen 1968).

    One mistyped or exchanged instrument among several leaves it nearly where it was. `readings`: (day, km); of a day the last counts. Without such a pair,
    or with a slope that no car drives, the site's `default` metres a day.
    """
    by_day = dict(sorted(readings))
    newest = sorted(by_day)[-READINGS:]
    kept = [day for day in newest if (newest[-1] - day).days <= YEARS * 365]
    slopes = [
        (by_day[later] - by_day[earlier]) * 1000 / (later - earlier).days
        for earlier, later in combinations(kept, 2)
        if (later - earlier).days >= LEAST_DAYS
    ]
    found = median(slopes) if slopes else 0
    if not 0 < found <= MOST_METRES:
        return Rate(default)
    return Rate(max(1, round(found)), len(kept), (kept[-1] - kept[0]).days)


@dataclass(frozen=True, slots=True)
class DueOn:
    """The day on which the next service falls due, and by what: "date" or "km"."""

    day: date
    by: str


def due_on(*, on: date | None, km: int | None, read_on: date | None, read_km: int | None, rate: Rate) -> DueOn | None:
    """The earlier of the date told and the day on which the mileage told is reached at this rate; None when nothing was told that can be reckoned."""
    by_km = None
    if km is not None and read_on is not None and read_km is not None:
        days = max(0, -(-(km - read_km) * 1000 // rate.metres))
        by_km = read_on + timedelta(days=days) if days <= LONGEST else None
    if by_km is not None and (on is None or by_km < on):
        return DueOn(by_km, "km")
    return DueOn(on, "date") if on is not None else None


def is_quiet(*, outcome: str, contacts: int, quiet_after: int) -> bool:
    """Nobody is asked more often than that; a wish to come is not asking in vain."""
    return outcome in ("later", "not_reached") and contacts >= quiet_after


def again_in(outcome: str) -> int:
    """Days until a reminder comes back to the list after a contact with this outcome."""
    return {"wish": WISH_DAYS, "later": LATER_DAYS, "not_reached": NOT_REACHED_DAYS}[outcome]
