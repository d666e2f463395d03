"""The order as its advisor sees it: lines with their money and material, who pays what, what else could be done on the car."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from yinuo.core.access.actor import Actor
from yinuo.core.errors import NotHere
from yinuo.core.pictures.queries import pictures_of
from yinuo.core.sites.models import Site
from yinuo.operations.stock.models import PartOrder
from yinuo.operations.visits.models import Finding, Visit

from .. import rules
from ..models import AddedWork, Estimate, Line, Operation, Order, OrderPayer, PartDemand, Payer, Policy
from .basics import declined_of_vehicle, policy_of, suggested_ready


@dataclass(slots=True)
class Row:
    """A line with what it comes to, and where its material is. `short`: the shelf does not hold it; `comes_on`: when it will."""

    line: Line
    total: rules.Total
    operation: Operation | None
    demand: PartDemand | None
    comes_on: date | None = None
    parts: list[Row] = field(default_factory=list)

    @property
    def gross(self) -> int:
        """With the parts that belong to it."""
        return self.total.gross + sum(row.total.gross for row in self.parts)

    @property
    def amount(self) -> int:
        return rules.amount_of(self.line)

    @property
    def short(self) -> bool:
        return self.demand is not None and self.demand.state == PartDemand.State.PLANNED and self.line.part.available < self.demand.quantity

    @property
    def begun(self) -> bool:
        return self.operation is not None and self.operation.state in ("running", "paused", "done")

    @property
    def issued(self) -> bool:
        return self.demand is not None and self.demand.state == PartDemand.State.ISSUED


@dataclass(slots=True)
class PayerTotal:
    code: str
    label: Any
    total: rules.Total
    behind: OrderPayer | None = None

    @property
    def nameable(self) -> bool:
        return self.code != Payer.CUSTOMER


@dataclass(slots=True)
class OrderPage:
    """Everything of the order's page, read in a bounded number of queries."""

    order: Order
    visit: Visit
    site: Site
    rows: list[Row]
    payers: list[PayerTotal]
    margin: tuple[int, int] | None
    estimates: list[Estimate]
    added_work: list[AddedWork]
    findings: list[Finding]
    declined: list[Line]
    history: list[Visit]
    siblings: list[Order]
    suggested_at: datetime | None
    discount_percent: int
    policy: Policy
    editable: bool
    extendable: bool

    @property
    def presented(self) -> Estimate | None:
        return next((estimate for estimate in self.estimates if estimate.state == Estimate.State.PRESENTED), None)

    @property
    def agreed(self) -> Estimate | None:
        return next((estimate for estimate in self.estimates if estimate.state == Estimate.State.AGREED), None)

    @property
    def total(self) -> int:
        return sum(payer.total.gross for payer in self.payers)

    @property
    def customer_total(self) -> int:
        return next((payer.total.gross for payer in self.payers if payer.code == Payer.CUSTOMER), 0)

    @property
    def tax(self) -> int:
        return sum(payer.total.tax for payer in self.payers)

    @property
    def undecided(self) -> int:
        return sum(row.line.approval == Line.Approval.PROPOSED for row in self.all_rows)

    @property
    def unpresented(self) -> int:
        """Lines to decide that the version which is out does not ask about, or asks about otherwise."""
        if self.presented is None:
            return 0
        asked = {copy["id"]: copy for copy in self.presented.lines if copy["ask"]}
        open_lines = [row.line for row in self.all_rows if row.line.approval == Line.Approval.PROPOSED]
        return sum(line.pk not in asked or asked[line.pk]["gross"] != self._gross(line) for line in open_lines)

    def _gross(self, line: Line) -> int:
        return rules.total_of(line, included=self.site.prices_include_tax).gross

    @property
    def approved(self) -> int:
        return sum(row.line.approval == Line.Approval.APPROVED for row in self.all_rows)

    @property
    def all_rows(self) -> list[Row]:
        return [each for row in self.rows for each in (row, *row.parts)]

    @property
    def step(self) -> str:
        """What is to be done next: fill, present, wait, release, ask (added work), none."""
        if not self.editable:
            return "none"
        if not self.rows:
            return "fill"
        if self.presented is not None:
            return "wait"
        if self.undecided:
            return "present" if self.order.state == Order.State.DRAFT else "ask"
        return "release" if self.order.state == Order.State.DRAFT and self.approved else "none"


def order_page(order_id: int, *, actor: Actor, at: datetime) -> OrderPage:
    """Raises NotHere."""
    order = (
        Order.objects.select_related("site", "visit__customer", "visit__vehicle", "visit__advisor", "comeback_of", "changed_by")
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise NotHere
    visit, site = order.visit, order.site
    rows = rows_of(order, site)
    every = [each for row in rows for each in (row, *row.parts)]
    counted = [row.line for row in every if row.line.approval != Line.Approval.DECLINED]
    totals = rules.totals_by_payer(counted, included=site.prices_include_tax)
    policy = policy_of(site.pk)
    behind = {named.payer: named for named in order.payers.select_related("customer")}
    return OrderPage(
        order=order, visit=visit, site=site, rows=rows,
        payers=[PayerTotal(code, label, totals[code], behind.get(code)) for code, label in Payer.choices if code in totals],
        margin=rules.margin(counted, included=site.prices_include_tax) if actor.may("estimate.margin") else None,
        estimates=list(Estimate.objects.filter(order=order).select_related("created_by").order_by("-version")),
        added_work=list(order.added_work.select_related("created_by", "finding").order_by("-id")[:20]),
        findings=open_findings(visit.pk, site.code),
        declined=declined_here(visit),
        history=_history(visit),
        siblings=list(Order.objects.filter(visit=visit).exclude(pk=order.pk).order_by("id")),
        suggested_at=None if visit.no_repair_reason else suggested_ready(visit.pk, at=at),
        discount_percent=rules.authority(actor.roles, policy.discount_limits), policy=policy,
        editable=order.state != Order.State.VOID and visit.state in rules.EDITABLE_VISITS,
        extendable=order.state in rules.EXTENDABLE_ORDERS and visit.state in rules.EDITABLE_VISITS,
    )  # fmt: skip


def rows_of(order: Order, site: Site) -> list[Row]:
    """The order's lines, parts under their labour. Three queries."""
    lines = list(
        Line.objects.filter(order=order, removed=False)
        .select_related("part", "menu_item", "finding", "operation__technician", "demand", "sublet", "changed_by")
        .order_by("position", "id")
    )
    comes = _announced([line.part_id for line in lines if line.part_id])
    rows = {line.pk: _row(line, site, comes) for line in lines}
    heads = []
    for line in lines:
        if line.parent_id in rows:
            rows[line.parent_id].parts.append(rows[line.pk])
        else:
            heads.append(rows[line.pk])
    return heads


def _row(line: Line, site: Site, comes: dict[int, date]) -> Row:
    operation, demand = getattr(line, "operation", None), getattr(line, "demand", None)
    comes_on = (demand.expected_on or comes.get(line.part_id)) if demand is not None else None
    return Row(line, rules.total_of(line, included=site.prices_include_tax), operation, demand, comes_on)


def _announced(part_ids: list[int]) -> dict[int, date]:
    if not part_ids:
        return {}
    orders = PartOrder.objects.filter(part__in=part_ids, state=PartOrder.State.ORDERED).order_by("-expected_on")
    return dict(orders.values_list("part_id", "expected_on"))


def open_findings(visit_id: int, site_code: str) -> list[Finding]:
    """Red and amber findings of the visit that are not on an order yet, the red ones first; each with its `shots`."""
    findings = list(
        Finding.objects.filter(visit_id=visit_id, grade__in=["red", "amber"], attended=False)
        .exclude(lines__in=Line.objects.filter(order__visit_id=visit_id, removed=False))
        .order_by("-grade", "id")
    )
    shots = pictures_of("finding", [finding.pk for finding in findings], site_code=site_code)
    for finding in findings:
        finding.shots = shots.get(finding.pk, [])
    return findings


def declined_here(visit: Visit) -> list[Line]:
    """Earlier declined work of the vehicle that this visit does not offer yet; the newest of each kind."""
    offered = set(
        Line.objects.filter(order__visit=visit, offered_again__isnull=False, removed=False).values_list("offered_again_id", flat=True)
    )
    seen: set[str] = set()
    found = []
    for line in declined_of_vehicle(visit.vehicle_id, before_visit=visit.pk)[:30]:
        if line.pk not in offered and line.description not in seen:
            seen.add(line.description)
            found.append(line)
    return found[:8]


def _history(visit: Visit) -> list[Visit]:
    """The vehicle's last visits with what was done, newest first; each with `.recent`: the same fault now would be a comeback."""
    if visit.vehicle_id is None:
        return []
    done = Line.objects.filter(removed=False, approval=Line.Approval.APPROVED, kind=Line.Kind.LABOUR).order_by("id")
    orders = Order.objects.exclude(state=Order.State.VOID).prefetch_related(Prefetch("lines", done, to_attr="work_done"))
    earlier = Visit.objects.filter(vehicle_id=visit.vehicle_id, arrived_at__lt=visit.arrived_at).exclude(state="void")
    policy = policy_of(visit.site_id)
    found: list[Any] = list(earlier.order_by("-arrived_at").prefetch_related(Prefetch("orders", orders, to_attr="told_orders"))[:5])
    for one in found:
        km = None if visit.mileage is None or one.mileage is None else visit.mileage - one.mileage
        one.recent = rules.is_comeback(
            days=(visit.day - one.day).days, km=km, within_days=policy.comeback_days, within_km=policy.comeback_km
        )
        for order in one.told_orders:
            order.as_earlier = {"earlier": order.pk}
    return found
