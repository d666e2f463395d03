"""Money in and out: payments, deposits, refunds, corrections, and a cashier's close of day."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.sites.models import stamps
from yinuo.core.workflow.services import swap
from yinuo.operations.orders.models import Payer
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from .. import queries
from ..models import CashClose, Invoice, Payment
from .invoices import settle_if_paid


class TooMuch(Invalid):
    sentence = _("That is more than is still owed. Correct the amount.")


class DayClosed(DomainError):
    sentence = _("This payment stands in a closed day. Give the money back by a refund.")


class AlreadyReversed(DomainError):
    sentence = _("This payment was corrected already.")


class PartlyRefunded(DomainError):
    sentence = _("Part of this payment was given back. Set that refund right first, or refund the rest.")


class NothingToClose(DomainError):
    sentence = _("There are no payments to close since the last close of day.")


def pay(*, invoice_id: int, method: str, amount: int, by: Actor, at: datetime, reference: str = "") -> Payment:
    """Take a payment (minor units, more than 0) on an invoice; several make a split. Raises TooMuch, Invalid."""
    _check(method, amount)
    with story(Invoice, invoice_id, by=by, at=at, right="settlement.write") as act:
        invoice = act.subject
        if amount > queries.outstanding(invoice):
            raise TooMuch
        payment = _record(act, invoice.visit, invoice, Payment.Kind.PAYMENT, method, amount, reference)
        settle_if_paid(act, invoice.visit)
    return payment


def take_deposit(*, visit_id: int, method: str, amount: int, by: Actor, at: datetime, reference: str = "") -> Payment:
    """Money taken before there is an invoice (for special parts)."""
    _check(method, amount)
    with story(Visit, visit_id, by=by, at=at, right="settlement.write") as act:
        return _record(act, act.subject, None, Payment.Kind.DEPOSIT, method, amount, reference)


def set_deposit_against(*, payment_id: int, invoice_id: int, by: Actor, at: datetime) -> Payment:
    """Use what is left of a deposit for an invoice of the customer's. What it exceeds the invoice by stays to be refunded."""
    with story(Payment, payment_id, by=by, at=at, right="settlement.write") as act:
        deposit = act.subject
        standing = Invoice.objects.filter(visit_id=deposit.visit_id, kind=Invoice.Kind.INVOICE, payer=Payer.CUSTOMER, credited_by=None)
        invoice = standing.filter(pk=invoice_id).first()
        if invoice is None or deposit.kind != Payment.Kind.DEPOSIT or deposit.invoice_id is not None:
            raise Invalid(_("This deposit cannot be used for this invoice."))
        if queries.given_back(deposit) >= deposit.amount:
            raise Invalid(_("This deposit was given back already."))
        swap(deposit, act=act, expect={"invoice": None}, invoice_id=invoice.pk)
        Payment.objects.filter(Q(refund_of=deposit) | Q(reverses__refund_of=deposit)).update(invoice=invoice)
        act.record("deposit.used", deposit, invoice=invoice.number)
        settle_if_paid(act, deposit.visit)
    return deposit


def refund(*, payment_id: int, amount: int, reason: str, by: Actor, at: datetime, method: str = "", reference: str = "") -> Payment:
    """Give back (part of) a payment, by its own method unless another is named. Needs a reason; never more than was paid and not yet given back."""
    if not reason.strip():
        raise Invalid(_("Say why the money is given back."))
    with story(Payment, payment_id, by=by, at=at, right="settlement.refund") as act:
        paid = act.subject
        _check(method or paid.method, amount)
        if paid.amount <= 0 or amount > paid.amount - queries.given_back(paid):
            raise TooMuch
        given = _record(
            act, paid.visit, paid.invoice, Payment.Kind.REFUND, method or paid.method, -amount, reference, reason.strip()[:240], refund_of=paid,
        )  # fmt: skip
        _unsettle_if_owed(act, paid.visit)
    return given


def reverse(*, payment_id: int, reason: str, by: Actor, at: datetime) -> Payment:
    """A wrongly recorded payment is set right by its opposite, with a reason; the day must not be closed."""
    if not reason.strip():
        raise Invalid(_("Say why this is corrected."))
    with story(Payment, payment_id, by=by, at=at, right="visit.correct") as act:
        wrong = act.subject
        if wrong.close_id is not None:
            raise DayClosed
        if wrong.kind == Payment.Kind.REVERSAL or Payment.objects.filter(reverses=wrong).exists():
            raise AlreadyReversed
        if queries.given_back(wrong):
            raise PartlyRefunded
        opposite = _record(
            act,
            wrong.visit,
            wrong.invoice,
            Payment.Kind.REVERSAL,
            wrong.method,
            -wrong.amount,
            wrong.reference,
            reason.strip()[:240],
            reverses=wrong,
        )
        _unsettle_if_owed(act, wrong.visit)
        settle_if_paid(act, wrong.visit)
    return opposite


def _unsettle_if_owed(act: Act, visit: Visit) -> None:
    if visit.state == Visit.State.SETTLED and queries.balances(visit.pk).get("customer", 0) > 0:
        visits.unsettle(act, visit)


def _check(method: str, amount: int) -> None:
    if method not in Payment.Method.values:
        raise Invalid(_("Choose how it was paid."))
    if amount <= 0:
        raise Invalid(_("Enter an amount above zero."))


def _record(
    act: Act, visit: Visit, invoice: Invoice | None, kind: str, method: str, amount: int, reference: str, reason: str = "", **link: Payment
) -> Payment:
    payment = Payment.objects.create(
        site_id=act.site_id, visit=visit, invoice=invoice, kind=kind, method=method, amount=amount, reference=reference.strip()[:60], paid_at=act.at,
        reason=reason, **link, **stamps(act.by, act.at),
    )  # fmt: skip
    act.record(f"payment.{kind}", payment, method=method, amount=amount)
    return payment


def close_day(*, day: date, counted: dict[str, int], by: Actor, at: datetime, note: str = "") -> CashClose:
    """A cashier's close: what their payments since the last close add up to per method, against what was counted (minor units)."""
    if any(method not in Payment.Method.values for method in counted):
        raise Invalid(_("Choose how it was paid."))
    with new_story(by=by, at=at, right="cash.close", kind=Thread.SITE) as act:
        mine = list(Payment.objects.select_for_update(of=("self",)).filter(created_by_id=by.user_id, close=None))
        if not mine:
            raise NothingToClose
        expected: dict[str, int] = {}
        for payment in mine:
            expected[payment.method] = expected.get(payment.method, 0) + payment.amount
        act.subject = CashClose.objects.create(
            site_id=by.site_id,
            day=day,
            cashier_id=by.user_id,
            expected=expected,
            counted=counted,
            note=note[:240],
            closed_at=at,
            **stamps(by, at),
        )
        Payment.objects.filter(pk__in=[payment.pk for payment in mine]).update(close=act.subject)
        act.record("cash.closed", expected=expected, counted=counted)
    return act.subject
