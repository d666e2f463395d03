"""Free times as the screens offer them: by day, with a word on how easily each is had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from . import capacity, holding, rules
from .models import Appointment

DAYS_LOOKED_AT = 14
DAYS_SHOWN = 3
DAYS_AT_ONCE = 5  # most often the first few days are enough


@dataclass(frozen=True)
class Time:
    starts_at: datetime
    ease: str


@dataclass(frozen=True)
class Day:
    day: date
    times: list[Time]

    @property
    def quiet(self) -> bool:
        """Off-peak: every time that is left is easily had."""
        return bool(self.times) and all(time.ease == "many" for time in self.times)


@dataclass(frozen=True)
class Offer:
    """Free times of the next days that have any. `minutes`: the work with its buffers; `asked`: whether there was work to ask for."""

    days: list[Day]
    minutes: int
    asked: bool
    from_day: date | None


def offer(
    form: Any, at: datetime, first: date | None, *, lead: timedelta = timedelta(0), days: int = DAYS_LOOKED_AT, shown: int = DAYS_SHOWN
) -> Offer:
    """Free times for the work that a form names, whatever else in it is still missing."""
    works = works_of(form)
    if not works:
        return Offer([], 0, False, first)
    return _offer(works, at, first, same_day=bool(_waits(form)), lead=lead, days=days, shown=shown)


def for_appointment(appointment: Appointment, at: datetime, first: date | None, *, lead: timedelta = timedelta(0)) -> Offer:
    works = [rules.Work(item.minutes + item.buffer_minutes, item.bay_kind, item.skill) for item in appointment.items.all()]
    return _offer(works, at, first, same_day=appointment.waits, lead=lead, without=appointment.pk)


def _offer(
    works: list[rules.Work], at: datetime, first: date | None, *, same_day: bool, lead: timedelta, without: int | None = None,
    days: int = DAYS_LOOKED_AT, shown: int = DAYS_SHOWN,
) -> Offer:  # fmt: skip
    after = at + lead if lead else None
    begin = first or at.astimezone(holding.zone()).date()
    by_day: dict[date, list[Time]] = {}
    for skipped in range(0, days, DAYS_AT_ONCE):
        found = holding.free_starts(
            works, at=at, first=begin + timedelta(days=skipped), days=DAYS_AT_ONCE, same_day=same_day, without=without, after=after
        )
        for slot, ease in found:
            by_day.setdefault(slot.day, []).append(Time(slot.start, ease))
        if len(by_day) >= shown:
            break
    listed = [Day(day, times) for day, times in by_day.items()][:shown]
    return Offer(listed, sum(work.minutes for work in works), True, first)


def works_of(form: Any) -> list[rules.Work]:
    """The work of a form that may be unfinished."""
    values = getattr(form, "cleaned_data", None) or {}
    items = values.get("items")
    if items is None and not form.is_bound:
        items = form.fields["items"].queryset.filter(pk__in=form.initial.get("items") or [])
    works = [rules.Work(max(1, item.standard_minutes) + item.buffer_minutes, item.bay_kind, item.skill) for item in items or []]
    if values.get("other_minutes"):
        works.append(rules.Work(values["other_minutes"], "lift", "maintenance"))
    return works


def _waits(form: Any) -> Any:
    return form.cleaned_data.get("waits") if form.is_bound else form.initial.get("waits")


def fits_on_day(appointment: Appointment, at: datetime) -> list[tuple[str, bool]]:
    """For every half-hour of the appointment's day: its key in the table, and whether the appointment can begin there."""
    works = [rules.Work(item.minutes + item.buffer_minutes, item.bay_kind, item.skill) for item in appointment.items.all()]
    spill = 0 if appointment.waits else capacity.SPILL_DAYS
    days = capacity.days(appointment.day, appointment.day, at=at, without=appointment.pk, spill=spill)
    slots = days.table.slots
    return [
        (slot.start.strftime("%Y%m%d%H%M"), slot.end > at and days.table.takes(works, n, same_day=appointment.waits))
        for n, slot in enumerate(slots)
        if slot.day == appointment.day
    ]
