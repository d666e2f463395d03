"""What settlement shows elsewhere: the way out on the visit's page, who waits to pay on the cashier's Today, what was missing in the till on the manager's."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.sites.queries import current_site
from yinuo.core.ui import panels
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.ui.panels import NextAct, Panel
from yinuo.core.ui.words import money_words
from yinuo.operations.orders.models import Line
from yinuo.operations.visits.matters import open_cars

from . import queries
from .models import Checkout

SHOWN = ("ready", "settled", "delivered", "closed")
FOR_A_DEPOSIT = ("received", "consulting", "confirming", "repairing")


def checkout_panel(request, visit) -> Panel | None:
    """How far handover and checkout are, and their next act."""
    if visit.state not in SHOWN and not (visit.state in FOR_A_DEPOSIT and request.actor.may("settlement.write")):
        return None
    row = Checkout.objects.filter(visit=visit).first()
    url = reverse("settlement:checkout", args=[request.site.code, visit.pk])
    steps = [(label, row and getattr(row, name)) for name, label in Checkout.MARKS]
    return Panel(
        "checkout",
        _("Handover and checkout"),
        "settlement/panels/checkout.html",
        {"steps": steps, "url": url},
        url=url,
        next_act=_next_act(request, visit, row, url),
    )


def _next_act(request, visit, row: Checkout | None, url: str) -> NextAct | None:
    if visit.state not in ("ready", "settled") or not request.actor.may("checkout.write"):
        return None
    if visit.no_repair_reason and Line.objects.filter(order__visit=visit, removed=False, approval=Line.Approval.PROPOSED).exists():
        return None  # the fee is agreed first
    if row is None or row.notified_at is None:
        sentence = _("Nothing is repaired; the car can be taken back.") if visit.no_repair_reason else _("The car is ready")
        return NextAct(sentence, _("Tell the customer"), url, icon="message", post=False)
    if visit.state == "ready":
        return NextAct(_("The customer knows that the car is ready"), _("Handover and checkout"), url, icon="flag", post=False)
    return NextAct(_("Everything is paid"), _("Say goodbye"), url, icon="car", tone="kept", post=False)


panels.register("visit", checkout_panel, order=20)


@matters("settlement.write")
def to_settle(asked: Asked) -> list[Matter]:
    """For the till: ready cars whose charges are not settled; who waits on the spot first."""
    if asked.mine and "cashier" not in asked.actor.roles:
        return []
    ready = [visit for visit in open_cars(asked) if visit.state == "ready"]
    rows = sorted(ready, key=lambda visit: (not visit.waits, visit.ready_at or asked.at))[: asked.limit]
    return [
        Matter(
            "settle", _("is ready to be settled"), reverse("settlement:checkout", args=[asked.site_code, visit.pk]), plate=visit.plate,
            subject=visit.customer.name if visit.customer else "", energy=visit.vehicle.energy if visit.vehicle else "", icon="cash",
            since=visit.ready_at, weight=70 if visit.waits else 50, go=_("Settle"),
        )
        for visit in rows
    ]  # fmt: skip


@matters("settlement.refund")
def closed_with_a_difference(asked: Asked) -> list[Matter]:
    """For who answers for the money: closes of today and yesterday whose count was not what should be there."""
    url, currency = reverse("settlement:till", args=[asked.site_code]), current_site().currency
    return [
        Matter(
            "close", _("closed the till with a difference"), url, subject=str(close.cashier), icon="cash", tone="risk", since=close.closed_at,
            detail=" · ".join([*(f"{method} {money_words(amount, currency)}" for method, amount in close.differences), *([close.note] if close.note else [])]),
        )
        for close in queries.closes_that_differ((asked.at - timedelta(days=1)).date())[: asked.limit]
    ]  # fmt: skip
