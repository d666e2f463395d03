"""Small reads that services and screens share."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked, record, records
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.visits.models import Visit
from yinuo.operations.workshop import queries as workshop

from .. import rules
from ..models import AddedWork, Line, Operation, Order, PartDemand, Payer, Policy

LOOKED_BACK = 500  # lines made from findings, when looking for what answered such a finding before
OPEN_WORK = (Operation.State.PLANNED, Operation.State.RUNNING, Operation.State.PAUSED)


def policy_of(site_id: int) -> Policy:
    """What the site has settled for its orders, or the defaults where it has settled nothing."""
    return record(Policy, site=site_id) or Policy(site_id=site_id)


def agreed_totals(visit_id: int, *, included: bool) -> dict[int, int]:
    """What the customer pays with tax for the lines approved so far, by the visit's orders."""
    totals: dict[int, int] = defaultdict(int)
    of_visit: dict[str, Any] = {"order__visit": visit_id, "removed": False, "approval": Line.Approval.APPROVED, "payer": Payer.CUSTOMER}
    for line in records(Line, "order", **of_visit):
        if line.order.state != Order.State.VOID:
            totals[line.order_id] += rules.total_of(line, included=included).gross
    return dict(totals)


def demand_of(line: Line) -> PartDemand | None:
    return record(PartDemand, "part", "line__order__visit", line=line) if line.part_id else None


def open_work(order_id: int) -> bool:
    """True while the order has approved work that is not done."""
    approved = Operation.objects.filter(line__order_id=order_id, line__removed=False, line__approval=Line.Approval.APPROVED)
    return approved.filter(state__in=OPEN_WORK).exists()


def is_operation_of(operation_id: int, order_id: int) -> bool:
    return Operation.objects.filter(pk=operation_id, line__order_id=order_id).exists()


def asked_about(order_id: int) -> bool:
    return AddedWork.objects.filter(order_id=order_id, state=AddedWork.State.ASKED).exists()


def waiting_demands(part_id: int) -> list[int]:
    """Agreed demands that wait for this part, the longest waiting first."""
    waiting = PartDemand.objects.filter(part_id=part_id, state__in=[PartDemand.State.REQUESTED, PartDemand.State.BACK_ORDERED])
    waiting = waiting.filter(line__removed=False, line__approval=Line.Approval.APPROVED)
    return list(waiting.order_by("requested_at", "id").values_list("pk", flat=True))


def declined_of_vehicle(vehicle_id: int | None, *, before_visit: int | None = None) -> QuerySet[Line]:
    """Work declined at earlier visits of a vehicle and not approved since, newest first; parts follow their labour and are not listed."""
    if vehicle_id is None:
        return Line.objects.none()
    lines = _declined(Line.objects.all()).filter(order__visit__vehicle_id=vehicle_id)
    return lines.exclude(order__visit_id=before_visit) if before_visit is not None else lines


def declined_of_customer(lines: QuerySet[Line], customer_id: Any) -> QuerySet[Line]:
    """The same of all cars that the customer came with; `lines` are the site's."""
    cars = Visit._base_manager.filter(customer_id=customer_id, vehicle__isnull=False).values("vehicle_id")
    return _declined(lines).filter(order__visit__vehicle__in=cars)


def _declined(lines: QuerySet[Line]) -> QuerySet[Line]:
    done_since = Line._base_manager.filter(offered_again=OuterRef("pk"), approval=str(Line.Approval.APPROVED), removed=False)
    lines = lines.filter(approval=str(Line.Approval.DECLINED), removed=False, parent=None, offered_again=None)
    return lines.filter(~Exists(done_since)).select_related("order__visit", "menu_item", "part", "finding").order_by("-id")


def menu_item_for_point(point: str) -> int | None:
    """The menu item that answers a finding: of those that say so themselves the one taken last, else the first by code; where none says so, the one
    taken last for this point. Two queries.
    """
    menu = MenuItem.objects.filter(active=True).order_by("code").values_list("pk", "cures")
    answering = [pk for pk, cures in menu if point in cures]
    lately = (
        Line.objects.filter(finding__isnull=False)
        .order_by("-id")
        .values_list("finding__point", "menu_item_id", "menu_item__active", "removed")
    )
    for answered, item_id, active, removed in lately[:LOOKED_BACK]:
        if answered == point and active and not removed and (item_id in answering or not answering):
            return item_id
    return answering[0] if answering else None


def remaining_minutes(visit_id: int) -> int:
    """Standard minutes of the visit's work that is not done and was not declined."""
    return sum(_open_minutes(visit=visit_id))


@asked(Operation)
def _open_minutes(rows: QuerySet[Operation], visit: Any) -> QuerySet:
    work = rows.filter(line__order__visit_id=visit, line__removed=False, state__in=OPEN_WORK)
    work = work.exclude(line__approval=Line.Approval.DECLINED).exclude(line__order__state=Order.State.VOID)
    return work.values_list("standard_minutes", flat=True)


def _parts_from(visit_id: int) -> datetime | None:
    """When the last part that is waited for is there: the opening of its day."""
    waiting = records(PartDemand, line__order__visit=visit_id, line__removed=False, state=PartDemand.State.BACK_ORDERED)
    day = max((demand.expected_on for demand in waiting if demand.expected_on), default=None)
    if day is None:
        return None
    calendar = workshop.calendar()
    spans = calendar.spans(day)
    return spans[0][0] if spans else datetime.combine(day, time(8), calendar.zone)


def expected_ready(visit_id: int, *, at: datetime) -> datetime | None:
    """When the car will be ready by what is left to do, in opening hours; None when nothing is left or the house stays shut."""
    minutes = remaining_minutes(visit_id)
    return rules.expected_ready(workshop.calendar(), at=at, minutes=minutes, parts_from=_parts_from(visit_id)) if minutes else None


def suggested_ready(visit_id: int, *, at: datetime) -> datetime | None:
    """What may be promised: the remaining work, the inspections and the cleaning after it, a quarter of an hour rounded up."""
    minutes = remaining_minutes(visit_id) + policy_of(current_site().pk).finishing_minutes
    ready = rules.expected_ready(workshop.calendar(), at=at, minutes=minutes, parts_from=_short_from(visit_id, at))
    return rules.rounded_up(ready) if ready else None


def _short_from(visit_id: int, at: datetime) -> datetime | None:
    """Like `_parts_from`, for an order that is not agreed yet: parts that the shelf does not hold count with their delivery time."""
    known = _parts_from(visit_id)
    planned = PartDemand.objects.filter(line__order__visit_id=visit_id, line__removed=False, state=PartDemand.State.PLANNED).select_related(
        "part"
    )
    days = [demand.part.lead_days for demand in planned if demand.part.available < demand.quantity]
    if not days:
        return known
    calendar = workshop.calendar()
    day = at.astimezone(calendar.zone).date() + timedelta(days=max(days))
    spans = calendar.spans(day)
    there = spans[0][0] if spans else datetime.combine(day, time(8), calendar.zone)
    return max(known, there) if known else there
