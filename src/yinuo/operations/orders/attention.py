"""What orders show elsewhere: on the visit's page, on customer and vehicle, on everybody's Today page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.statements.asked import among
from yinuo.core.statements.asked import asked as question
from yinuo.core.ui import panels
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.ui.panels import NextAct, Panel
from yinuo.core.workflow.queries import in_states
from yinuo.operations.visits.matters import open_cars
from yinuo.operations.visits.models import Visit

from .models import AddedWork, Estimate, Line, Order, PartDemand
from .queries import added
from .queries.basics import declined_of_customer, declined_of_vehicle
from .queries.counter import Basket, counter
from .queries.lists import with_totals
from .rules import PART_WAITS

ANSWER_WAITS = timedelta(minutes=15)
BEFORE_READY = ("received", "consulting", "confirming", "repairing")
MOST = 200


OPEN_TO_WORK = ("received", "consulting", "confirming", "repairing")


def orders_panel(request, visit) -> Panel | None:
    """The visit's orders with what comes next: open one, present, release."""
    orders = list(Order.objects.filter(visit=visit).order_by("id"))
    with_totals(orders, request.site)
    context = {"orders": orders, "visit": visit, "may_write": request.actor.may("estimate.write")}
    return Panel("orders", _("Orders and estimates"), "orders/panels/orders.html", context, next_act=_next_act(request, visit, orders))


def _next_act(request, visit, orders: list[Order]) -> NextAct | None:
    if not request.actor.may("estimate.write") or visit.state not in (*OPEN_TO_WORK, "ready"):
        return None
    if visit.state == "ready":  # a fee is asked for even when nothing is repaired
        orders = [order for order in orders if visit.no_repair_reason and order.undecided]
        if not orders:
            return None
    if not orders:
        if visit.state != "confirming" and not (visit.state == "received" and visit.plain_maintenance):
            return None
        url = reverse("orders:open", args=[request.site.code, visit.pk])
        return NextAct(_("Write down what is to be done"), _("Open an order"), url, icon="file-plus")
    waiting = next((order for order in orders if order.undecided or (order.state == Order.State.DRAFT and order.agreed_total)), None)
    if waiting is None:
        return None
    url = reverse("orders:order", args=[request.site.code, waiting.pk])
    if waiting.undecided:
        return NextAct(_("The customer has not decided everything"), _("To the estimate"), url, icon="signature", post=False)
    if not request.actor.may("order.release"):
        return NextAct(_("Agreed. Let the workshop begin"), _("To the order"), url, icon="file-text", tone="kept", post=False)
    url = reverse("orders:release", args=[request.site.code, waiting.pk])
    return NextAct(_("Agreed. Let the workshop begin"), _("Release"), url, icon="player-play", tone="kept")


def declined_of_vehicle_panel(request, vehicle) -> Panel | None:
    lines = list(declined_of_vehicle(vehicle.pk)[:10])
    return Panel("declined", _("Declined work"), "orders/panels/declined.html", {"lines": lines}, where="side") if lines else None


def declined_of_customer_panel(request, customer) -> Panel | None:
    """Declined work of the cars that the customer came with."""
    lines = _declined_of(customer=customer.pk)
    return Panel("declined", _("Declined work"), "orders/panels/declined.html", {"lines": lines}, where="side") if lines else None


@question(Line)
def _declined_of(rows: QuerySet[Line], customer: Any) -> QuerySet:
    return declined_of_customer(rows, customer).select_related(None).select_related("order__visit")[:10]


panels.register("visit", orders_panel, order=40, capability="order.read")
panels.register(
    "consultation", lambda request, visit: declined_of_vehicle_panel(request, visit.vehicle) if visit.vehicle else None, order=20
)
panels.register("vehicle", declined_of_vehicle_panel, order=60, capability="order.read")
panels.register("customer", declined_of_customer_panel, order=60, capability="order.read")


@question(AddedWork)
def _requested(rows: QuerySet[AddedWork]) -> QuerySet:
    rows = rows.filter(in_states(added.OPEN), state=str(AddedWork.State.REQUESTED)).order_by("id")
    return rows.values_list("order_id", "order__visit_id", "created_at", "text")[:MOST]


@matters("estimate.write")
def added_work_to_price(asked: Asked) -> list[Matter]:
    """A technician found something: price it and ask the customer."""
    cars = _cars(asked)
    found = [row for row in _requested() if row[1] in cars]
    return [
        Matter(
            kind="added_work", words=_("price added work and ask"), url=reverse("orders:order", args=[asked.site_code, order_id]),
            **_car(cars[visit_id]), icon="git-branch", since=at, due_at=at + ANSWER_WAITS, weight=80, detail=text,
        )
        for order_id, visit_id, at, text in found[: asked.limit]
    ]  # fmt: skip


@matters("estimate.write")
def estimates_without_answer(asked: Asked) -> list[Matter]:
    """The customer was asked and has not answered yet."""
    cars = _cars(asked)
    rows = [row for row in _estimates(asked) if row.state == Estimate.State.PRESENTED]
    return [
        Matter(
            kind="estimate", words=_("answer about the estimate is awaited"), url=reverse("orders:share", args=[asked.site_code, row.pk]),
            **_car(cars[row.order.visit_id]), icon="signature", since=row.created_at, due_at=row.created_at + ANSWER_WAITS * 2, weight=60,
        )
        for row in rows[: asked.limit]
    ]  # fmt: skip


@matters("estimate.write")
def agreed_but_not_released(asked: Asked) -> list[Matter]:
    """Agreed, and the workshop does not know it yet."""
    cars = _cars(asked)
    rows = [row for row in _estimates(asked) if row.state == Estimate.State.AGREED and row.order.state == Order.State.DRAFT]
    return [
        Matter(
            kind="release", words=_("release the order to the workshop"), url=reverse("orders:order", args=[asked.site_code, row.order_id]),
            **_car(cars[row.order.visit_id]), icon="player-play", since=row.agreed_at, due_at=row.agreed_at + ANSWER_WAITS, weight=70,
            act_url=reverse("orders:release", args=[asked.site_code, row.order_id]), act_label=_("Release"),
        )
        for row in rows[: asked.limit]
    ]  # fmt: skip


@matters("parts.write")
def parts_that_are_short(asked: Asked) -> list[Matter]:
    """Agreed parts that nobody has ordered or that are late."""
    today = asked.at.date()
    return [
        Matter(
            kind="short_part", words=_("part is short: say when it comes"), url=reverse("orders:parts", args=[asked.site_code]),
            subject=part, plate=plate, icon="package", since=since, tone="late" if expected_on and expected_on < today else "risk", weight=60,
        )
        for part, plate, since, expected_on in _short()[: asked.limit]
    ]  # fmt: skip


@question(PartDemand)
def _short(rows: QuerySet[PartDemand]) -> QuerySet:
    rows = rows.filter(in_states(PART_WAITS), state__in=[str(PartDemand.State.REQUESTED), str(PartDemand.State.BACK_ORDERED)])
    rows = rows.filter(line__removed=False, line__approval=str(Line.Approval.APPROVED)).order_by("requested_at", "id")
    return rows.values_list("part__name", "line__order__visit__plate", "requested_at", "expected_on")[:MOST]


@matters("parts.write")
def parts_to_hand_out(asked: Asked) -> list[Matter]:
    """What the next two hours need and lies ready: one order with one tap."""
    if asked.mine and "parts_clerk" not in asked.actor.roles:
        return []
    ready = [basket for basket in counter(at=asked.at).soon if basket.ready]
    return [_hand_out(basket, asked.site_code) for basket in ready[: asked.limit]]


def _hand_out(basket: Basket, site_code: str) -> Matter:
    late = basket.waits or basket.holds_car
    return Matter(
        kind="hand_out", words=_("hand out the parts: only they keep the car here") if basket.holds_car else _("hand out the parts"),
        url=reverse("orders:parts", args=[site_code]), subject=basket.order.number, plate=basket.order.visit.plate, icon="package-export",
        tone="late" if late else "risk" if basket.running else "", due_at=min(one.needed_at for one in basket.wanted), amber=1800, weight=65,
        detail=" · ".join(one.demand.part.name for one in basket.ready),
        act_url=reverse("orders:issue_all", args=[site_code, basket.order.pk]), act_label=_("Issue all"),
    )  # fmt: skip


def _cars(asked: Asked) -> dict[int, Visit]:
    """{visit: a car in the house with which an advisor has to do}, one's own unless everybody's are asked for."""
    return {
        visit.pk: visit
        for visit in open_cars(asked)
        if visit.state in BEFORE_READY and (not asked.mine or visit.advisor_id == asked.actor.user_id)
    }


def _car(visit: Visit) -> dict[str, Any]:
    return {"subject": visit.customer.name if visit.customer else "", "plate": visit.plate}


def _estimates(asked: Asked) -> list[Estimate]:
    """Estimates of these cars that were presented or agreed. One query for both who ask."""
    return asked.once("estimates", lambda: _answered(visits=list(_cars(asked))) if _cars(asked) else [])


@question(Estimate)
def _answered(rows: QuerySet[Estimate], visits: Any) -> QuerySet:
    rows = rows.filter(among("order__visit_id", visits), state__in=(str(Estimate.State.PRESENTED), str(Estimate.State.AGREED)))
    return rows.select_related("order").only("state", "created_at", "agreed_at", "order__state", "order__visit_id").order_by("id")
