"""Bookings in the customer's timeline, and beside the promises that were made with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import among, asked
from yinuo.core.ui.words import moment_words
from yinuo.information.customers import timeline
from yinuo.information.customers.models import Customer
from yinuo.information.promises import about

from . import rules
from .models import Appointment

TONES = {"cancelled": "idle", "no_show": "late"}


def rows(request: Any, customer: Customer, until: datetime) -> list[timeline.Row]:
    """The customer's bookings that did not become a visit (a visit tells itself), when they were made. One query."""
    return [_row(request.site.code, appointment) for appointment in _booked(customer=customer.pk, until=until)]


@asked(Appointment)
def _booked(rows: QuerySet[Appointment], customer: Any, until: Any) -> QuerySet:
    found = rows.filter(customer_id=customer, created_at__lte=until).exclude(state="arrived").select_related("created_by")
    return found.order_by("-created_at")[: timeline.LOOKED_AT]


def _row(site_code: str, appointment: Appointment) -> timeline.Row:
    return timeline.Row(
        appointment.created_at,
        f"appointment:{appointment.pk}",
        _("Appointment"),
        "calendar-event",
        tone=TONES.get(appointment.state, "busy"),
        chip=appointment.get_state_display(),
        detail=_("for {when}").format(when=moment_words(appointment.starts_at, appointment.created_at)),
        by=str(appointment.created_by or ""),
        url=reverse("booking:appointment", args=[site_code, appointment.pk]),
        plate=appointment.plate,
    )


def matters(site_code: str, thread_ids: Collection[int]) -> dict[int, about.Matter]:
    """The cars of bookings that are still to come. One query."""
    return {
        appointment.thread_id: about.Matter(
            appointment.plate,
            appointment.vehicle.energy if appointment.vehicle else "",
            reverse("booking:appointment", args=[site_code, appointment.pk]),
        )
        for appointment in _to_come(threads=list(thread_ids))
    }


@asked(Appointment)
def _to_come(rows: QuerySet[Appointment], threads: Any) -> QuerySet:
    found = rows.filter(among("thread_id", threads), state__in=rules.OPEN).select_related("vehicle")
    return found.only("thread_id", "plate", "vehicle__energy")


timeline.register(rows, capability="booking.read")
about.register(matters)
