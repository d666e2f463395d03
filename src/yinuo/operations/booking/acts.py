"""What is done to an appointment with one tap."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, done
from yinuo.core.errors import Invalid

from . import services
from .forms import moment
from .models import Appointment
from .queries import day_page
from .views import date_of

PLACES = {"calls": "booking:calls", "shortages": "booking:shortages"}


def _back(request: Any, appointment: Appointment) -> HttpResponse:
    """To the list from which it was done, or to the appointment."""
    name = PLACES.get(request.POST.get("from", ""))
    args = [request.site.code] if name else [request.site.code, appointment.pk]
    return done(request, reverse(name or "booking:appointment", args=args))


def _channel(request: Any) -> str:
    return request.POST.get("channel", "") or "phone"


@act("booking.write")
def move(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    """To another half-hour: dragged in the day's table, which is drawn again, or chosen on the appointment's page."""
    starts_at = moment(request.POST.get("start", ""))
    if starts_at is None:
        raise Invalid(_("Choose one of the free times."))
    told = {"reason": request.POST.get("reason", ""), "channel": request.POST.get("channel", ""), "over": request.POST.get("over", "")}
    appointment = services.move_to(appointment_id=appointment_id, starts_at=starts_at, by=request.actor, at=request.at, **told)
    if request.headers.get("HX-Target") == "day-table":
        return render(request, "booking/day_table.html", {"page": day_page(appointment.day, at=request.at)})
    return _back(request, appointment)


@act("booking.write")
def reconfirm(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    appointment = services.reconfirm(appointment_id=appointment_id, by=request.actor, at=request.at, channel=_channel(request))
    return _back(request, appointment)


@act("booking.write")
def not_reached(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    appointment = services.not_reached(appointment_id=appointment_id, by=request.actor, at=request.at, channel=_channel(request))
    return _back(request, appointment)


@act("booking.write")
def tell_shortage(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    expected = request.POST.get("expected_on", "").strip()
    expected_on = date_of(expected)
    if expected and expected_on is None:
        raise Invalid(_("This is no date. Write it as 2026-03-02."))
    appointment = services.tell_shortage(
        appointment_id=appointment_id, by=request.actor, at=request.at, channel=_channel(request), expected_on=expected_on
    )
    return _back(request, appointment)


@act("parts.read")
def parts_here(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    return _back(request, services.parts_here(appointment_id=appointment_id, by=request.actor, at=request.at))


@act("booking.write")
def cancel(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    told = {"reason": request.POST.get("reason", ""), "channel": request.POST.get("channel", "")}
    return _back(request, services.cancel(appointment_id=appointment_id, by=request.actor, at=request.at, **told))


@act("booking.write")
def no_show(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    return _back(request, services.no_show(appointment_id=appointment_id, by=request.actor, at=request.at))


@act("booking.write")
def restore(request: Any, site: Any, appointment_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _back(request, services.restore(appointment_id=appointment_id, by=request.actor, at=request.at, reason=reason))
