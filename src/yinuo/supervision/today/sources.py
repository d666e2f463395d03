"""Matters of slices that lie below and bring none themselves: bookings that want a call, customers who are late, follow-ups that are due."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.sites.queries import current_site
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.operations.booking import lists as bookings
from yinuo.operations.booking.models import Appointment
from yinuo.operations.booking.queries import Chip
from yinuo.supervision.follow_up import queries as follow_up
from yinuo.supervision.follow_up.models import DueCall

LATE_AFTER = timedelta(minutes=10)
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


@matters("booking.write")
def to_reconfirm(asked: Asked) -> list[Matter]:
    """Customers of today who were not asked again yet; the standard's clock says until when."""
    chips = [chip for chip in bookings.to_reconfirm(at=asked.at) if _concerns(chip.appointment, asked)]
    return [_to_reconfirm(chip, asked) for chip in chips[: asked.limit]]


def _to_reconfirm(chip: Chip, asked: Asked) -> Matter:
    booked = chip.appointment.starts_at.astimezone(current_site().zone)
    words = _("is booked for {time}: ask again").format(time=f"{booked:%H:%M}")
    due = chip.call.due_at if chip.call else chip.appointment.starts_at - timedelta(minutes=30)
    return _booking(chip.appointment, asked, kind="reconfirm", words=words, icon="phone-call", due_at=due, amber=1800, weight=50)


@matters("booking.write")
def shortages_to_tell(asked: Asked) -> list[Matter]:
    """Customers who do not know yet that a part is short."""
    chips = [
        chip for chip in bookings.shortages(at=asked.at) if chip.appointment.shortage_told_at is None and _concerns(chip.appointment, asked)
    ]
    words = _("a part is short: tell the customer")
    return [
        _booking(
            chip.appointment, asked, kind="shortage", words=words, icon="packages", weight=65, amber=900,
            due_at=chip.notice.due_at if chip.notice else None, since=chip.appointment.created_at,
        )
        for chip in chips[: asked.limit]
    ]  # fmt: skip


@matters("booking.write")
def late_arrivals(asked: Asked) -> list[Matter]:
    """Booked for today, not here ten minutes after the time."""
    zone = current_site().zone
    start = datetime.combine(asked.at.astimezone(zone).date(), time.min, zone)
    rows = Appointment.objects.filter(
        day=start.date(), state__in=("booked", "reconfirmed"), starts_at__gte=start, starts_at__lt=asked.at - LATE_AFTER
    )
    found = [row for row in rows.select_related("customer", "vehicle").order_by("starts_at")[:60] if _concerns(row, asked)]
    words = _("has not come yet: call, move or note the no-show")
    return [
        _booking(row, asked, kind="late_arrival", words=words, icon="calendar-event", due_at=row.starts_at, weight=30, tone="risk")
        for row in found[: asked.limit]
    ]


@matters("follow_up.write")
def calls_due(asked: Asked) -> list[Matter]:
    """Follow-up calls that can be made now, the earliest due first."""
    zone = current_site().zone
    rows = follow_up.call_list(at=asked.at, today=asked.at.astimezone(zone).date())
    if asked.mine:
        mine = Q(owner_id=asked.actor.user_id)
        rows = rows.filter(mine | Q(owner_id=None) if "follow_up_agent" in asked.actor.roles else mine)
    return [_call(call, asked, zone) for call in rows[: asked.limit]]


def _call(call: DueCall, asked: Asked, zone) -> Matter:
    due = datetime.combine(call.due_on + timedelta(days=1), time.min, zone)
    return _follow_up(
        call, asked, kind="follow_up", words=_("ask whether everything is right"), icon="phone", due_at=due, amber=6 * 3600, weight=45
    )


@matters("follow_up.write")
def answers_owed(asked: Asked) -> list[Matter]:
    """What customers raised and nobody has answered."""
    rows = follow_up.unanswered()
    if asked.mine and "follow_up_agent" not in asked.actor.roles:
        rows = rows.filter(owner_id=asked.actor.user_id)
    words = _("waits for an answer")
    return [
        _follow_up(
            call,
            asked,
            kind="answer",
            words=words,
            icon="message-2",
            due_at=call.answer_due_at,
            amber=3600,
            weight=70,
            detail=call.raised[:120],
        )
        for call in rows[: asked.limit]
    ]


def _follow_up(call: DueCall, asked: Asked, **told) -> Matter:
    visit = call.visit
    return Matter(
        url=reverse("follow_up:call", args=[asked.site_code, call.pk]),
        plate=visit.plate,
        energy=visit.vehicle.energy if visit.vehicle else "",
        subject=visit.customer.name if visit.customer else "",
        **told,
    )
