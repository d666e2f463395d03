"""What no slice below brings by itself: customers who are booked and have not come."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked as question
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.operations.booking.models import Appointment

LATE_AFTER = timedelta(minutes=10)
COLUMNS = ("plate", "contact_name", "starts_at", "advisor_id", "vehicle__plate", "vehicle__energy", "customer__name")
DESK = frozenset({"coordinator", "service_manager"})


def _booking(appointment: Appointment, asked: Asked, **told) -> Matter:
    vehicle, customer = appointment.vehicle, appointment.customer
    return Matter(
        url=reverse("booking:appointment", args=[asked.site_code, appointment.pk]),
        plate=appointment.plate or (vehicle.plate if vehicle else ""),
        energy=vehicle.energy if vehicle else "",
        subject=customer.name if customer else appointment.contact_name,
        **told,
    )


def _concerns(appointment: Appointment, asked: Asked) -> bool:
    """The booking's advisor; the desk where it has none or everybody's are shown."""
    mine = appointment.advisor_id == asked.actor.user_id
    return mine or not asked.mine or (appointment.advisor_id is None and bool(DESK & asked.actor.roles))


@question(Appointment)
def _expected(rows: QuerySet[Appointment], day: Any, start: Any, until: Any) -> QuerySet:
    rows = rows.filter(day=day, state__in=("booked", "reconfirmed"), starts_at__gte=start, starts_at__lt=until)
    return rows.select_related("customer", "vehicle").only(*COLUMNS).order_by("starts_at")[:60]


@matters("booking.write")
def late_arrivals(asked: Asked) -> list[Matter]:
    """Booked for today, not here ten minutes after the time."""
    zone = current_site().zone
    start = datetime.combine(asked.at.astimezone(zone).date(), time.min, zone)
    rows = _expected(day=start.date(), start=start, until=asked.at - LATE_AFTER)
    found = [row for row in rows if _concerns(row, asked)]
    words = _("has not come yet: call, move or note the no-show")
    return [
        _booking(row, asked, kind="late_arrival", words=words, icon="calendar-event", due_at=row.starts_at, weight=30, tone="risk")
        for row in found[: asked.limit]
    ]
