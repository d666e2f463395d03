"""What booking asks of people: calls to make, shortages to tell, cars that have not come; and bookings on the pages of customers and vehicles."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.statements.asked import asked as question
from yinuo.core.ui import panels
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.ui.panels import Panel

from . import lists, queries, rules
from .models import Appointment

MOST_ON_A_PANEL = 5
MOST_TO_CALL = 30  # looked at for Today, the most urgent first


def _matter(asked: Asked, chip: queries.Chip, **told: Any) -> Matter:
    row = chip.appointment
    return Matter(
        url=reverse("booking:appointment", args=[asked.site_code, row.pk]),
        subject=row.contact_name,
        plate=row.plate,
        energy=row.vehicle.energy if row.vehicle else "",
        detail=" + ".join(work.name for work in chip.works),
        **told,
    )


def _is_theirs(asked: Asked, chip: queries.Chip) -> bool:
    """A booking with an advisor is that advisor's to call; one without is everybody's."""
    return not asked.mine or chip.appointment.advisor_id in (None, asked.actor.user_id)


@matters("booking.write")
def customers_to_call(asked: Asked) -> list[Matter]:
    """Reconfirmations, the first due first; who is late is rung too."""
    found = []
    for chip in lists.to_reconfirm(at=asked.at, whose=asked.actor.user_id if asked.mine else None, most=MOST_TO_CALL):
        if chip.late:
            found.append(_matter(asked, chip, kind="late_arrival", words=_("Not here yet: ring"), icon="clock-exclamation", tone="late"))
        elif chip.call is not None and chip.call.due_at is not None and chip.call.running:
            url = reverse("booking:reconfirm", args=[asked.site_code, chip.appointment.pk])
            amber = int(queries.CALL_WITHIN.total_seconds())
            told = {"act_url": url, "act_label": _("Comes"), "due_at": chip.call.due_at, "amber": amber, "since": chip.call.since}
            found.append(_matter(asked, chip, kind="reconfirm", words=_("Ask again whether they come"), icon="phone", weight=40, **told))
    return found[: asked.limit]


@matters("booking.write")
def shortages_to_tell(asked: Asked) -> list[Matter]:
    """Customers who do not know yet that a part is short."""
    found = [
        _matter(
            asked, chip, kind="parts_short", words=_("Tell the customer that a part is short"), icon="package-off", weight=60,
            due_at=chip.notice.due_at if chip.notice else None, since=chip.notice.since if chip.notice else None,
        )
        for chip in lists.shortages(at=asked.at)
        if chip.appointment.shortage_told_at is None and _is_theirs(asked, chip)
    ]  # fmt: skip
    return found[: asked.limit]


def panel_of_customer(request: Any, customer: Any) -> Panel | None:
    return _panel(request, _open_of_customer(customer=customer.pk), customer=customer.pk)


def panel_of_vehicle(request: Any, vehicle: Any) -> Panel | None:
    return _panel(request, _open_of_vehicle(vehicle=vehicle.pk), vehicle=vehicle.pk)


@question(Appointment)
def _open_of_customer(rows: QuerySet[Appointment], customer: Any) -> QuerySet:
    return rows.filter(customer_id=customer, state__in=rules.OPEN).order_by("starts_at")[:MOST_ON_A_PANEL]


@question(Appointment)
def _open_of_vehicle(rows: QuerySet[Appointment], vehicle: Any) -> QuerySet:
    return rows.filter(vehicle_id=vehicle, state__in=rules.OPEN).order_by("starts_at")[:MOST_ON_A_PANEL]


def _panel(request: Any, opened: list[Appointment], **who: int) -> Panel:
    """Open bookings, and a door to a new one with the record already filled in."""
    prefetch_related_objects(opened, "items")
    query = "&".join(f"{name}={pk}" for name, pk in who.items())
    new = f"{reverse('booking:new', args=[request.site.code])}?{query}" if request.actor.may("booking.write") else ""
    return Panel("bookings", _("Bookings"), "booking/panel.html", {"bookings": opened, "new_url": new}, where="side")


panels.register("customer", panel_of_customer, order=15, capability="booking.read")
panels.register("vehicle", panel_of_vehicle, order=15, capability="booking.read")
