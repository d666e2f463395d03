"""The life of an appointment, and the arithmetic of the booking table: half-hours, capacity, load, free slots.

All moments are aware datetimes, all amounts of work whole minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations, islice
from typing import Any

from yinuo.core.clock.rules import Calendar
from yinuo.core.workflow.rules import Flow, Move

OPEN = ("booked", "reconfirmed")

FLOW = Flow(
    name="appointment",
    initial="booked",
    moves={
        "reconfirm": Move(("booked",), "reconfirmed", "appointment.reconfirmed"),
        "unconfirm": Move(("reconfirmed",), "booked", "appointment.unconfirmed"),
        "arrive": Move(OPEN, "arrived", "appointment.arrived"),
        "no_show": Move(OPEN, "no_show", "appointment.no_show"),
        "cancel": Move(OPEN, "cancelled", "appointment.cancelled"),
        "return_to_booked": Move(("arrived", "no_show", "cancelled"), "booked", "appointment.reopened"),
    },
)

HALF_HOUR = timedelta(minutes=30)
MOST_SKILLS_COMBINED = 10
QUIET_SHARE, BUSY_SHARE = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Slot:
    """Open time within one half-hour of the local clock; shorter where the day opens or closes in between."""

    start: datetime
    end: datetime
    day: date

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of one technician in one bay of a kind."""

    minutes: int
    kind: str
    skill: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What one work takes of one slot."""

    slot: Slot
    kind: str
    skill: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A technician's presence from `start` to `end` with these skills."""

    start: datetime
    end: datetime
    skills: frozenset[str]


@dataclass(frozen=True)
class Capacity:
    """What one slot holds: minutes of bays by kind, minutes of technicians by the set of their skills."""

    bays: Mapping[str, int]
    technicians: Mapping[frozenset[str], int]

    def able(self, skills: frozenset[str]) -> int:
        """Minutes of technicians who have at least one of the skills."""
        return sum(minutes for known, minutes in self.technicians.items() if known & skills)

    def of_kind(self, kind: str, skills: frozenset[str]) -> int:
        """Bays of the kind ∩ technicians with a skill that the kind's work needs."""
        return min(self.bays.get(kind, 0), self.able(skills))


Load = dict[tuple[str, str], int]  # (bay kind, skill) → minutes


def slots_of(calendar: Calendar, day: date) -> list[Slot]:
    """The half-hours of a local day in which the site is open; split days and breaks leave gaps, a closed day gives []."""
    return [slot for start, end in calendar.spans(day) for slot in _cut(start, end, day, calendar)]


def _cut(start: datetime, end: datetime, day: date, calendar: Calendar) -> Iterator[Slot]:
    while start < end:
        local = start.astimezone(calendar.zone)
        into = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
        stop = min(end, start - into + HALF_HOUR)
        yield Slot(start, stop, day)
        start = stop


def overlap(start: datetime, end: datetime, slot: Slot) -> int:
    """Whole minutes of [start, end) that fall into the slot."""
    return max(0, int((min(end, slot.end) - max(start, slot.start)).total_seconds() // 60))


def capacity_of(slot: Slot, bays: Mapping[str, int], shifts: Iterable[Shift]) -> Capacity:
    """`bays`: kind → how many; `shifts`: technicians present. A shift that begins inside the slot counts from then on."""
    technicians: dict[frozenset[str], int] = defaultdict(int)
    for shift in shifts:
        if shift.skills and (minutes := overlap(shift.start, shift.end, slot)):
            technicians[shift.skills] += minutes
    return Capacity({kind: count * slot.minutes for kind, count in bays.items()}, dict(technicians))


def lay(works: Sequence[Work], starts_at: datetime, slots: Iterable[Slot]) -> tuple[list[Piece], datetime | None]:
    """Lay works one after the other from `starts_at` over open time only; the moment when they end, None when the slots run out first."""
    pieces: list[Piece] = []
    left: list[list[Any]] = [[work.minutes, work.kind, work.skill] for work in works if work.minutes > 0]
    if not left:
        return [], starts_at
    for slot in slots:
        begin = max(slot.start, starts_at)
        room = int((slot.end - begin).total_seconds() // 60)
        while left and room > 0:
            minutes, kind, skill = left[0]
            taken = min(minutes, room)
            pieces.append(Piece(slot, kind, skill, taken))
            room -= taken
            left[0][0] -= taken
            if not left[0][0]:
                left.pop(0)
        if not left:
            return pieces, slot.end - timedelta(minutes=max(room, 0))
    return pieces, None


@dataclass
class Table:
    """The booking table of some days: slots in order with their capacity, what is promised and what is carried over from cars in the shop.

    `percent`: how far the site books beyond its capacity on purpose. `kind_skills`: the skills that work of a kind may need.
    """

    slots: list[Slot]
    capacity: dict[datetime, Capacity]
    percent: int = 0
    kind_skills: Mapping[str, frozenset[str]] = field(default_factory=dict)
    promised: dict[datetime, Load] = field(default_factory=dict)
    carried: dict[datetime, Load] = field(default_factory=dict)

    def promise(self, pieces: Iterable[Piece]) -> None:
        _add(self.promised, pieces)

    def carry(self, pieces: Iterable[Piece]) -> None:
        _add(self.carried, pieces)

    def load(self, start: datetime) -> Load:
        """Promised and carried over together."""
        total: Load = defaultdict(int)
        for part in (self.promised.get(start, {}), self.carried.get(start, {})):
            for key, minutes in part.items():
                total[key] += minutes
        return total

    def allowed(self, minutes: int) -> int:
        """Capacity with the over-booking that the site allows itself."""
        return minutes * (100 + self.percent) // 100

    def fits(self, pieces: Iterable[Piece]) -> bool:
        """True when every slot still holds its bays' and its technicians' work with these pieces in it."""
        wanted: dict[datetime, Load] = {}
        _add(wanted, pieces)
        return all(self._holds(start, more) for start, more in wanted.items())

    def _holds(self, start: datetime, more: Load) -> bool:
        capacity = self.capacity.get(start)
        if capacity is None:
            return False
        load = self.load(start)
        for key, minutes in more.items():
            load[key] += minutes
        by_kind: dict[str, int] = defaultdict(int)
        by_skill: dict[str, int] = defaultdict(int)
        for (kind, skill), minutes in load.items():
            by_kind[kind] += minutes
            by_skill[skill] += minutes
        if any(by_kind[kind] > self.allowed(capacity.bays.get(kind, 0)) for kind, _skill in more):
            return False
        return all(
            sum(by_skill[skill] for skill in group) <= self.allowed(capacity.able(group))
            for group in _groups(frozenset(by_skill), frozenset(skill for _kind, skill in more))
        )

    def kinds(self) -> list[str]:
        """Bay kinds that the site has or that somebody has been promised, in order of their names."""
        known = {kind for capacity in self.capacity.values() for kind, minutes in capacity.bays.items() if minutes}
        used = {kind for loads in (self.promised, self.carried) for load in loads.values() for kind, _skill in load}
        return sorted(known | used)

    def kind_capacity(self, start: datetime, kind: str) -> int:
        """Bays of the kind ∩ technicians able to work there, in minutes, without over-booking."""
        return self.capacity[start].of_kind(kind, self.kind_skills.get(kind, frozenset()) | self._skills_in(start, kind))

    def _skills_in(self, start: datetime, kind: str) -> frozenset[str]:
        return frozenset(skill for (of_kind, skill) in self.load(start) if of_kind == kind)

    def share(self, slot: Slot, work: Work) -> float:
        """How full the slot is for such work, 0 … 1 and beyond: of its bays or of its technicians, whichever is fuller."""
        load, capacity = self.load(slot.start), self.capacity[slot.start]
        in_bays = sum(minutes for (kind, _skill), minutes in load.items() if kind == work.kind)
        by_able = sum(minutes for (_kind, skill), minutes in load.items() if skill == work.skill)
        pairs = (in_bays, capacity.bays.get(work.kind, 0)), (by_able, capacity.able(frozenset({work.skill})))
        return max(full / whole if whole else 1.0 for full, whole in pairs)

    def free_starts(self, works: Sequence[Work], *, after: datetime, same_day: bool = False, most: int | None = None) -> list[Slot]:
        """Slots that begin at or after `after` in which the works can begin, first come first; `same_day`: they must also end that day."""
        found: list[Slot] = []
        for n, slot in enumerate(self.slots):
            if slot.start < after:
                continue
            if self.takes(works, n, same_day=same_day):
                found.append(slot)
                if most is not None and len(found) == most:
                    break
        return found

    def takes(self, works: Sequence[Work], n: int, *, same_day: bool = False) -> bool:
        """Whether the works can begin in the n-th slot."""
        pieces, end = lay(works, self.slots[n].start, islice(self.slots, n, None))
        if end is None or not pieces or (same_day and pieces[-1].slot.day != self.slots[n].day):
            return False
        return self.fits(pieces)


def _add(loads: dict[datetime, Load], pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        load = loads.setdefault(piece.slot.start, {})
        key = (piece.kind, piece.skill)
        load[key] = load.get(key, 0) + piece.minutes


def _groups(skills: frozenset[str], touched: frozenset[str]) -> Iterator[frozenset[str]]:
    """Sets of skills of which the work must not exceed the technicians who have any of them (Hall's condition), as far as `touched` matters.

    With all of them kept, the work can be shared out among the technicians so that nobody is promised twice (P. Hall, 1935).
    """
    if len(skills) > MOST_SKILLS_COMBINED:
        yield from (frozenset({skill}) for skill in touched)
        yield skills
        return
    for size in range(1, len(skills) + 1):
        for group in combinations(sorted(skills), size):
            if touched.intersection(group):
                yield frozenset(group)


def pour(cars: Iterable[Sequence[Work]], slots: Iterable[Slot], capacity: Mapping[datetime, Capacity], *, at: datetime) -> list[Piece]:
    """What is left to do on cars in the shop, laid from `at` on: first car first, one technician to a car, nothing beyond the capacity."""
    left = [[[work.minutes, work] for work in works if work.minutes > 0] for works in cars]
    pieces: list[Piece] = []
    for slot in slots:
        own = overlap(at, slot.end, slot)
        if own <= 0:
            continue
        if not any(left):
            break
        pool = _Pool(capacity[slot.start], own, slot.minutes)
        for works in left:
            pieces += _pour_car(works, own, pool, slot)
    return pieces


class _Pool:
    """What is still to be had of one slot, of which `own` of `minutes` minutes are left."""

    def __init__(self, capacity: Capacity, own: int, minutes: int):
        self.bays = {kind: total * own // minutes for kind, total in capacity.bays.items()}
        self.technicians = {skills: total * own // minutes for skills, total in capacity.technicians.items()}

    def take(self, work: Work, most: int) -> int:
        """Up to `most` minutes for the work, from its bays and from those technicians first who can do least else."""
        most = min(most, self.bays.get(work.kind, 0))
        taken = 0
        for skills in sorted((known for known in self.technicians if work.skill in known), key=lambda known: (len(known), sorted(known))):
            part = min(most - taken, self.technicians[skills])
            self.technicians[skills] -= part
            taken += part
        self.bays[work.kind] = self.bays.get(work.kind, 0) - taken
        return taken


def _pour_car(works: list, own: int, pool: _Pool, slot: Slot) -> Iterator[Piece]:
    while works and own > 0:
        minutes, work = works[0]
        taken = pool.take(work, min(minutes, own))
        if taken <= 0:
            return
        own -= taken
        works[0][0] -= taken
        if not works[0][0]:
            works.pop(0)
        yield Piece(slot, work.kind, work.skill, taken)


def ease(share: float) -> str:
    """How easy a slot is to have: `many`, `some` or `last` places."""
    return "many" if share < QUIET_SHARE else "some" if share < BUSY_SHARE else "last"


def missing_parts(needed: Mapping[int, int], available: Mapping[int, int]) -> dict[int, int]:
    """Part → quantity (thousandths) that will be missing; [] parts that suffice are left out."""
    return {part: need - max(0, available.get(part, 0)) for part, need in needed.items() if need > max(0, available.get(part, 0))}
