"""The usual week of a person, and what differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Membership
from yinuo.core.accounts.models import User
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.events.models import SiteThread
from yinuo.core.events.services import site_story
from yinuo.core.sites.models import change_stamps, stamps

from .models import ShiftException, WeeklyShift
from .rules import Shift

LONGEST_ABSENCE = timedelta(days=366)


def set_week(*, user_ids: Sequence[int], week: Sequence[tuple[int, Shift]], by: Actor, at: datetime) -> None:
    """Make this the usual week (weekday 0 = Monday, shift) of these people. Raises Invalid for a shift that ends before it begins."""
    for weekday, shift in week:
        _must_be_sound(weekday, shift)
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        persons = [_person(user_id) for user_id in user_ids]
        WeeklyShift.objects.filter(user__in=persons).delete()
        WeeklyShift.objects.bulk_create(
            WeeklyShift(
                site_id=by.site_id,
                user=person,
                weekday=weekday,
                starts=shift.starts,
                ends=shift.ends,
                break_starts=shift.break_starts,
                break_ends=shift.break_ends,
                **stamps(by, at),
            )
            for person in persons
            for weekday, shift in week
        )
        for person in persons:
            act.record("person.week_set", person, who=str(person), days=sorted({weekday for weekday, _shift in week}))


def be_absent(*, user_id: int, since: date, until: date, reason: str, by: Actor, at: datetime) -> None:
    """Absent from `since` to `until`, both included."""
    if not since <= until <= since + LONGEST_ABSENCE:
        raise Invalid(_("The last day of an absence comes after its first, within a year."))
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        person = _person(user_id)
        _put(person, days, by, at, absent=True, reason=reason, starts=None, ends=None)
        act.record("person.absent", person, who=str(person), since=since.isoformat(), until=until.isoformat(), reason=reason)


def work_at_other_hours(*, user_id: int, day: date, starts: time, ends: time, by: Actor, at: datetime, reason: str = "") -> None:
    """Another shift than usual on one day."""
    if starts >= ends:
        raise Invalid(_("A shift ends after it begins."))
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        person = _person(user_id)
        _put(person, [day], by, at, absent=False, reason=reason, starts=starts, ends=ends)
        act.record("person.other_hours", person, who=str(person), day=day.isoformat(), starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")


def as_usual(*, user_id: int, day: date, by: Actor, at: datetime) -> None:
    """Nothing differs on this day after all."""
    with site_story(purpose=SiteThread.PEOPLE, by=by, at=at, right="people.write") as act:
        person = _person(user_id)
        if not ShiftException.objects.filter(user=person, day=day).delete()[0]:
            raise NotHere
        act.record("person.as_usual", person, who=str(person), day=day.isoformat())


def _put(person: User, days: Sequence[date], by: Actor, at: datetime, **values) -> None:
    rows = ShiftException.objects.filter(user=person, day__in=days)
    rows.update(**values, **change_stamps(by, at))
    known = set(rows.values_list("day", flat=True))
    ShiftException.objects.bulk_create(
        ShiftException(site_id=by.site_id, user=person, day=day, **values, **stamps(by, at)) for day in days if day not in known
    )


def _person(user_id: int) -> User:
    member = Membership.objects.filter(user=user_id).select_related("user").first()
    if member is None:
        raise NotHere
    return member.user


def _must_be_sound(weekday: int, shift: Shift) -> None:
    pauses = (shift.break_starts, shift.break_ends)
    if not 0 <= weekday <= 6 or shift.starts >= shift.ends:
        raise Invalid(_("A shift ends after it begins."))
    if (pauses[0] is None) != (pauses[1] is None) or (pauses[0] and pauses[1] and not shift.starts < pauses[0] < pauses[1] < shift.ends):
        raise Invalid(_("A break begins and ends within the shift."))
