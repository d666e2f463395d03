"""What the checkout page names as the next thing, in the order of the way out."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import translation

from yinuo.operations.settlement.models import Checkout
from yinuo.operations.settlement.next_step import next_step
from yinuo.operations.settlement.queries import CheckoutPage

ADVISOR = {"handover.write", "checkout.write"}
CASHIER = {"settlement.write", "checkout.write"}
DONE = object()


def label(rights, *, lines=(), owed=0, invoiced=True, state="ready", **done):
    marks = {name: done.get(name.removesuffix("_at")) for name, _words in Checkout.MARKS}
    checkout = SimpleNamespace(MARKS=Checkout.MARKS, **marks)
    invoices = [SimpleNamespace(pk=7, kind="invoice", payer="customer", owed=owed)] if invoiced else []
    visit = SimpleNamespace(pk=3, state=state)
    page = CheckoutPage(visit, checkout, list(lines), invoices, [], [], {}, None, {})  # type: ignore[arg-type]
    found = next_step(page, may=rights.__contains__, site_code="pudong")
    with translation.override("en"):
        return str(found.label) if found else None


def test_the_customer_is_told_before_anything_else():
    assert label(ADVISOR) == "Tell the customer"


def test_the_car_is_shown_before_the_charges_are_explained():
    assert label(ADVISOR, notified=DONE) == "Shown"
    assert label(ADVISOR, notified=DONE, shown=DONE) == "Explained"


def test_nothing_is_explained_before_it_is_invoiced():
    assert label(CASHIER, lines=[(None, 100)]) == "Issue the invoices"
    assert label(ADVISOR, notified=DONE, shown=DONE, lines=[(None, 100)]) == "Hand back"


def test_where_nothing_is_charged_nothing_is_explained():
    assert label(ADVISOR, notified=DONE, shown=DONE, invoiced=False) == "Hand back"


def test_the_cashier_is_told_to_take_the_money_that_is_still_owed():
    assert label(CASHIER, explained=DONE, owed=39000) == "Take the payment"
    assert label(CASHIER, explained=DONE, owed=0) == "Hand back"


def test_nothing_is_left_once_all_is_done_or_the_car_has_gone():
    assert label(ADVISOR | CASHIER, **{name.removesuffix("_at"): DONE for name, _words in Checkout.MARKS}) is None
    assert label(ADVISOR, state="delivered") is None
