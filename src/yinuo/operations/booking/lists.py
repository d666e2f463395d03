"""Lists that somebody works through: whom to call, which parts are missing, who does not come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import searched
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked
from yinuo.core.workflow.queries import in_states
from yinuo.information.customers.rules import written_phone
from yinuo.information.vehicles.rules import written_plate
from yinuo.operations.menu.models import MenuPart
from yinuo.operations.standards.queries import version_now
from yinuo.operations.stock.models import PartOrder

from . import rules
from .holding import zone
from .models import Appointment
from .queries import Chip, chips_of, with_people

State = Appointment.State
MOST_ON_A_LIST = 200
MOST_FOUND = 500


def to_reconfirm(*, at: datetime, whose: int | None = None, most: int = MOST_ON_A_LIST) -> list[Chip]:
    """Open bookings of today and tomorrow whose customer has not been asked again, the most urgent first: what may be asked now, then the rest of today.

    `whose`: only that advisor's bookings, and those without one.
    """
    today = at.astimezone(zone()).date()
    when = {"today": today, "tomorrow": today + timedelta(days=1), "until": at + _early(at)}
    rows = _to_ask(**when) if whose is None else _theirs_to_ask(**when, whose=whose)
    return chips_of(rows[:most], at=at)


@asked(Appointment)
def _to_ask(rows: QuerySet[Appointment], today: Any, tomorrow: Any, until: Any) -> QuerySet:
    rows = rows.filter(day__gte=today, day__lte=tomorrow, state=str(State.BOOKED))
    rows = rows.filter(Q(day=today) | Q(starts_at__lte=until)).order_by("day", "starts_at", "id")
    return with_people(rows)[:MOST_ON_A_LIST]


@asked(Appointment)
def _theirs_to_ask(rows: QuerySet[Appointment], today: Any, tomorrow: Any, until: Any, whose: Any) -> QuerySet:
    return _to_ask.build(rows.filter(Q(advisor_id=None) | Q(advisor_id=whose)), today, tomorrow, until)


def _early(at: datetime) -> timedelta:
    """How long before the appointment the standard lets the customer be asked; not before the day itself where it does not say."""
    version = version_now(current_site().pk, "booking.reconfirm", at)
    return timedelta(seconds=version.early) if version and version.early else timedelta(0)


def shortages(*, at: datetime) -> list[Chip]:
    """Open bookings that lack a part: those not told yet first, by their clock, then by the day they come."""
    today = at.astimezone(zone()).date()
    begin = datetime.combine(today, time.min, zone())
    chips = chips_of(_short_of_parts(begin=begin), at=at)
    return sorted(chips, key=lambda chip: (chip.appointment.shortage_told_at is not None, _notice_due(chip), chip.appointment.starts_at))


@asked(Appointment)
def _short_of_parts(rows: QuerySet[Appointment], begin: Any) -> QuerySet:
    rows = rows.filter(in_states(rules.OPEN), parts_short=True, starts_at__gte=begin).order_by("starts_at", "id")
    return with_people(rows)[:MOST_ON_A_LIST]


def _notice_due(chip: Chip) -> datetime:
    return chip.notice.due_at if chip.notice and chip.notice.due_at else chip.appointment.starts_at


def no_shows_of(appointment: Appointment) -> int:
    """How often this customer did not come before; of somebody unknown, counted by phone or plate."""
    if appointment.customer_id:
        same = Q(customer_id=appointment.customer_id)
    elif appointment.contact_phone:
        same = Q(contact_phone=appointment.contact_phone)
    elif appointment.plate:
        same = Q(plate=appointment.plate)
    else:
        return 0
    return Appointment.objects.filter(same, state=State.NO_SHOW, starts_at__lt=appointment.starts_at).exclude(pk=appointment.pk).count()


@dataclass(frozen=True)
class NoShows:
    """Who did not come, and in which half-hours of the day people do not come, in the last ninety days."""

    people: list[dict]
    slots: list[tuple[str, int, int]]


def no_shows(*, at: datetime, days: int = 90) -> NoShows:
    """Two queries over the days' index."""
    today = at.astimezone(zone()).date()
    rows = Appointment.objects.filter(day__range=(today - timedelta(days=days), today))
    people = (
        rows.filter(state=State.NO_SHOW)
        .order_by()
        .values("customer_id", "contact_name", "contact_phone", "plate")
        .annotate(n=Count("id"))
        .order_by("-n", "plate")[:50]
    )
    by_clock: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for starts_at, state in rows.exclude(state=State.CANCELLED).values_list("starts_at", "state")[:20_000]:
        count = by_clock[starts_at.astimezone(zone()).strftime("%H:%M")]
        count[0] += state == State.NO_SHOW
        count[1] += 1
    return NoShows([dict(person) for person in people], [(clock, missed, n) for clock, (missed, n) in sorted(by_clock.items())])


@dataclass(frozen=True)
class Short:
    """A booking that lacks parts: what it needs, and the day by which that can be promised."""

    chip: Chip
    needs: list[MenuPart]
    expected_on: date | None


def with_parts(chips: list[Chip], *, at: datetime) -> list[Short]:
    """The parts of short bookings. Two queries, however many."""
    ids = {work.menu_item_id for chip in chips for work in chip.works if work.menu_item_id}
    needs: dict[int, list[MenuPart]] = defaultdict(list)
    for need in MenuPart.objects.filter(item__in=ids).select_related("part"):
        needs[need.item_id].append(need)
    parts = {need.part_id for group in needs.values() for need in group}
    coming = dict(
        PartOrder.objects.filter(part__in=parts, state=PartOrder.State.ORDERED)
        .order_by("-expected_on")
        .values_list("part_id", "expected_on")
    )
    today = at.astimezone(zone()).date()
    return [_short(chip, needs, coming, today) for chip in chips]


def _short(chip: Chip, needs: dict[int, list[MenuPart]], coming: dict[int, date], today: date) -> Short:
    found = [need for work in chip.works for need in needs.get(work.menu_item_id or 0, ())]
    days = [coming.get(need.part_id) or today + timedelta(days=need.part.lead_days) for need in found]
    return Short(chip, found, max(days, default=None))


def found_by(rows: QuerySet[Appointment], text: str) -> QuerySet[Appointment]:
    """By plate, phone or name, as the search finds vehicles and customers. Each way enters its own index; a few hundred of each are looked at."""
    prefixes = searched(text)
    ways = [
        Q(plate=written_plate(text) or None),
        Q(contact_phone=written_phone(text, current_site().country) or None),
        Q(vehicle__in=ids_of("vehicle", prefixes)[:MOST_ON_A_LIST]),
        Q(customer__in=ids_of("customer", prefixes)[:MOST_ON_A_LIST]),
    ]
    ids: set[int] = set()
    for way in ways:
        ids.update(Appointment.objects.filter(way).order_by().values_list("id", flat=True)[:MOST_FOUND])
    return rows.filter(pk__in=ids)
