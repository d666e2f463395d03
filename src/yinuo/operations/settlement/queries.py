from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from yinuo.core.events.models import Event
from yinuo.core.money.rules import line_amount
from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import running_numbers, searched
from yinuo.core.sites.models import Site
from yinuo.core.statements.asked import asked, records
from yinuo.core.workflow.queries import in_states
from yinuo.operations.orders.models import Line, Order, Payer
from yinuo.operations.standards.queries import limit_of
from yinuo.operations.visits.models import Visit
from yinuo.operations.visits.rules import OPEN, plain_plate

from .models import RARE, CashClose, Checkout, Invoice, InvoiceLine, Payment
from .rules import may_leave, still_owed


def uninvoiced(visit_id: int) -> list[Line]:
    """Approved lines of the visit's orders that stand on no valid invoice, in order."""
    return _uninvoiced(visit=visit_id)


@asked(Line)
def _uninvoiced(rows: QuerySet[Line], visit: Any) -> QuerySet:
    standing = InvoiceLine._base_manager.filter(line_id=OuterRef("pk"), invoice__kind=Invoice.Kind.INVOICE, invoice__credited_by=None)
    standing = standing.filter(invoice__visit_id=visit)
    lines = rows.filter(order__visit_id=visit, removed=False, approval=Line.Approval.APPROVED).exclude(order__state=Order.State.VOID)
    return lines.exclude(Exists(standing)).order_by("order_id", "position", "id")


def outstanding(invoice: Invoice) -> int:
    """What is still owed on one invoice, minor units. Three queries."""
    paid = sum(payment.amount for payment in records(Payment, invoice=invoice))
    return still_owed(gross=invoice.gross, paid=paid, balance=balances(invoice.visit_id)[invoice.payer])


def balances(visit_id: int) -> dict[str, int]:
    """What each payer of the visit still owes: invoices and credit notes less payments on them, minor units. Two queries."""
    invoices = records(Invoice, visit=visit_id)
    owed = dict.fromkeys((invoice.payer for invoice in invoices), 0)
    for invoice in invoices:
        owed[invoice.payer] += invoice.gross
    payer_of = {invoice.pk: invoice.payer for invoice in invoices}
    for payment in records(Payment, visit=visit_id):
        if payment.invoice_id is not None:
            owed[payer_of[payment.invoice_id]] -= payment.amount
    return owed


def customer_total(visit_id: int) -> int:
    """What the customer was invoiced in all, with tax, credit notes taken off."""
    return sum(invoice.gross for invoice in records(Invoice, visit=visit_id, payer=Payer.CUSTOMER))


def given_back(payment: Payment) -> int:
    """What of a payment was refunded or corrected already, as a positive amount; a refund that was itself a slip does not count."""
    later = Payment.objects.filter(Q(refund_of=payment) | Q(reverses=payment) | Q(reverses__refund_of=payment))
    return -(later.aggregate(total=Sum("amount"))["total"] or 0)


@dataclass(frozen=True)
class CheckoutPage:
    """A visit's way out: what is done, the invoices with what is owed on each, payments, what is not invoiced yet."""

    visit: Visit
    checkout: Checkout | None
    lines: list[tuple[Line, int]]
    invoices: list[Invoice]
    payments: list[Payment]
    deposits: list[Payment]
    owed: dict[str, int]
    agreed_total: int | None
    who: dict[str, str]
    undecided: list[Line] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """What is not recorded as done yet before the car leaves (its words)."""
        row = self.checkout
        return [str(label) for name, label in Checkout.MARKS if row is None or getattr(row, name) is None]

    @property
    def customer_total(self) -> int:
        return sum(invoice.gross for invoice in self.invoices if invoice.payer == Payer.CUSTOMER)

    @property
    def reopened_for(self) -> str:
        """Why the visit was taken up again, until the car has left again."""
        told = self.visit.thread.facts.get("visit.reopened")
        return told["data"].get("reason", "") if told and self.visit.delivered_at is None else ""

    @property
    def off_estimate(self) -> float | None:
        """Estimate accuracy: abs(final − agreed) / agreed, in percent; None when there is nothing to compare."""
        if not self.agreed_total or not self.customer_total:
            return None
        return abs(self.customer_total - self.agreed_total) * 100 / self.agreed_total

    @property
    def accurate(self) -> bool:
        """Whether the final amount lies within the standard of estimate accuracy by which this visit is judged."""
        limit = limit_of(self.visit.thread, "confirmation.estimate_accuracy")
        return limit is None or self.off_estimate is None or self.off_estimate * 100 <= limit

    @property
    def overpaid(self) -> int:
        """What the customer paid beyond what they owe, minor units."""
        return max(0, -self.owed.get("customer", 0))

    @property
    def unused(self) -> int:
        """Deposits that nothing is left to be paid with, minor units."""
        still = self.visit.state in OPEN and self.visit.state not in (Visit.State.READY, Visit.State.SETTLED)
        if still or self.lines or self.owed.get("customer", 0) > 0:
            return 0
        return sum(deposit.left for deposit in self.deposits)

    @property
    def may_leave(self) -> bool:
        return self.visit.state in (Visit.State.READY, Visit.State.SETTLED) and not self.lines and may_leave(self.owed)


def checkout_page(visit_id: int) -> CheckoutPage | None:
    """Everything the checkout screen shows, in a bounded number of queries; None when the visit is not this site's."""
    visit = Visit.objects.filter(pk=visit_id).select_related("vehicle", "customer", "advisor", "thread", "checkout").first()
    if visit is None:
        return None
    invoices = list(
        Invoice.objects.filter(visit=visit).select_related("credits", "credited_by").prefetch_related("lines", "payments").order_by("id")
    )
    owed = _owed(invoices)
    lines = [
        (line, line_amount(quantity=line.quantity, unit_price=line.unit_price, discount=line.discount)) for line in uninvoiced(visit_id)
    ]
    payments = list(Payment.objects.filter(visit=visit).select_related("created_by", "invoice", "reversed_by", "reverses").order_by("id"))
    agreed = visit.thread.facts.get("estimate.agreed", {}).get("data", {}).get("customer_total")
    return CheckoutPage(
        visit, getattr(visit, "checkout", None), lines, invoices, payments, _unused(payments), owed, agreed, _who(visit), _undecided(visit)
    )


def _undecided(visit: Visit) -> list[Line]:
    """What a car that is ready leaves without being charged for: the customer was never asked, or has not answered."""
    if visit.state not in (Visit.State.READY, Visit.State.SETTLED):
        return []
    asked = Line.objects.filter(order__visit=visit, removed=False, approval=Line.Approval.PROPOSED).exclude(order__state=Order.State.VOID)
    return list(asked.order_by("order_id", "position", "id")[:20])


def _unused(payments: list[Payment]) -> list[Payment]:
    """The deposits of a visit that stand on no invoice, with what was not given back of each as its `.left`."""
    deposits = [payment for payment in payments if payment.kind == Payment.Kind.DEPOSIT and payment.invoice_id is None]
    for deposit in deposits:
        deposit.left = sum(one.amount for one in payments if deposit.pk in _about(one))
    return [deposit for deposit in deposits if deposit.left > 0]


def _about(payment: Payment) -> tuple[int | None, ...]:
    """The payments that this one is, gives back, or sets right."""
    return payment.pk, payment.refund_of_id, payment.reverses_id, payment.reverses.refund_of_id if payment.reverses else None


MARKED = {
    "car.cleaned": "cleaned", "customer.told_ready": "told", "car.shown": "shown", "charges.explained": "explained", "things.returned": "returned",
    "next_service.told": "next_service",
}  # fmt: skip


def _who(visit: Visit) -> dict[str, str]:
    """Who did what at the car and at the desk, from the log."""
    rows = Event.objects.filter(thread_id=visit.thread_id, name__in=MARKED).order_by("at", "id").values_list("name", "by_name")
    return {MARKED[name]: by for name, by in rows}


def _owed(invoices: list[Invoice]) -> dict[str, int]:
    """What each payer owes in all (negative: paid too much), and on each invoice as its `.owed`."""
    paid = {invoice.pk: sum(payment.amount for payment in invoice.payments.all()) for invoice in invoices}
    owed: dict[str, int] = {}
    for invoice in invoices:
        owed[invoice.payer] = owed.get(invoice.payer, 0) + invoice.gross - paid[invoice.pk]
    for invoice in invoices:
        invoice.owed = still_owed(gross=invoice.gross, paid=paid[invoice.pk], balance=owed[invoice.payer])
    return owed


@dataclass(frozen=True)
class Till:
    """The cashier's page: who waits to pay, what was taken since the last close."""

    waiting: list[Visit]
    taken: list[Payment]
    expected: dict[str, int]
    closes: list[CashClose]
    taken_count: int


def till(user_id: int, *, everybodys: bool = False) -> Till:
    """`everybodys`: the earlier closes of all cashiers, for who answers for the money."""
    waiting = (
        Visit.objects.filter(in_states(OPEN), state=Visit.State.READY)
        .select_related("vehicle", "customer", "advisor")
        .order_by("arrived_at")[:100]
    )
    mine = Payment.objects.filter(created_by_id=user_id, close=None)
    expected = {row["method"]: row["total"] for row in mine.values("method").annotate(total=Sum("amount")).order_by("method")}
    taken = mine.select_related("visit", "invoice").order_by("-id")[:20]
    closes = CashClose.objects.select_related("cashier").order_by("-day", "-id")
    shown = closes if everybodys else closes.filter(cashier_id=user_id)
    return Till(list(waiting), list(taken), expected, list(shown[:10]), mine.count())


@asked(CashClose)
def _closed_since(rows: QuerySet[CashClose], since: Any) -> QuerySet:
    return rows.filter(day__gte=since).select_related("cashier").order_by("-day", "-id")[:50]


def closes_that_differ(since: date) -> list[CashClose]:
    """Closes of these days whose count was not what should be there."""
    return [close for close in _closed_since(since=since) if close.differences]


def found_payments(
    *,
    site: Site,
    year: int,
    q: str = "",
    method: str = "",
    kind: str = "",
    cashier: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Payment]:
    """Every payment, deposit, refund and correction, narrowed to what is asked; `since` and `until` are days of the site, both included."""
    rows = Payment.objects.select_related("visit__customer", "visit__vehicle", "invoice", "created_by", "close")
    exact = {"method": method, "kind": kind, "created_by": cashier}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if kind in RARE:
        rows = rows.filter(in_states(RARE, field="kind"))
    if since:
        rows = rows.filter(paid_at__gte=datetime.combine(since, time(), site.zone))
    if until:
        rows = rows.filter(paid_at__lt=datetime.combine(until + timedelta(days=1), time(), site.zone))
    return rows.filter(pk__in=_payments_of(q, year)) if q else rows


def _payments_of(text: str, year: int) -> QuerySet:
    """Payments of cars with a part of this plate, on the invoice with this number, or with exactly this reference; each by its own index."""
    cars = ids_of("vehicle", searched(text))
    visits = Visit.objects.filter(Q(vehicle__in=cars) | Q(plate=plain_plate(text) or "?"))
    on_invoice = Payment.objects.filter(invoice__in=Invoice.objects.filter(number__in=running_numbers(text, year)))
    referred = Payment.objects.filter(reference__in={text, text.upper(), text.lower()})
    return Payment.objects.filter(visit__in=visits).values("pk").union(on_invoice.values("pk"), referred.values("pk"))
