"""Speaking with people who have booked: reconfirming, telling of a part that is short. Every contact is an encounter."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.workflow.services import IllegalMove, move, swap
from yinuo.information.encounters import services as encounters
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises import services as promises

from . import holding, rules
from .models import Appointment


def reconfirm(*, appointment_id: int, by: Actor, at: datetime, channel: str = "phone", text: str = "") -> Appointment:
    """The customer was asked again and is coming."""
    with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
        move(act.subject, "reconfirm", act=act, changes={"reconfirmed_at": at}, channel=channel)
        _encounter(act, channel=channel, about="reconfirmation", outcome="confirmed", text=text)
    return act.subject


def not_reached(*, appointment_id: int, by: Actor, at: datetime, channel: str = "phone") -> Appointment:
    """Nobody answered. The attempt is kept; the clock goes on."""
    with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
        _still_open(act.subject)
        swap(act.subject, act=act, expect={"calls": act.subject.calls}, calls=act.subject.calls + 1)
        act.record("appointment.not_reached", channel=channel)
        _encounter(act, channel=channel, about="reconfirmation", outcome="not_reached")
    return act.subject


def tell_shortage(
    *, appointment_id: int, by: Actor, at: datetime, channel: str = "phone", expected_on: date | None = None, text: str = ""
) -> Appointment:
    """The customer knows that a part is short. With `expected_on` they were promised the part by that day."""
    with story(Appointment, appointment_id, by=by, at=at, right="booking.write") as act:
        _still_open(act.subject)
        told_inside(act, act.subject, channel=channel, expected_on=expected_on, text=text)
    return act.subject


def told_inside(act: Act, appointment: Appointment, *, channel: str, expected_on: date | None, text: str = "") -> None:
    """`tell_shortage` inside the act of booking."""
    if expected_on is not None and expected_on < act.at.astimezone(holding.zone()).date():
        raise Invalid(_("The day on which the part comes cannot lie in the past."))
    swap(appointment, act=act, expect={"state": appointment.state}, shortage_told_at=act.at)
    act.record("appointment.shortage_told", appointment, channel=channel, expected_on=expected_on.isoformat() if expected_on else None)
    _encounter(act, channel=channel, about="parts_shortage", outcome="told", text=text)
    if expected_on is not None:
        _promise_parts(act, appointment, expected_on, channel)


def _promise_parts(act: Act, appointment: Appointment, expected_on: date, channel: str) -> None:
    due_at = datetime.combine(expected_on, time(18), holding.zone())
    if promises.renegotiate_open(act, kind="parts_arrival", due_at=due_at, how=channel, reason=_("new delivery date")):
        return
    promises.make(
        act,
        kind="parts_arrival",
        text=_("The missing part is here"),
        due_at=due_at,
        customer_id=appointment.customer_id,
        owner_id=appointment.advisor_id,
        subject=appointment,
        how=channel,
    )


def parts_here(*, appointment_id: int, by: Actor, at: datetime) -> Appointment:
    """The part has come (or another was found): the appointment is no longer short and the promise of the part is kept."""
    with story(Appointment, appointment_id, by=by, at=at, right="parts.read") as act:
        _still_open(act.subject)
        swap(act.subject, act=act, expect={"parts_short": True}, parts_short=False)
        act.record("appointment.parts_here")
        promises.keep(act, kind="parts_arrival")
    return act.subject


def _still_open(appointment: Appointment) -> None:
    if appointment.state not in rules.OPEN:
        raise IllegalMove(state=appointment.state)


def _encounter(act: Act, *, channel: str, about: str, outcome: str, text: str = "") -> None:
    if channel not in Encounter.Channel.values:
        raise Invalid(_("Say how the customer was spoken to."))
    encounters.record(act, customer_id=act.subject.customer_id, channel=channel, direction="out", about=about, text=text, outcome=outcome)
