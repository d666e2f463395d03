"""Flows of the work order, its operations and part demands, and of a line's approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from yinuo.core.clock.rules import Calendar
from yinuo.core.money.rules import half_up, line_amount, tax_of
from yinuo.core.workflow.rules import Flow, Move

ORDER_FLOW = Flow(
    name="order",
    initial="draft",
    moves={
        "release": Move(("draft",), "released", "order.released"),
        "recall": Move(("released",), "draft", "order.recalled"),
        "start": Move(("released",), "in_work", "order.started"),
        "finish": Move(("in_work",), "inspecting", "order.work_finished"),
        "rework": Move(("inspecting", "cleared"), "in_work", "order.back_to_repair"),
        "extend": Move(("inspecting",), "in_work", "order.extended"),
        "clear": Move(("inspecting",), "cleared", "order.cleared"),
        "void": Move(("draft", "released"), "void", "order.voided"),
    },
)

OPERATION_FLOW = Flow(
    name="operation",
    initial="planned",
    moves={
        "start": Move(("planned",), "running", "operation.started"),
        "pause": Move(("running",), "paused", "operation.paused"),
        "resume": Move(("paused",), "running", "operation.resumed"),
        "finish": Move(("running", "paused"), "done", "operation.finished"),
        "redo": Move(("done",), "paused", "operation.reworked"),
        "drop": Move(("planned", "paused"), "dropped", "operation.dropped"),
        "revive": Move(("dropped",), "planned", "operation.revived"),
        "unstart": Move(("running",), "planned", "operation.unstarted"),
    },
)

PART_WAITS = ("planned", "requested", "reserved", "back_ordered")  # agreed perhaps, but not handed out

PART_FLOW = Flow(
    name="part demand",
    initial="planned",
    moves={
        "request": Move(("planned", "returned"), "requested", "part.requested"),
        "reserve": Move(("planned", "requested", "back_ordered"), "reserved", "part.reserved"),
        "back_order": Move(("planned", "requested"), "back_ordered", "part.back_ordered"),
        "unreserve": Move(("reserved",), "planned", "part.unreserved"),
        "issue": Move(("requested", "reserved", "back_ordered"), "issued", "part.issued"),
        "return": Move(("issued",), "returned", "part.returned"),
        "drop": Move(PART_WAITS, "dropped", "part.dropped"),
        "revive": Move(("dropped",), "planned", "part.revived"),
    },
)

INSPECTIONS = ("self", "quality", "final")

# what is looked at unless the site says otherwise; words for the codes are in words.py
CHECKLISTS: dict[str, tuple[str, ...]] = {
    "self": ("as_ordered", "torque", "levels", "leaks", "tools_out", "old_parts", "clean_hands"),
    "quality": ("complaint_gone", "work_complete", "fastening", "fluids", "warning_lights", "test_drive", "findings_told"),
    "final": ("clean_inside", "clean_outside", "settings_restored", "belongings", "papers"),
}


def points_of(kind: str, checklists: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    """What an inspection looks at: the defaults that the site has not left out, then its own points, whose words are their codes.

    `checklists`: {kind: {"without": [code, …], "own": [words, …]}}, as Policy keeps it.
    """
    told = checklists.get(kind, {})
    without = set(told.get("without", ()))
    return [code for code in CHECKLISTS[kind] if code not in without] + list(told.get("own", ()))


def next_inspection(passed: set[str]) -> str | None:
    """Which of the three comes next in this round; None when all have passed."""
    return next((kind for kind in INSPECTIONS if kind not in passed), None)


def is_comeback(*, days: int, km: int | None, within_days: int, within_km: int) -> bool:
    """A car back for the same fault within so many days or kilometres (the mileage may be unknown)."""
    return days <= within_days or (km is not None and km <= within_km)


PAYERS = ("customer", "warranty", "insurance", "internal")
LARGEST_AMOUNT = 10**12  # minor units: what one line may cost; keeps sums far from the column's end
LARGEST_QUANTITY = 10**9  # thousandths
LARGEST_MINUTES = 60 * 24 * 30

# lines can still be changed while the car stands in one of these
EDITABLE_VISITS = ("arrived", "received", "consulting", "confirming", "repairing", "ready")
# and work can be added while the order is in one of these; after the last inspection a further order is opened
EXTENDABLE_ORDERS = ("draft", "released", "in_work", "inspecting")


def default_discount_limits() -> dict[str, int]:
    """Percent of a line's list amount that a role may take off; a site edits its own."""
    return {"advisor": 10, "cashier": 0, "service_manager": 100, "group_manager": 100}


def authority(roles: Iterable[str], limits: Mapping[str, int]) -> int:
    """The largest discount, in percent, that somebody in these roles may give."""
    return max((int(limits.get(role, 0)) for role in roles), default=0)


class Priced(Protocol):
    """What a line must tell so that it can be priced."""

    payer: str
    quantity: int
    unit_price: int
    list_price: int
    discount: int
    tax_rate: int
    cost: int


@dataclass(frozen=True, slots=True)
class Total:
    """Minor units; gross = net + tax."""

    net: int = 0
    tax: int = 0

    @property
    def gross(self) -> int:
        return self.net + self.tax

    def __add__(self, other: Total) -> Total:
        return Total(self.net + other.net, self.tax + other.tax)


def amount_of(line: Priced) -> int:
    """The line's amount as priced (with or without tax, as the site quotes its prices), after discount."""
    return line_amount(quantity=line.quantity, unit_price=line.unit_price, discount=line.discount)


def total_of(line: Priced, *, included: bool) -> Total:
    """Net and tax of one line; tax is rounded by line, so that each can be explained."""
    amount = amount_of(line)
    tax = tax_of(amount, rate=line.tax_rate, included=included)
    return Total(amount - tax if included else amount, tax)


def totals_by_payer(lines: Iterable[Priced], *, included: bool) -> dict[str, Total]:
    """What each payer pays; payers without lines are left out."""
    totals: dict[str, Total] = {}
    for line in lines:
        totals[line.payer] = totals.get(line.payer, Total()) + total_of(line, included=included)
    return totals


def margin(lines: Iterable[Priced], *, included: bool) -> tuple[int, int]:
    """(margin, net revenue) of lines: net of tax less the cost of what is used. Labour carries no cost of its own here."""
    net = cost = 0
    for line in lines:
        net += total_of(line, included=included).net
        cost += half_up(Fraction(line.quantity * line.cost, 1000))
    return net - cost, net


def reduction(line: Priced) -> int:
    """By how much a line stands below its list price: a lowered price and a discount are the same gift."""
    return max(0, line_amount(quantity=line.quantity, unit_price=line.list_price) - amount_of(line))


def within_authority(line: Priced, *, percent: int) -> bool:
    """True when the reduction is at most `percent` of the line at its list price."""
    return reduction(line) * 100 <= line_amount(quantity=line.quantity, unit_price=line.list_price) * percent


def approval_after_change(approval: str, *, customer_before: int, customer_after: int, same_work: bool) -> str:
    """An agreed line stays agreed while the work is the same and the customer pays no more; otherwise it has to be asked again."""
    if approval == "approved" and same_work and customer_after <= customer_before:
        return "approved"
    return "proposed"


def answers_fit(asked: set[int], answered: set[int]) -> bool:
    """A paper is answered as a whole: each line that was asked, and no other."""
    return asked == answered


def expected_ready(calendar: Calendar, *, at: datetime, minutes: int, parts_from: datetime | None = None) -> datetime | None:
    """When `minutes` of work can be done in opening hours, begun now or when the last part is there; None when the calendar is shut."""
    return calendar.add(max(at, parts_from) if parts_from else at, minutes)


def rounded_up(moment: datetime, *, minutes: int = 15) -> datetime:
    """The next full quarter of an hour."""
    rest = timedelta(minutes=moment.minute % minutes, seconds=moment.second, microseconds=moment.microsecond)
    return moment + timedelta(minutes=minutes) - rest if rest else moment
