"""What the parts counter looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from yinuo.core.workflow.queries import in_states
from yinuo.operations.stock.models import PartOrder

from ..models import Line, Order, PartDemand
from ..rules import PART_WAITS

NEXT = timedelta(hours=2)
MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """An agreed part of an order in the house. `needed_at`: when its work begins, as planned, or now for work that runs or waits for it."""

    demand: PartDemand
    needed_at: datetime
    waits: bool
    running: bool

    @property
    def ready(self) -> bool:
        return self.demand.state == PartDemand.State.RESERVED

    @property
    def short(self) -> bool:
        return self.demand.state in (PartDemand.State.REQUESTED, PartDemand.State.BACK_ORDERED)

    @property
    def order(self) -> Order:
        return self.demand.line.order

    @property
    def holds_car(self) -> bool:
        """The work is done and only this part keeps the car from being cleared."""
        return self.order.state == Order.State.INSPECTING


@dataclass(frozen=True, slots=True)
class Basket:
    """What one order needs now, handed out together."""

    order: Order
    wanted: list[Wanted]

    @property
    def waits(self) -> bool:
        return any(one.waits for one in self.wanted)

    @property
    def running(self) -> bool:
        return any(one.running for one in self.wanted)

    @property
    def holds_car(self) -> bool:
        return any(one.holds_car for one in self.wanted)

    @property
    def ready(self) -> list[Wanted]:
        return [one for one in self.wanted if one.ready]

    @property
    def several(self) -> bool:
        return len(self.ready) > 1

    @property
    def technician(self):
        parents = (one.demand.line.parent for one in self.wanted)
        return next(
            (parent.operation.technician for parent in parents if parent and hasattr(parent, "operation") and parent.operation.technician),
            None,
        )


@dataclass(frozen=True, slots=True)
class Shortage:
    """A part that is short: for whom, and what is on its way."""

    demand: PartDemand
    on_the_way: PartOrder | None


@dataclass(frozen=True, slots=True)
class Counter:
    soon: list[Basket]
    later: list[Wanted]
    shortages: list[Shortage]
    issued: list[PartDemand]


def counter(*, at: datetime) -> Counter:
    """What the next two hours need (issue it), what comes later, what is short, what was issued today. Three queries."""
    open_rows = _demands().filter(in_states(PART_WAITS)).exclude(line__order__state__in=[Order.State.VOID, Order.State.CLEARED])
    wanted = [_wanted(demand, at) for demand in open_rows.order_by("line__order__visit__promised_ready_at", "id")[:MOST]]
    released = [one for one in wanted if one.order.state != Order.State.DRAFT and not one.short]
    soon = [one for one in released if one.needed_at <= at + NEXT]
    short = [one.demand for one in wanted if one.short]
    issued = _demands().filter(state=PartDemand.State.ISSUED, changed_at__gte=at - timedelta(hours=12)).order_by("-changed_at")[:30]
    return Counter(
        soon=_baskets(sorted(soon, key=lambda one: (not one.holds_car, not one.waits, not one.running, one.needed_at, one.demand.pk))),
        later=[one for one in wanted if one not in soon and not one.short],
        shortages=_shortages(short),
        issued=list(issued),
    )


def _baskets(wanted: list[Wanted]) -> list[Basket]:
    """By order, in the order of what each needs first."""
    baskets: dict[int, Basket] = {}
    for one in wanted:
        baskets.setdefault(one.order.pk, Basket(one.order, [])).wanted.append(one)
    return list(baskets.values())


def _demands():
    rows = PartDemand.objects.filter(line__removed=False, line__approval=Line.Approval.APPROVED)
    return rows.select_related("part", "line__order__visit__vehicle", "line__order__visit__advisor", "line__parent__operation__technician")


def _wanted(demand: PartDemand, at: datetime) -> Wanted:
    operation = getattr(demand.line.parent, "operation", None) if demand.line.parent_id else None
    running = operation is not None and operation.state == "running"
    waits = operation is not None and operation.stop_reason == "parts"
    planned = operation.planned_at if operation is not None else None
    now = running or waits or planned is None or demand.line.order.state == Order.State.INSPECTING
    return Wanted(demand, at if now else planned, waits, running)


def _shortages(demands: list[PartDemand]) -> list[Shortage]:
    coming: dict[int, PartOrder] = {}
    for order in PartOrder.objects.filter(part__in=[demand.part_id for demand in demands], state="ordered").order_by("-expected_on"):
        coming[order.part_id] = order
    return [Shortage(demand, coming.get(demand.part_id)) for demand in demands]
