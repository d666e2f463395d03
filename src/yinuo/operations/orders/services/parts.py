"""The material of an order against stock: request, reserve, back-order, issue, return, drop; and who gets a part that arrives."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.workflow.services import IllegalMove, LostMove, move, swap
from yinuo.information.encounters import services as encounters
from yinuo.information.promises import services as promises
from yinuo.operations.stock import services as stock
from yinuo.operations.stock.models import PartOrder
from yinuo.operations.workshop import queries as workshop

from .. import queries, rules
from ..models import Line, Order, PartDemand
from .common import change, check_not_invoiced, check_number, touch

State = PartDemand.State
TOLD_BY = {"phone": "phone", "wechat": "wechat", "text": "text", "face": "face"}  # → channel of the encounter


class NotWanted(DomainError):
    sentence = _("The customer has not agreed to this part (or not any more). Ask the advisor before it leaves the shelf.")


class NotReleased(DomainError):
    sentence = _("The order is not released to the workshop yet. Parts are handed out when it is.")


class PastDate(Invalid):
    sentence = _("The day on which the part is expected lies in the past. Give a day from today on.")


class Returned(Invalid):
    sentence = _("No more can come back than was issued.")


def request(*, demand_id: int, by: Actor, at: datetime) -> PartDemand:
    """The workshop wants a part that was agreed: it is reserved, or ordered when it is short."""
    with story(PartDemand, demand_id, by=by, at=at, right="parts.request") as act:
        demand = act.subject
        _check_wanted(demand)
        move(demand, "request", act=act, changes={"requested_at": demand.requested_at or at}, order=demand.line.order_id)
        secure(act, demand)
    return demand


def secure(act: Act, demand: PartDemand) -> None:
    """Inside an act: reserve an agreed part on the shelf; when it is short it is waited for, with the day on which it is expected."""
    if demand.state not in (State.PLANNED, State.REQUESTED, State.BACK_ORDERED):
        return
    if _reserve(act, demand):
        return
    if demand.state != State.BACK_ORDERED:
        expected = _expected_on(act, demand)
        changes = {"expected_on": expected, "requested_at": demand.requested_at or act.at}
        move(demand, "back_order", act=act, changes=changes, expected_on=expected.isoformat(), order=demand.line.order_id)
        _promise_arrival(act, demand)


def _reserve(act: Act, demand: PartDemand, *, arrived: bool = False) -> bool:
    try:
        stock.reserve(act, part_id=demand.part_id, quantity=demand.quantity, demand_id=demand.pk)
    except stock.Short:
        return False
    changes = {"requested_at": demand.requested_at or act.at} | ({"arrived_at": act.at} if arrived else {})
    move(demand, "reserve", act=act, changes=changes, arrived=arrived, order=demand.line.order_id, part=demand.part_id)
    return True


def _expected_on(act: Act, demand: PartDemand) -> date:
    """The day on which an open delivery is announced; without one, today and the part's delivery time."""
    today = act.at.astimezone(workshop.calendar().zone).date()
    announced = PartOrder.objects.filter(part_id=demand.part_id, state=PartOrder.State.ORDERED).order_by("expected_on").first()
    if announced is not None:
        return max(announced.expected_on, today)
    return today + timedelta(days=demand.part.lead_days)


def end_of_day(day: date) -> datetime:
    """When the house closes on that day; at 18:00 where it is shut."""
    calendar = workshop.calendar()
    spans = calendar.spans(day)
    return spans[-1][1] if spans else datetime.combine(day, time(18), calendar.zone)


def _promise_arrival(act: Act, demand: PartDemand) -> None:
    visit = demand.line.order.visit
    promises.make(
        act, kind="parts_arrival", text=gettext("%(part)s arrives") % {"part": demand.part.name}, due_at=end_of_day(demand.expected_on),
        customer_id=visit.customer_id, owner_id=visit.advisor_id, subject=demand, expected_at=end_of_day(demand.expected_on), how="system",
    )  # fmt: skip


def back_order(*, demand_id: int, expected_on: date, by: Actor, at: datetime) -> PartDemand:
    """The part is short, or is expected on another day than thought: the day is kept, promised, and seen by the advisor."""
    with story(PartDemand, demand_id, by=by, at=at, right="parts.write") as act:
        demand = act.subject
        _check_wanted(demand)
        if expected_on < at.astimezone(workshop.calendar().zone).date():
            raise PastDate
        if demand.state == State.BACK_ORDERED:
            before = demand.expected_on
            swap(demand, act=act, expect={"state": State.BACK_ORDERED, "expected_on": before}, expected_on=expected_on)
            act.record("part.expected", demand, order=demand.line.order_id, expected_on=expected_on.isoformat())
            promises.withdraw(act, kind="parts_arrival", reason=gettext("expected on another day"), subject=demand)
        else:
            changes = {"expected_on": expected_on, "requested_at": demand.requested_at or at}
            move(demand, "back_order", act=act, changes=changes, expected_on=expected_on.isoformat(), order=demand.line.order_id)
        _promise_arrival(act, demand)
    return demand


def tell_delay(*, demand_id: int, channel: str, by: Actor, at: datetime) -> PartDemand:
    """The customer was told that a part has to come first: a notice, kept as an encounter, with the day that was named."""
    if channel not in TOLD_BY:
        raise Invalid
    with story(PartDemand, demand_id, by=by, at=at, right="estimate.write") as act:
        demand = act.subject
        if demand.state != State.BACK_ORDERED:
            raise IllegalMove
        day = demand.expected_on.isoformat() if demand.expected_on else "?"
        words = gettext("%(part)s is expected on %(day)s") % {"part": demand.part.name, "day": day}
        visit = demand.line.order.visit
        encounters.record(act, customer_id=visit.customer_id, channel=TOLD_BY[channel], about="parts", text=words)
        act.record("part.delay_told", demand, order=demand.line.order_id, expected_on=day, channel=channel)
    return demand


def issue(*, demand_id: int, by: Actor, at: datetime) -> PartDemand:
    """Hand the part out to the workshop: from its reservation or from what is free. Raises NotWanted, NotReleased, stock.Short."""
    with story(PartDemand, demand_id, by=by, at=at, right="parts.write") as act:
        _issue(act, act.subject)
    return act.subject


def issue_all(*, order_id: int, by: Actor, at: datetime) -> list[PartDemand]:
    """Hand out everything that lies reserved for an order. Raises NotReleased, and NotWanted when nothing does."""
    with story(Order, order_id, by=by, at=at, right="parts.write") as act:
        reserved = PartDemand.objects.filter(line__order_id=order_id, line__removed=False, state=State.RESERVED)
        reserved = reserved.filter(line__approval=Line.Approval.APPROVED).select_related("part", "line__order__visit")
        demands = list(reserved.order_by("part_id", "id"))
        if not demands:
            raise NotWanted
        for demand in demands:
            _issue(act, demand)
    return demands


def _issue(act: Act, demand: PartDemand) -> None:
    _check_wanted(demand)
    if demand.line.order.state in (Order.State.DRAFT, Order.State.VOID):
        raise NotReleased
    was_reserved = demand.state == State.RESERVED
    move(demand, "issue", act=act, order=demand.line.order_id, part=demand.part_id, quantity=demand.quantity)
    stock.issue(act, part_id=demand.part_id, quantity=demand.quantity, demand_id=demand.pk, reserved=was_reserved)
    promises.keep(act, kind="parts_arrival", subject=demand)


def take_back(*, demand_id: int, by: Actor, at: datetime, quantity: int | None = None, still_needed: bool = False) -> PartDemand:
    """An issued part comes back. Part of it: the rest stays issued and is what is paid. All of it: nothing is paid, unless another is still needed."""
    with story(PartDemand, demand_id, by=by, at=at, right="parts.write") as act:
        demand = act.subject
        quantity = demand.quantity if quantity is None else check_number(quantity, smallest=1, largest=rules.LARGEST_QUANTITY)
        if quantity > demand.quantity:
            raise Returned
        if demand.state != State.ISSUED:
            raise IllegalMove
        check_not_invoiced(act, demand.line)
        stock.take_back(act, part_id=demand.part_id, quantity=quantity, demand_id=demand.pk)
        if quantity < demand.quantity:
            _keep_rest(act, demand, demand.quantity - quantity)
        else:
            move(demand, "return", act=act, order=demand.line.order_id, quantity=quantity)
            _after_return(act, demand, still_needed)
        touch(act, demand.line.order)
    return demand


def _keep_rest(act: Act, demand: PartDemand, rest: int) -> None:
    returned = demand.quantity - rest
    swap(demand, act=act, expect={"state": State.ISSUED, "quantity": demand.quantity}, quantity=rest)
    change(demand.line, act, quantity=rest)
    act.record("part.partly_returned", demand, order=demand.line.order_id, quantity=returned)


def _after_return(act: Act, demand: PartDemand, still_needed: bool) -> None:
    if still_needed:
        move(demand, "request", act=act, changes={"requested_at": act.at}, order=demand.line.order_id)
        secure(act, demand)
    else:
        _take_line_out(act, demand.line)


def _take_line_out(act: Act, line: Line) -> None:
    change(line, act, removed=True)
    act.record("line.removed", line, order=line.order_id, description=line.description)


def drop(*, demand_id: int, by: Actor, at: datetime) -> PartDemand:
    """The part is not needed after all: nobody waits for it or pays for it any more. Raises NotWanted when it was not agreed to."""
    with story(PartDemand, demand_id, by=by, at=at, right="parts.write") as act:
        demand = act.subject
        _check_wanted(demand)
        check_not_invoiced(act, demand.line)
        give_up(act, demand)
        _take_line_out(act, demand.line)
        touch(act, demand.line.order)
    return demand


def give_up(act: Act, demand: PartDemand) -> None:
    """Inside an act: free what was reserved, wait no more."""
    if demand.state == State.RESERVED:
        stock.release(act, part_id=demand.part_id, quantity=demand.quantity, demand_id=demand.pk)
    if demand.state == State.BACK_ORDERED:
        promises.withdraw(act, kind="parts_arrival", reason=gettext("no longer needed"), subject=demand)
    move(demand, "drop", act=act, order=demand.line.order_id)


def resize(act: Act, demand: PartDemand, quantity: int) -> None:
    """Inside an act: another quantity is needed; a reservation is given back, and asked for anew when the new quantity is agreed."""
    if demand.state == State.RESERVED:
        stock.release(act, part_id=demand.part_id, quantity=demand.quantity, demand_id=demand.pk)
        move(demand, "unreserve", act=act, order=demand.line.order_id)
    swap(demand, act=act, expect={"quantity": demand.quantity}, quantity=quantity)
    if demand.line.approval == Line.Approval.APPROVED:
        secure(act, demand)


def _check_wanted(demand: PartDemand) -> None:
    if demand.line.removed or demand.line.approval != Line.Approval.APPROVED:
        raise NotWanted


def give_out_arrived(*, part_id: int, by: Actor, at: datetime) -> int:
    """A part has come: the cars that wait longest get it, each in an act of its own (so that no two stories are ever locked at once).

    Advisor and technician see it live by the event `part.reserved` of the visit. Returns how many demands were served.
    """
    served = 0
    for demand_id in queries.waiting_demands(part_id):
        served += _give_out(demand_id, by, at)
    return served


def _give_out(demand_id: int, by: Actor, at: datetime) -> int:
    try:
        with story(PartDemand, demand_id, by=by.with_key(""), at=at, right="parts.write") as act:
            demand = act.subject
            if demand.state not in (State.REQUESTED, State.BACK_ORDERED) or not _reserve(act, demand, arrived=True):
                return 0
            promises.keep(act, kind="parts_arrival", subject=demand)
            return 1
    except LostMove:
        return 0
