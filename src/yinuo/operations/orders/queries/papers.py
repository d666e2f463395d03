"""One version of an estimate as paper: on the tablet, on the customer's phone, printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import NotHere
from yinuo.core.pictures.queries import Shown, pictures_of
from yinuo.core.sites.models import Site
from yinuo.core.statements.asked import record, records
from yinuo.operations.visits.models import Consultation, Visit

from ..models import Decision, Estimate, Line, Order, Payer

# Who pays, in the words of a customer who does not.
NOT_YOURS = {Payer.WARRANTY: _("Warranty pays"), Payer.INSURANCE: _("Insurance pays"), Payer.INTERNAL: _("At our cost")}


@dataclass(slots=True)
class PaperLine:
    """A line of the version as it was presented, with its parts; `approval` as it stands now."""

    copy: dict[str, Any]
    approval: str
    declined_reason: str = ""
    parts: list[PaperLine] = field(default_factory=list)
    photos: list[Any] = field(default_factory=list)
    note: str = ""

    @property
    def id(self) -> int:
        return self.copy["id"]

    @property
    def asked(self) -> bool:
        return self.copy["ask"]

    @property
    def description(self) -> str:
        return self.copy["description"]

    @property
    def gross(self) -> int:
        return self.copy["gross"] + sum(part.copy["gross"] for part in self.parts)

    @property
    def declined(self) -> bool:
        return self.approval == Line.Approval.DECLINED

    @property
    def family(self) -> list[PaperLine]:
        return [self, *self.parts]

    @property
    def payer_label(self) -> Any:
        return Payer(self.copy["payer"]).label

    @property
    def not_yours(self) -> Any:
        return NOT_YOURS.get(self.copy["payer"], "")

    @property
    def by_customer(self) -> bool:
        return self.copy["payer"] == Payer.CUSTOMER

    @property
    def customer_pays(self) -> int:
        return sum(line.copy["gross"] for line in (self, *self.parts) if line.by_customer)


@dataclass(slots=True)
class Paper:
    estimate: Estimate
    order: Order
    visit: Visit
    site: Site
    lines: list[PaperLine]
    decisions: list[Decision]
    words: str

    @property
    def asked(self) -> list[PaperLine]:
        return [line for line in self.lines if line.asked]

    @property
    def settled(self) -> list[PaperLine]:
        """What was agreed before and stays so."""
        return [line for line in self.lines if not line.asked]

    @property
    def asked_total(self) -> int:
        return sum(line.customer_pays for line in self.asked)

    @property
    def settled_total(self) -> int:
        return sum(line.customer_pays for line in self.settled)

    @property
    def open(self) -> bool:
        return self.estimate.state == Estimate.State.PRESENTED

    @property
    def customer_name(self) -> str:
        return self.visit.customer.name if self.visit.customer else ""

    @property
    def customer_language(self) -> str:
        return self.visit.customer.language if self.visit.customer else ""

    @property
    def tax(self) -> int:
        return sum(total["tax"] for total in self.estimate.totals.values())

    @property
    def payers(self) -> list[tuple[Any, dict[str, int]]]:
        return [(Payer(code).label, total) for code, total in self.estimate.totals.items()]

    @property
    def agreed_totals(self) -> list[tuple[Any, int]]:
        """What each payer pays of the lines that were not declined, with tax; empty until the paper is answered, and where all of it was agreed."""
        lines = [line for head in self.lines for line in head.family]
        if self.estimate.state not in (Estimate.State.AGREED, Estimate.State.DECLINED) or not any(line.declined for line in lines):
            return []
        kept = [line.copy for line in lines if not line.declined]
        return [(Payer(code).label, sum(copy["gross"] for copy in kept if copy["payer"] == code)) for code in self.estimate.totals]

    @property
    def adds_to_agreed(self) -> bool:
        return bool(self.settled)

    @property
    def found_at_work(self) -> bool:
        """More is asked than was agreed, and the workshop has the car; before that it is no more than another version."""
        return self.adds_to_agreed and self.order.state != Order.State.DRAFT


def paper_of(estimate_id: int, *, site_code: str) -> Paper:
    """Raises NotHere. Six queries."""
    people = ("order__visit__customer", "order__visit__vehicle", "order__visit__advisor")
    estimate = record(Estimate, "site", "order__visit__thread", *people, pk=estimate_id)
    if estimate is None:
        raise NotHere
    order = estimate.order
    now = {line.pk: line for line in records(Line, "finding", order=order)}
    shots = pictures_of("finding", [line.finding_id for line in now.values() if line.finding_id], site_code=site_code)
    decisions = records(Decision, "recorded_by", estimate=estimate, order_by=("id",))
    told = record(Consultation, visit=order.visit_id)
    return Paper(estimate, order, order.visit, estimate.site, _lines(estimate, now, shots), decisions, told.words if told else "")


def _lines(estimate: Estimate, now: dict[int, Line], shots: dict[int, list[Shown]]) -> list[PaperLine]:
    made = {copy["id"]: _line(copy, now.get(copy["id"]), shots) for copy in estimate.lines}
    heads = []
    for copy in estimate.lines:
        # a part whose labour was decided on an earlier version stands on its own when it is asked about
        parent = made.get(copy["parent"])
        if parent is not None and parent.asked == copy["ask"]:
            parent.parts.append(made[copy["id"]])
        else:
            heads.append(made[copy["id"]])
    return heads


def _line(copy: dict[str, Any], line: Line | None, shots: dict[int, list[Shown]]) -> PaperLine:
    if line is None:
        return PaperLine(copy, Line.Approval.PROPOSED)
    note = line.finding.note if line.finding else ""
    return PaperLine(copy, line.approval, line.declined_reason, photos=shots.get(line.finding_id, []), note=note)


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What the workshop's paper says beside the lines."""

    words: str
    symptoms: list[Any]
    agreed: Estimate | None


def work_order(order: Order) -> WorkOrder:
    told = Consultation.objects.filter(visit_id=order.visit_id).first()
    agreed = Estimate.objects.filter(order=order, state=Estimate.State.AGREED).first()
    return WorkOrder(told.words if told else "", told.symptoms if told else [], agreed)
