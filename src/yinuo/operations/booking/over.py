"""Booking beyond what the table holds: a decision of its own, by who may, with a reason that the log keeps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.events.services import Act
from yinuo.core.validation import tidy

from . import holding
from .models import Appointment

RIGHT = "booking.over"
LONGEST_REASON = 240


def place(*, by: Actor, over: str = "", **wanted: Any) -> holding.Place:
    """`holding.hold`; with a reason (`over`) beyond the limit too, for who may. A refusal tells staff who can."""
    if over := tidy(over):
        by.require(RIGHT)
    try:
        return holding.hold(site_id=by.site_id, beyond=bool(over), **wanted)
    except holding.FullyBooked as full:
        if by.origin == "customer":
            raise
        hint = (
            _("You can book over the limit, with a reason.")
            if by.may(RIGHT)
            else _("A service manager can book over the limit, with a reason.")
        )
        raise holding.FullyBooked(f"{full} {hint}", **full.details) from None


def note(act: Act, appointment: Appointment, over: str) -> None:
    if reason := tidy(over):
        act.record("appointment.booked_over", appointment, reason=reason[:LONGEST_REASON], starts_at=appointment.starts_at.isoformat())
