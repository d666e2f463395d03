"""Recovery, the iceberg and lost customers as the monthly pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum

from yinuo.information.customers.models import Customer
from yinuo.operations.orders.models import Line
from yinuo.operations.settlement.models import Invoice
from yinuo.operations.visits.models import Visit
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.surveys.models import Response

from ..fairness import WOULD_RECOMMEND
from ..models import Complaint, LostReason
from . import rules
from .rules import Iceberg, Regular, Share, Visited, Worth

LOOKED_BACK = timedelta(days=730)
MOST_VISITS = 60_000
MOST_CASES = 5_000
MOST_INVOICES = 1_000
MOST_REGULARS = 5_000
BY_THEMSELVES = ("desk", "phone", "host", "phone_page", "web")


@dataclass(frozen=True)
class Horizon:
    """Of those whose time has run: how many came back within so many days."""

    days: int
    satisfied: Share | None
    not_satisfied: Share | None
    matched: Share | None


@dataclass(frozen=True)
class Recommends:
    """Of those who were asked afterwards: how many would recommend us (9 or 10 of ten). `others`: customers without complaint."""

    satisfied: Share | None
    not_satisfied: Share | None
    others: Share | None


@dataclass(frozen=True)
class RecoveryPage:
    horizons: list[Horizon]
    settled: int
    satisfied: int
    cost: int
    yearly_margin: int
    margin_known: bool
    visits_a_year: float
    with_recovery: Share
    without: Share
    worth: Worth
    iceberg: Iceberg
    since: datetime
    recommends: Recommends


def recovery_page(*, at: datetime) -> RecoveryPage:
    """Nine queries, each bounded."""
    visits = rules.visits_in_order(_visits(at))
    cases = _cases(at)
    horizons = [_horizon(days, cases, visits, at) for days in rules.HORIZONS]
    year = at - timedelta(days=365)
    settled = Complaint.objects.filter(closed_at__gte=year, merged_into=None).aggregate(
        n=Count("pk"), satisfied=Count("pk", filter=Q(word="satisfied")), cost=Sum("goodwill_cost")
    )
    margin, known, often = _yearly_margin(visits)
    last = _longest(horizons)
    with_recovery = rules.own_or_reference(last.satisfied, "satisfied")
    without = rules.own_or_reference(last.not_satisfied, "not_satisfied")
    cost = settled["cost"] or 0
    worth = rules.worth(satisfied=settled["satisfied"], with_recovery=with_recovery, without=without, yearly_margin=margin, cost=cost)
    return RecoveryPage(
        horizons,
        settled["n"],
        settled["satisfied"],
        cost,
        margin,
        known,
        often,
        with_recovery,
        without,
        worth,
        _iceberg(at, year),
        year,
        _recommends(at, cases),
    )


def _recommends(at: datetime, cases: list[tuple[int, datetime, str]]) -> Recommends:
    """The first mark after the complaint was closed; of others every mark. Anonymous answers are left out: nobody knows whose they are."""
    rows = Response.objects.filter(
        completed_at__gte=at - LOOKED_BACK, completed_at__lte=at, anonymous=False, recommend__isnull=False, customer__isnull=False
    )
    marks: dict[int, list[tuple[datetime, int]]] = {}
    for customer, moment, mark in rows.order_by("-completed_at").values_list("customer_id", "completed_at", "recommend")[:MOST_VISITS]:
        marks.setdefault(customer, []).append((moment, mark))
    counts = {"satisfied": [0, 0], "not_satisfied": [0, 0], "others": [0, 0]}
    for customer, closed, group in cases:
        after = [(moment, mark) for moment, mark in marks.get(customer, []) if moment > closed]
        if after:
            counts[group][0] += min(after)[1] >= WOULD_RECOMMEND
            counts[group][1] += 1
    complained = {customer for customer, _closed, _group in cases}
    for customer, told in marks.items():
        if customer not in complained:
            counts["others"][0] += sum(mark >= WOULD_RECOMMEND for _moment, mark in told)
            counts["others"][1] += len(told)
    return Recommends(*(rules.share_of(*counts[group]) for group in counts))


def _longest(horizons: list[Horizon]) -> Horizon:
    """The longest time of which there are enough own cases, half a year at least: an early sign is none yet."""
    enough = [one for one in horizons[1:] if one.satisfied and one.satisfied.n >= rules.ENOUGH]
    return enough[-1] if enough else horizons[1]


def _visits(at: datetime) -> Any:
    rows = Visit.objects.filter(delivered_at__gte=at - LOOKED_BACK, delivered_at__lte=at, customer__isnull=False)
    return rows.order_by("-delivered_at").values_list("customer_id", "arrived_at", "delivered_at", "plain_maintenance")[:MOST_VISITS]


def _cases(at: datetime) -> list[tuple[int, datetime, str]]:
    """(customer, closed, satisfied or not_satisfied) of complaints with the customer's word."""
    rows = Complaint.objects.filter(state="closed", closed_at__gte=at - LOOKED_BACK, customer__isnull=False, merged_into=None).exclude(
        word=""
    )
    found = rows.order_by("-id").values_list("customer_id", "closed_at", "word")[:MOST_CASES]
    return [(customer, closed, "satisfied" if word == "satisfied" else "not_satisfied") for customer, closed, word in found]


def _horizon(days: int, cases: list[tuple[int, datetime, str]], visits: list[Visited], at: datetime) -> Horizon:
    """Only who had the whole time to come back is counted, so that nobody counts as lost too early."""
    until = at - timedelta(days=days)
    over = [(customer, closed, group) for customer, closed, group in cases if closed <= until]
    arrivals: dict[int, list[Visited]] = {}
    for visit in visits:
        arrivals.setdefault(visit.customer_id, []).append(visit)
    back = {"satisfied": [0, 0], "not_satisfied": [0, 0]}
    compared = []
    for customer, closed, group in over:
        before = [visit for visit in arrivals.get(customer, []) if visit.delivered_at <= closed]
        returned = any(visit.back_at and closed < visit.back_at <= closed + timedelta(days=days) for visit in arrivals.get(customer, []))
        back[group][0] += returned
        back[group][1] += 1
        if before:
            compared.append(max(before, key=lambda visit: visit.delivered_at))
    complained = {customer for customer, _closed, _group in cases}
    others = (visit for visit in visits if visit.customer_id not in complained and visit.delivered_at <= until)
    return Horizon(
        days, rules.share_of(*back["satisfied"]), rules.share_of(*back["not_satisfied"]), rules.matched(compared, others, days=days)
    )


def _yearly_margin(visits: list[Visited]) -> tuple[int, bool, float]:
    """(what a customer leaves in a year, minor units; whether it is known; visits a year): margin of a visit × visits of a customer a year.

    Not known before any customer has come a second time: nought visits a year would say that nobody is worth anything.
    """
    newest = list(
        Invoice.objects.filter(kind="invoice", payer="customer").order_by("-issued_at").values_list("visit_id", "net")[:MOST_INVOICES]
    )
    if not newest or not visits:
        return 0, False, 0.0
    ids = [visit_id for visit_id, _net in newest]
    lines = Line.objects.filter(order__visit_id__in=ids, approval="approved", payer="customer", removed=False)
    cost = lines.aggregate(cost=Sum(F("cost") * F("quantity") / 1000))["cost"] or 0
    of_a_visit = (sum(net for _visit, net in newest) - cost) / len(newest)
    a_year = rules.visits_a_year(visits)
    return round(of_a_visit * a_year), a_year > 0, a_year


def _iceberg(at: datetime, since: datetime) -> Iceberg:
    delivered = Visit.objects.filter(delivered_at__gte=since, delivered_at__lte=at).count()
    called = DueCall.objects.filter(visit__delivered_at__gte=since, visit__delivered_at__lte=at, state="done")
    calls = called.aggregate(n=Count("pk"), unhappy=Count("pk", filter=Q(outcome="unhappy")))
    told = Complaint.objects.filter(received_at__gte=since, received_at__lte=at, merged_into=None).aggregate(
        spoke=Count("pk", filter=Q(way_in__in=BY_THEMSELVES)),
        without_owner=Count("pk", filter=Q(owned=False) & ~Q(state="closed")),
        without_answer=Count("pk", filter=Q(answered_at=None, answer_due_at__lt=at) & ~Q(closed_without__in=("withdrawn", "unreachable"))),
    )
    return rules.iceberg(delivered=delivered, asked=calls["n"], asked_unhappy=calls["unhappy"], **told)


# lost customers


@dataclass
class Lost:
    """A customer who stayed away. `customer` is read for the rows that are shown."""

    customer_id: int
    visits: int
    last: datetime
    expected: datetime
    own: bool
    reason: LostReason | None
    customer: Customer | None = None


@dataclass(frozen=True)
class LostPage:
    """`usual`: days between visits where a customer has no interval of their own; `asked`: how many were asked in the last year."""

    rows: list[Lost]
    usual: int
    reasons: list[tuple[Any, int]]
    asked: int


def lost_page(*, at: datetime, reason: str = "", text: str = "") -> LostPage:
    """Who has not come back beyond their own expected interval, in any order. Three queries, of which one is for `text` (name or phone)."""
    regulars = _regulars(at)
    usual = rules.usual_interval(regulars)
    gone = [one for one in regulars if rules.is_lost(one, usual, at)]
    known = {
        row.customer_id: row
        for row in LostReason.objects.filter(asked_at__gte=at - timedelta(days=365)).order_by("asked_at", "id")[:MOST_REGULARS]
    }
    kept = [one for one in gone if _wanted(known.get(one.customer_id), one, reason)]
    if text:
        named = Customer.objects.filter(Q(name__icontains=text) | Q(phone__contains=text), pk__in=[one.customer_id for one in kept])
        those = set(named.values_list("pk", flat=True))
        kept = [one for one in kept if one.customer_id in those]
    rows = [
        Lost(one.customer_id, one.visits, one.last, rules.expected_back(one, usual), one.own_interval is not None, _since(known.get(one.customer_id), one))
        for one in kept
    ]  # fmt: skip
    counted: dict[str, int] = {}
    for row in known.values():
        counted[row.reason] = counted.get(row.reason, 0) + 1
    reasons = sorted(((LostReason.Reason(code).label, n) for code, n in counted.items()), key=lambda pair: -pair[1])
    return LostPage(rows, round(usual), reasons, len(known))


def with_customers(rows: list[Lost]) -> list[Lost]:
    """The rows of a page with whose they are. One query."""
    people = {row.pk: row for row in Customer.objects.filter(pk__in=[one.customer_id for one in rows])}
    for one in rows:
        one.customer = people.get(one.customer_id)
    return [one for one in rows if one.customer is not None]


def _since(row: LostReason | None, one: Regular) -> LostReason | None:
    """What was said after the last visit; who came again and stayed away again is asked again."""
    return row if row is not None and row.asked_at > one.last else None


def _wanted(row: LostReason | None, one: Regular, reason: str) -> bool:
    said = _since(row, one)
    return said is None if reason == "unasked" else said is not None and said.reason == reason if reason else True


def _regulars(at: datetime) -> list[Regular]:
    rows = (
        Visit.objects.filter(delivered_at__gte=at - 2 * LOOKED_BACK, delivered_at__lte=at, customer__isnull=False)
        .values("customer_id").annotate(n=Count("pk"), first=Min("arrived_at"), last=Max("arrived_at")).filter(n__gte=2).order_by("-n", "customer_id")[:MOST_REGULARS]
    )  # fmt: skip
    return [Regular(row["customer_id"], row["n"], row["first"], row["last"]) for row in rows]
