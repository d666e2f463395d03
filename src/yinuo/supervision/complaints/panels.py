"""Complaints on the pages below: one click from every visit; on the customer's page; the customer's own page of a visit, ticket and invoice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.statements.asked import asked
from yinuo.core.ui import panels
from yinuo.core.ui.panels import Panel
from yinuo.operations.visits.follow import token_of

from .models import Complaint

SHOWN = 20


def of_visit(request: Any, visit: Any) -> Panel | None:
    """Open ones stand before all else; and always the button."""
    rows = list(Complaint.objects.filter(visit_id=visit.pk, merged_into=None).select_related("owner").order_by("-id")[:SHOWN])
    going = [row for row in rows if row.is_open]
    url = reverse("complaints:open", args=[request.site.code])
    return Panel(
        "complaints", _("Complaints"), "complaints/_of_visit.html",
        {"complaints": rows, "complain_url": f"{url}?visit={visit.pk}", "may_see": request.actor.may("complaints.read")},
        where="stake" if going else "side", tone=_tone(going, request.at), word=_("open") if going else "",
    )  # fmt: skip


def _tone(going: list[Complaint], at: Any) -> str:
    if any(row.due_at < at and row.paused_at is None for row in going):
        return "late"
    return "risk" if going else ""


@asked(Complaint)
def _of_customer(rows: QuerySet[Complaint], customer: Any) -> QuerySet:
    return rows.filter(customer_id=customer, merged_into=None).select_related("owner").order_by("-received_at")[:SHOWN]


def of_customer(request: Any, customer: Any) -> Panel | None:
    rows = _of_customer(customer=customer.pk)
    url = reverse("complaints:open", args=[request.site.code]) + f"?customer={customer.pk}"
    going = [row for row in rows if row.is_open]
    return Panel(
        "complaints", _("Complaints"), "complaints/_of_visit.html",
        {"complaints": rows, "complain_url": url, "may_see": request.actor.may("complaints.read")},
        where="main" if going else "side", tone=_tone(going, request.at), word=_("open") if going else "",
    )  # fmt: skip


panels.register("visit", of_visit, order=15, capability="complaints.open")
panels.register("customer", of_customer, order=15, capability="complaints.open")


def door(request: Any, visit: Any) -> Panel:
    """Where the customer tells us what was not right: a button on their page of the visit."""
    url = request.build_absolute_uri(reverse("complaint:tell", args=[token_of(visit.site_id, visit.pk)]))
    return Panel("tell", _("Tell us what was not right"), "complaints/customer/_door.html", {"tell_url": url})


def sentence(request: Any, visit: Any) -> Panel:
    """On the ticket, whose code leads to the customer's page of the visit."""
    return Panel("tell", _("Tell us what was not right"), "complaints/customer/_sentence.html")


def code(request: Any, visit: Any) -> Panel:
    """On the bill, with a code of its own."""
    found = door(request, visit)
    return Panel(found.code, found.title, "complaints/customer/_code.html", found.context)


panels.register("customer.visit", door)
panels.register("paper.ticket", sentence)
panels.register("paper.invoice", code)
