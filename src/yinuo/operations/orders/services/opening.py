"""Opening an order, letting it go to the workshop, ending it without work."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.sites.services import next_number
from yinuo.core.statements.asked import records
from yinuo.core.workflow.services import move, swap
from yinuo.operations.booking.models import AppointmentItem
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from .. import rules
from ..models import Estimate, Line, Operation, Order, PartDemand, Payer
from . import lines, parts
from .changes import PartIssued, WorkBegun
from .common import OrderClosed, check_open


class NothingAgreed(DomainError):
    sentence = _("Nothing of this order has been approved yet. Present the estimate to the customer first; work begins after that.")


class WaitsForAnswer(DomainError):
    sentence = _("The customer is still asked about this order. Wait for the answer, or record it, before the order goes to the workshop.")


def open_order(*, visit_id: int, by: Actor, at: datetime) -> Order:
    """A further order of a visit; the first one takes over what was booked."""
    with story(Visit, visit_id, by=by, at=at, right="estimate.write") as act:
        order = put_order(act, act.subject)
    return order


def put_order(act: Act, visit: Visit) -> Order:
    """Inside an act: open an order of the visit. Raises OrderClosed when the visit is settled or over."""
    if visit.state not in rules.EDITABLE_VISITS:
        raise OrderClosed
    first = not records(Order, visit=visit)
    year = act.at.astimezone(current_site().zone).year
    number = f"{year}-{next_number(site=act.site_id, series=f'order:{year}'):06d}"
    order = Order.objects.create(site_id=act.site_id, visit=visit, number=number, **stamps(act.by, act.at))
    act.record("order.opened", order, number=number)
    if first and visit.appointment_id:
        _take_over_booking(act, order)
    return order


def _take_over_booking(act: Act, order: Order) -> None:
    for item in records(AppointmentItem, appointment=order.visit.appointment_id, menu_item__active=True, order_by=("position",)):
        lines.put_menu_item(act, order, item.menu_item_id, payer=Payer.CUSTOMER)


def release_order(*, order_id: int, by: Actor, at: datetime, instructions: str | None = None) -> Order:
    """Let the workshop begin. Raises NothingAgreed, WaitsForAnswer: nothing starts before the customer has approved it."""
    with story(Order, order_id, by=by, at=at, right="order.release") as act:
        order = act.subject
        check_open(order)
        papers = records(Estimate, order=order)
        if order.state == Order.State.DRAFT and any(paper.state == Estimate.State.PRESENTED for paper in papers):
            raise WaitsForAnswer
        approved = records(Line, order=order, removed=False, approval=Line.Approval.APPROVED)
        if not approved or not any(paper.agreed_at for paper in papers):
            raise NothingAgreed
        changes = {} if instructions is None else {"instructions": instructions.strip()[:2000]}
        move(order, "release", act=act, changes=changes)
        agreed = {"line__order": order, "line__removed": False, "line__approval": Line.Approval.APPROVED}
        for demand in records(PartDemand, "part", "line__order__visit", **agreed, order_by=("part_id",)):
            parts.secure(act, demand)
        visits.release(act, order.visit)
    return order


def recall_order(*, order_id: int, reason: str, by: Actor, at: datetime) -> Order:
    """Released by mistake: back to being written, as long as no work has begun and no part was issued. What was agreed stays agreed."""
    if not reason.strip():
        raise Invalid(_("Say why the order is called back."))
    with story(Order, order_id, by=by, at=at, right="order.release") as act:
        order = act.subject
        check_open(order)
        _check_untouched(order)
        move(order, "recall", act=act, reason=reason.strip()[:240])
        in_shop = [Order.State.RELEASED, Order.State.IN_WORK, Order.State.INSPECTING, Order.State.CLEARED]
        if order.visit.state == "repairing" and not Order.objects.filter(visit_id=order.visit_id, state__in=in_shop).exists():
            visits.recall(act, order.visit)
            for name in ("order.released", "visit.released"):
                if name in act.thread.facts:
                    act.record("correction.made", order, of=name, to=None, reason=reason.strip()[:240])
    return order


def _check_untouched(order: Order) -> None:
    work = Operation.objects.filter(line__order=order)
    if work.exclude(state__in=[Operation.State.PLANNED, Operation.State.DROPPED]).exists():
        raise WorkBegun
    if PartDemand.objects.filter(line__order=order, state=PartDemand.State.ISSUED).exists():
        raise PartIssued


def instruct(*, order_id: int, instructions: str, by: Actor, at: datetime) -> Order:
    """Words for the workshop."""
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        check_open(act.subject)
        swap(act.subject, act=act, expect={"pk": order_id}, instructions=instructions.strip()[:2000])
        act.record("order.instructed")
    return act.subject


def void_order(*, order_id: int, reason: str, by: Actor, at: datetime) -> Order:
    """The order was opened by mistake, or nothing of it is done. Raises WorkBegun, PartIssued."""
    if not reason.strip():
        raise Invalid(_("Say why the order is void."))
    with story(Order, order_id, by=by, at=at, right="estimate.write") as act:
        order = act.subject
        check_open(order)
        _check_untouched(order)
        move(order, "void", act=act, reason=reason.strip()[:240])
        _stop(act, order)
        supersede(act, order)
    return order


def supersede(act: Act, order: Order) -> None:
    """Inside an act: the paper that is out is no longer to be answered."""
    for estimate in records(Estimate, order=order, state=Estimate.State.PRESENTED):
        swap(estimate, act=act, expect={"state": Estimate.State.PRESENTED}, state=Estimate.State.SUPERSEDED)
        act.record("estimate.superseded", estimate, order=order.pk, version=estimate.version)


def stop_orders(act: Act, *, visit_id: int) -> None:
    """Inside an act: what was planned on the visit's orders and has not begun is dropped; agreed fees remain to be paid."""
    for order in Order.objects.filter(visit_id=visit_id).exclude(state=Order.State.VOID).select_related("visit"):
        _stop(act, order)


def _stop(act: Act, order: Order) -> None:
    for operation in Operation.objects.filter(line__order=order, state=Operation.State.PLANNED):
        move(operation, "drop", act=act)
    for demand in (
        PartDemand.objects.filter(line__order=order, state__in=rules.PART_WAITS).select_related("line__order").order_by("part_id")
    ):
        parts.give_up(act, demand)
    stopped = (
        Line.objects.filter(order=order, removed=False)
        .exclude(kind=Line.Kind.FEE)
        .exclude(approval=Line.Approval.DECLINED)
        .exclude(demand__state=PartDemand.State.ISSUED)
    )
    for line in stopped.exclude(operation__state__in=["running", "paused", "done"]).exclude(
        kind=Line.Kind.SUBLET, sublet__out_at__isnull=False
    ):
        Line.objects.filter(pk=line.pk).update(removed=True)
        act.record("line.removed", line, order=order.pk, description=line.description)
