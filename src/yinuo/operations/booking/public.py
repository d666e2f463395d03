"""What a customer may do without signing in: book within the same capacity, see, move and cancel their own appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError
from yinuo.information.customers.rules import written_phone
from yinuo.information.vehicles.rules import written_plate
from yinuo.operations.menu.models import MenuItem

from . import holding, rules, services
from .models import Appointment
from .who import Caller

MOST_OPEN = 3  # appointments of one phone or plate, made online


class NotOnline(DomainError):
    """Online booking is closed, or the time is not offered online."""


def book(
    *, by: Actor, at: datetime, starts_at: datetime, menu_item_ids: list[int], caller: Caller, waits: bool, wish: str,
    answer: Callable[[Appointment], str],
) -> Appointment:  # fmt: skip
    """Book from the public page. Raises what `services.book` raises, and NotOnline."""
    settings = holding.settings()
    if not settings.public_open:
        raise NotOnline(_("Online booking is closed at the moment. Please ring us."))
    if starts_at < at + timedelta(minutes=settings.public_lead_minutes):
        raise NotOnline(_("This time is too near to be booked online. Choose a later one, or ring us."))
    if set(menu_item_ids) - set(MenuItem.objects.filter(public=True, active=True).values_list("pk", flat=True)):
        raise NotOnline(_("This work is not offered online. Choose again, or ring us."))
    if _open_of(caller) >= MOST_OPEN:
        raise NotOnline(_("There are several open bookings for this phone or plate already. Please ring us for another one."))
    return services.book(
        by=by, at=at, starts_at=starts_at, menu_item_ids=menu_item_ids, caller=caller, waits=waits, wish=wish, origin=Appointment.Origin.PUBLIC,
        answer=answer,
    )  # fmt: skip


def _open_of(caller: Caller) -> int:
    plate, phone = written_plate(caller.plate), written_phone(caller.phone, holding.country())
    same = Q(contact_phone=phone) if phone else Q(pk=None)
    if plate:
        same |= Q(plate=plate)
    return Appointment.objects.filter(same, state__in=rules.OPEN, origin=Appointment.Origin.PUBLIC).count()


def may_change(appointment: Appointment, *, at: datetime) -> bool:
    """Until it begins the customer moves or cancels it alone; after that, the centre is rung."""
    return appointment.state in rules.OPEN and at < appointment.starts_at
