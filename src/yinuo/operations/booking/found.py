"""How a booking whose car has not come yet is found in the quick search: by its person and car, or by what was typed of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yinuo.core.search.registry import Hit, searchable
from yinuo.core.search.rules import keys_of
from yinuo.core.search.services import index
from yinuo.core.statements.asked import among, asked
from yinuo.core.workflow.queries import in_states
from yinuo.information.customers.rules import same_phone

from . import rules
from .models import Appointment

LINKED = 50  # found customers and vehicles whose bookings are looked for


def index_contact(appointment: Appointment, *, new: bool = False) -> None:
    """Inside an act: keys for what no record of a person or car is found by. A booking of known people and cars needs none."""
    customer, vehicle = appointment.customer, appointment.vehicle
    known_name = customer is not None and customer.name == appointment.contact_name
    known_phone = customer is not None and same_phone(customer.phone, appointment.contact_phone)
    known_plate = vehicle is not None and vehicle.plate == appointment.plate
    keys = keys_of(
        name="" if known_name else appointment.contact_name,
        phones=() if known_phone or not appointment.contact_phone else (appointment.contact_phone,),
        plate="" if known_plate else appointment.plate,
    )
    index(appointment.site_id, target_type="appointment", target_id=appointment.pk, keys=keys, new=new)


def shown(site_code: str, ids: Collection[int]) -> dict[int, Hit]:
    """Bookings that are open, with when. One query; one that became a visit is found as the visit."""
    return {row.pk: _hit(site_code, row) for row in _opened(ids=list(ids))}


@asked(Appointment)
def _opened(rows: QuerySet[Appointment], ids: Any) -> QuerySet:
    return rows.filter(among("id", ids), state__in=rules.OPEN).select_related("vehicle")


def _hit(site_code: str, row: Appointment) -> Hit:
    when = timezone.localtime(row.starts_at)
    return Hit(
        target_type="appointment",
        target_id=row.pk,
        title=row.contact_name,
        url=reverse("booking:appointment", args=[site_code, row.pk]),
        detail=_("booked for {day} {time}").format(day=date_format(when, "DATE_FORMAT"), time=f"{when:%H:%M}"),
        plate=row.plate,
        energy=row.vehicle.energy if row.vehicle else "",
        label=_("Appointment"),
        icon="calendar-event",
        newest=int(row.starts_at.timestamp()),
    )


def open_bookings_of(found: Mapping[str, Sequence[int]]) -> list[int]:
    """Open bookings of the customers and vehicles that were found. One query."""
    people, cars = list(found.get("customer", ()))[:LINKED], list(found.get("vehicle", ()))[:LINKED]
    return _open_of(people=people, cars=cars) if people or cars else []


@asked(Appointment)
def _open_of(rows: QuerySet[Appointment], people: Any, cars: Any) -> QuerySet:
    theirs = Q(among("customer_id", people)) | Q(among("vehicle_id", cars))
    return rows.filter(theirs, in_states(rules.OPEN)).order_by("-id").values_list("pk", flat=True)[:LINKED]


searchable("appointment", shown, capability="booking.read", linked=open_bookings_of)
