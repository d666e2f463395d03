"""The booking table as the database says it is, in a fixed number of queries however many appointments there are."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet

from yinuo.core.clock.rules import Calendar
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.workshop.queries import bays, calendar
from yinuo.people.shifts.queries import on_shift_between
from yinuo.people.skills.queries import skills_of_staff

from . import rules
from .load import CarInShop, cars_in_shop
from .models import AppointmentItem

CARRIED_DAYS = 7  # work on cars in the shop is looked for so many days ahead, no further
SPILL_DAYS = 7  # days after the last one, into which long work may run while free times are looked for
ALONE_FROM = 2  # level from which a technician counts as able to work alone


@dataclass(frozen=True)
class Booked:
    """One appointment's work as the table needs it."""

    id: int
    thread_id: int
    day: date
    starts_at: datetime
    state: str
    works: list[rules.Work]


@dataclass
class Days:
    """The booking table of the days `first` … `last` (and of the days into which their work may run)."""

    first: date
    last: date
    calendar: Calendar
    table: rules.Table
    cars: list[CarInShop]

    def slots(self) -> list[rules.Slot]:
        return [slot for slot in self.table.slots if self.first <= slot.day <= self.last]

    def of_day(self, day: date) -> list[rules.Slot]:
        return [slot for slot in self.table.slots if slot.day == day]


def days(first: date, last: date, *, at: datetime, without: int | None = None, spill: int = 0, hours: Calendar | None = None) -> Days:
    """Load against capacity of the scoped site from `first` to `last`, and of `spill` days more, into which new work may run.

    `without`: an appointment that is not counted; `hours`: the site's calendar, where it is known already.
    """
    hours = hours or calendar()
    today = at.astimezone(hours.zone).date()
    begin = today if today < first <= today + timedelta(days=CARRIED_DAYS) else first
    end = last + timedelta(days=spill)
    table = _empty_table(hours, begin, end)
    cars = cars_in_shop(at) if today <= end else {}
    _promise(table, hours, begin, end, cars=cars, at=at, without=without)
    left = [car for car in (cars or {}).values() if car.works]
    if begin <= today:
        table.carry(rules.pour([car.works for car in left if car.works], table.slots, table.capacity, at=at))
    table.slots = [slot for slot in table.slots if slot.day >= first]
    return Days(first, last, hours, table, left)


def _empty_table(hours: Calendar, first: date, last: date) -> rules.Table:
    slots = _slots(hours, first, last)
    by_kind = Counter(bay.kind for bay in bays())
    shifts = _shifts(first, last)
    capacity = {slot.start: rules.capacity_of(slot, by_kind, shifts.get(slot.day, ())) for slot in slots}
    return rules.Table(slots, capacity, percent=current_site().overbooking_percent, kind_skills=_skills_by_kind())


def _slots(hours: Calendar, first: date, last: date) -> list[rules.Slot]:
    return [slot for n in range((last - first).days + 1) for slot in rules.slots_of(hours, first + timedelta(days=n))]


def _shifts(first: date, last: date) -> dict[date, list[rules.Shift]]:
    known = {
        user: frozenset(skill for skill, level in levels.items() if level >= ALONE_FROM)
        for user, levels in skills_of_staff(on=first).items()
    }
    return {
        day: [rules.Shift(start, end, known[user]) for user, spans in people.items() if user in known for start, end in spans]
        for day, people in on_shift_between(first, last).items()
    }


def _skills_by_kind() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, skill in _skills_of_menu():
        kinds[kind].add(skill)
    return {kind: frozenset(skills) for kind, skills in kinds.items()}


@asked(MenuItem)
def _skills_of_menu(rows: QuerySet[MenuItem]) -> QuerySet:
    return rows.filter(active=True).order_by().values_list("bay_kind", "skill").distinct()


def _promise(
    table: rules.Table,
    hours: Calendar,
    first: date,
    last: date,
    *,
    cars: dict[int, CarInShop] | None,
    at: datetime,
    without: int | None,
) -> None:
    booked = booked_between(first, last, without=without)
    begun = min((work.day for work in booked), default=first)
    slots = _slots(hours, begun, first - timedelta(days=1)) + table.slots
    ends = [slot.end for slot in slots]
    for work in booked:
        pieces, _end = rules.lay(work.works, work.starts_at, islice(slots, bisect_right(ends, work.starts_at), None))
        table.promise(piece for piece in _still_promised(work, pieces, cars, at) if piece.slot.start in table.capacity)


def _still_promised(booked: Booked, pieces: list[rules.Piece], cars: dict[int, CarInShop] | None, at: datetime) -> Iterable[rules.Piece]:
    """Of a car that has arrived: what was booked counts until work is ordered; then what is left of the order counts, and once it is gone, only the past."""
    if booked.state != "arrived" or cars is None:
        return pieces
    car = cars.get(booked.thread_id)
    if car is not None and car.works is None:
        return pieces
    return [piece for piece in pieces if piece.slot.end <= at]


@asked(AppointmentItem)
def _booked_items(rows: QuerySet[AppointmentItem], first: Any, last: Any, site: Any) -> QuerySet:
    within = Q(appointment__day__gte=first, appointment__day__lte=last)
    spilling = Q(appointment__ends_on__gt=F("appointment__day"), appointment__ends_on__gte=first, appointment__day__lt=first)
    counts = Q(appointment__site=site, appointment__state__in=(*rules.OPEN, "arrived"))
    columns = ("appointment_id", "appointment__thread_id", "appointment__day", "appointment__starts_at", "appointment__state")
    return (
        rows.filter(within | spilling, counts)
        .order_by("appointment__starts_at", "appointment_id", "position")
        .values_list(*columns, "minutes", "buffer_minutes", "bay_kind", "skill")
    )


def booked_between(first: date, last: date, *, without: int | None = None) -> list[Booked]:
    """Appointments whose work falls into these days, with their works. One query."""
    found: dict[int, Booked] = {}
    rows = _booked_items(first=first, last=last, site=current_site().pk)
    for pk, thread, day, starts_at, state, minutes, buffer, kind, skill in rows:
        if pk == without:
            continue
        booked = found.setdefault(pk, Booked(pk, thread, day, starts_at, state, []))
        booked.works.append(rules.Work(minutes + buffer, kind, skill))
    return list(found.values())
