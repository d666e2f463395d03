"""What orders show elsewhere: on the visit's page, on customer and vehicle, on everybody's Today page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.ui import panels
from yinuo.core.ui.matters import Asked, Matter, matters
from yinuo.core.ui.panels import NextAct, Panel
from yinuo.operations.visits.models import Visit

from .models import AddedWork, Estimate, Line, Order, PartDemand
from .queries.basics import declined_of_vehicle
from .queries.counter import counter
from .queries.lists import with_totals

ANSWER_WAITS = timedelta(minutes=15)


def orders_panel(request, visit) -> Panel | None:
    """The visit's orders with what comes next: open one, present, release."""
    orders = list(Order.objects.filter(visit=visit).order_by("id"))
    with_totals(orders, request.site)
    context = {"orders": orders, "visit": visit, "may_write": request.actor.may("estimate.write")}
    return Panel("orders", _("Orders and estimates"), "orders/panels/orders.html", context, next_act=_next_act(request, visit, orders))


def _next_act(request, visit, orders: list[Order]) -> NextAct | None:
    if not request.actor.may("estimate.write") or visit.state not in ("received", "consulting", "confirming", "repairing"):
        return None
    if not orders:
        if visit.state != "confirming":
            return None
        url = reverse("orders:open", args=[request.site.code, visit.pk])
        return NextAct(_("Write down what is to be done"), _("Open an order"), url, icon="file-plus")
    waiting = next((order for order in orders if order.undecided or (order.state == Order.State.DRAFT and order.agreed_total)), None)
    if waiting is None:
        return None
    url = reverse("orders:order", args=[request.site.code, waiting.pk])
    if waiting.undecided:
        return NextAct(_("The customer has not decided everything"), _("To the estimate"), url, icon="signature", post=False)
    return NextAct(_("Agreed. Let the workshop begin"), _("To the order"), url, icon="player-play", tone="kept", post=False)


def declined_of_vehicle_panel(request, vehicle) -> Panel | None:
    lines = list(declined_of_vehicle(vehicle.pk)[:10])
    return Panel("declined", _("Declined work"), "orders/panels/declined.html", {"lines": lines}, where="side") if lines else None


def declined_of_customer_panel(request, customer) -> Panel | None:
    """Declined work of the cars that the customer came with."""
    cars = list(customer.visits.exclude(vehicle=None).values_list("vehicle_id", flat=True).distinct()[:10])
    lines = [line for car in cars for line in declined_of_vehicle(car)[:6]]
    return Panel("declined", _("Declined work"), "orders/panels/declined.html", {"lines": lines[:10]}, where="side") if lines else None


panels.register("visit", orders_panel, order=40, capability="order.read")
panels.register(
    "consultation", lambda request, visit: declined_of_vehicle_panel(request, visit.vehicle) if visit.vehicle else None, order=20
)
panels.register("vehicle", declined_of_vehicle_panel, order=60, capability="order.read")
panels.register("customer", declined_of_customer_panel, order=60, capability="order.read")


@matters("estimate.write")
def added_work_to_price(asked: Asked) -> list[Matter]:
    """A technician found something: price it and ask the customer."""
    rows = AddedWork.objects.filter(state=AddedWork.State.REQUESTED).select_related("order__visit__vehicle", "order__visit__customer")
    if asked.mine:
        rows = rows.filter(order__visit__advisor_id=asked.actor.user_id)
    return [
        Matter(
            kind="added_work", words=_("price added work and ask"), url=reverse("orders:order", args=[asked.site_code, row.order_id]),
            subject=_who(row.order), plate=row.order.visit.plate, icon="git-branch", since=row.created_at,
            due_at=row.created_at + ANSWER_WAITS, weight=80, detail=row.text,
        )
        for row in rows.order_by("id")[: asked.limit]
    ]  # fmt: skip


@matters("estimate.write")
def estimates_without_answer(asked: Asked) -> list[Matter]:
    """The customer was asked and has not answered yet."""
    rows = Estimate.objects.filter(
        state=Estimate.State.PRESENTED, order__visit__state__in=["received", "consulting", "confirming", "repairing"]
    )
    rows = rows.select_related("order__visit__vehicle", "order__visit__customer")
    if asked.mine:
        rows = rows.filter(order__visit__advisor_id=asked.actor.user_id)
    return [
        Matter(
            kind="estimate", words=_("answer about the estimate is awaited"), url=reverse("orders:share", args=[asked.site_code, row.pk]),
            subject=_who(row.order), plate=row.order.visit.plate, icon="signature", since=row.created_at,
            due_at=row.created_at + ANSWER_WAITS * 2, weight=60,
        )
        for row in rows.order_by("id")[: asked.limit]
    ]  # fmt: skip


@matters("estimate.write")
def agreed_but_not_released(asked: Asked) -> list[Matter]:
    """Agreed, and the workshop does not know it yet."""
    open_visits = list(
        Visit.objects.filter(state__in=["received", "consulting", "confirming", "repairing"]).values_list("pk", flat=True)[:1000]
    )
    rows = Estimate.objects.filter(state=Estimate.State.AGREED, order__state=Order.State.DRAFT, order__visit__in=open_visits)
    rows = rows.select_related("order__visit__vehicle", "order__visit__customer")
    if asked.mine:
        rows = rows.filter(order__visit__advisor_id=asked.actor.user_id)
    return [
        Matter(
            kind="release", words=_("release the order to the workshop"), url=reverse("orders:order", args=[asked.site_code, row.order_id]),
            subject=_who(row.order), plate=row.order.visit.plate, icon="player-play", since=row.agreed_at,
            due_at=row.agreed_at + ANSWER_WAITS, weight=70, act_url=reverse("orders:release", args=[asked.site_code, row.order_id]),
            act_label=_("Release"),
        )
        for row in rows.order_by("id")[: asked.limit]
    ]  # fmt: skip


@matters("parts.write")
def parts_that_are_short(asked: Asked) -> list[Matter]:
    """Agreed parts that nobody has ordered or that are late."""
    today = asked.at.date()
    rows = PartDemand.objects.filter(state__in=[PartDemand.State.REQUESTED, PartDemand.State.BACK_ORDERED], line__removed=False)
    rows = rows.filter(line__approval=Line.Approval.APPROVED).select_related(
        "part", "line__order__visit__vehicle", "line__order__visit__customer"
    )
    return [
        Matter(
            kind="short_part", words=_("part is short: say when it comes"), url=reverse("orders:parts", args=[asked.site_code]),
            subject=row.part.name, plate=row.line.order.visit.plate, icon="package", since=row.requested_at,
            tone="late" if row.expected_on and row.expected_on < today else "risk", weight=60,
        )
        for row in rows.order_by("requested_at", "id")[: asked.limit]
    ]  # fmt: skip


@matters("parts.write")
def parts_to_hand_out(asked: Asked) -> list[Matter]:
    """What the next two hours need and lies ready: one order with one tap."""
    if asked.mine and "parts_clerk" not in asked.actor.roles:
        return []
    ready = [basket for basket in counter(at=asked.at).soon if basket.ready]
    return [
        Matter(
            kind="hand_out", words=_("hand out the parts"), url=reverse("orders:parts", args=[asked.site_code]), subject=basket.order.number,
            plate=basket.order.visit.plate, icon="package-export", tone="late" if basket.waits else "risk" if basket.running else "",
            due_at=min(one.needed_at for one in basket.wanted), amber=1800, weight=65, detail=" · ".join(one.demand.part.name for one in basket.ready),
            act_url=reverse("orders:issue_all", args=[asked.site_code, basket.order.pk]), act_label=_("Issue all"),
        )
        for basket in ready[: asked.limit]
    ]  # fmt: skip


def _who(order: Order) -> str:
    return order.visit.customer.name if order.visit.customer else ""
