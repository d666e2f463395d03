"""Holding a place in the booking table: so that two people at once never sell the last half-hour twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from yinuo.core.clock.rules import Calendar
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked, record
from yinuo.operations.workshop.queries import calendar

from . import capacity, rules
from .models import BookingSettings, SiteDay

TRIES = 4  # the first and three more
LOOK_AHEAD_DAYS = 14
ALTERNATIVES = 3

T = TypeVar("T")


class FullyBooked(DomainError):
    """No place at that time; `details["free"]` holds the next times that are free."""

    status = 409


class OutsideOpeningHours(Invalid):
    pass


class InThePast(Invalid):
    pass


class TooFarAhead(Invalid):
    pass


class VeryBusy(DomainError):
    pass


class Lost(Exception):
    """Somebody else changed the day between our counting and our writing."""


@dataclass(frozen=True)
class Place:
    """Where an appointment's work would lie."""

    day: date
    starts_at: datetime
    ends_at: datetime
    ends_on: date
    days: tuple[date, ...]
    pieces: list[rules.Piece]


def with_retries(attempt: Callable[[], T]) -> T:
    """Do `attempt()` until its compare-and-swap wins, four times at most."""
    for _try in range(TRIES):
        try:
            return attempt()
        except Lost:
            continue
    raise VeryBusy(_("Many people are booking this day at this moment. Nothing was booked: please try again."))


def hold(
    *,
    site_id: int,
    works: Sequence[rules.Work],
    starts_at: datetime,
    at: datetime,
    same_day: bool,
    without: int | None = None,
    beyond: bool = False,
) -> Place:
    """Count the days that the works touch, refuse if they do not fit (unless they may go `beyond`), and take the next version of those days.

    Call it inside the transaction that writes the appointment. Raises FullyBooked with the next free times, OutsideOpeningHours, InThePast.
    """
    hours = calendar()
    place = place_of(works, starts_at, at=at, hours=hours)
    versions = _versions(site_id, place.days)
    table = capacity.days(place.days[0], place.days[-1], at=at, without=without, hours=hours).table
    if same_day and place.ends_on != place.day:
        raise Invalid(_("This work does not end on the same day. Choose an earlier time, or let the customer leave the car."))
    if not beyond and not table.fits(place.pieces):
        raise fully_booked(works, starts_at, at=at, same_day=same_day, without=without)
    for day in place.days:
        if not _take(site_id, day, versions[day]):
            raise Lost
    return place


def place_of(works: Sequence[rules.Work], starts_at: datetime, *, at: datetime, hours: Calendar) -> Place:
    """Lay the works from `starts_at`, which must be the beginning of an open half-hour that is not over."""
    day = starts_at.astimezone(hours.zone).date()
    today = at.astimezone(hours.zone).date()
    days_ahead = settings().days_ahead
    if day > today + timedelta(days=days_ahead):
        raise TooFarAhead(_("This is too far ahead: bookings are taken for the next %(days)s days.") % {"days": days_ahead})
    slots = (slot for n in range(capacity.SPILL_DAYS + 1) for slot in rules.slots_of(hours, day + timedelta(days=n)))
    slot = next((slot for slot in rules.slots_of(hours, day) if slot.start == starts_at), None)
    if slot is None:
        raise OutsideOpeningHours(_("The centre is closed at that time. Choose one of the half-hours of the table."))
    if slot.end <= at:
        raise InThePast(_("This time is over. Choose a later one."))
    pieces, ends_at = rules.lay(works, starts_at, slots)
    if not pieces or ends_at is None:
        raise Invalid(_("This is more work than one appointment can hold. Leave something out or book a second appointment."))
    days = tuple(sorted({piece.slot.day for piece in pieces}))
    return Place(day, starts_at, ends_at, days[-1], days, pieces)


def _versions(site_id: int, days: Sequence[date]) -> dict[date, int]:
    """The days' versions, read in turn: whoever counts a day waits for who counts it already, and need not count again."""
    between = {"first": min(days), "last": max(days)}
    found = dict(_days(**between))
    if missing := [day for day in days if day not in found]:
        SiteDay.objects.bulk_create([SiteDay(site_id=site_id, day=day) for day in missing], ignore_conflicts=True)
        found = dict(_days(**between))
    return found


@asked(SiteDay)
def _days(rows: QuerySet[SiteDay], first: Any, last: Any) -> QuerySet:
    return rows.filter(day__gte=first, day__lte=last).order_by("day").select_for_update().values_list("day", "version")


def _take(site_id: int, day: date, version: int) -> bool:
    """Take the day's next version, if nobody else took it."""
    told: list[Any] = [version + 1, site_id, connection.ops.adapt_datefield_value(day), version]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE booking_siteday SET version = %s WHERE site_id = %s AND day = %s AND version = %s", told)
        return cursor.rowcount == 1


def settings() -> BookingSettings:
    """How the scoped site takes bookings."""
    return record(BookingSettings) or BookingSettings()


def free_starts(
    works: Sequence[rules.Work], *, at: datetime, first: date | None = None, days: int = LOOK_AHEAD_DAYS, same_day: bool, without: int | None = None,
    after: datetime | None = None, most: int | None = None,
) -> list[tuple[rules.Slot, str]]:  # fmt: skip
    """Half-hours in which the works can begin, with how easily (`many`, `some`, `last` places), from `first` (today) on."""
    begin = first or at.astimezone(calendar().zone).date()
    spill = 0 if same_day else capacity.SPILL_DAYS
    found = capacity.days(begin, begin + timedelta(days=days - 1), at=at, without=without, spill=spill)
    last = found.last
    earliest = max(after or at - rules.HALF_HOUR, at - rules.HALF_HOUR)
    slots = [slot for slot in found.table.free_starts(works, after=earliest, same_day=same_day) if slot.end > at][:most]
    return [(slot, rules.ease(found.table.share(slot, works[0]))) for slot in slots if slot.day <= last]


def fully_booked(works: Sequence[rules.Work], starts_at: datetime, *, at: datetime, same_day: bool, without: int | None) -> FullyBooked:
    day = starts_at.astimezone(calendar().zone).date()
    near = free_starts(works, at=at, first=day, same_day=same_day, without=without, after=starts_at - timedelta(hours=2), most=ALTERNATIVES)
    free = [slot.start for slot, _ease in near]
    if not free:
        return FullyBooked(_("That time is fully booked, and so are the two weeks after it. Nothing was changed."), free=[])
    times = _(", ").join(words_of(moment) for moment in free)
    return FullyBooked(_("That time is fully booked. Free: %(times)s. Nothing was changed.") % {"times": times}, free=free)


def words_of(moment: datetime) -> str:
    """A booked time in words of the reader's language, at the site's clock."""
    local = moment.astimezone(zone())
    return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"


def zone() -> ZoneInfo:
    """The clock of the scoped site."""
    return current_site().zone


def country() -> str:
    """The country of the scoped site, whose phone numbers go without a prefix."""
    return current_site().country
