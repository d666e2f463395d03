"""Invoices are never edited, money is never lost, a car leaves when its customer owes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.actor import staff
from yinuo.core.errors import Forbidden, Invalid
from yinuo.core.ui.matters import Asked
from yinuo.operations.orders.models import Line, OrderPayer
from yinuo.operations.orders.services.lines import add_fee
from yinuo.operations.settlement import attention, queries, rules
from yinuo.operations.settlement.models import CashClose, Invoice, Payment
from yinuo.operations.settlement.services import handover, invoices, payments
from yinuo.supervision.follow_up import services as follow_up
from yinuo.supervision.follow_up.models import DueCall


def manager(story):
    return staff(site_id=story.centre.site.pk, user=story.centre.person("cashier"), roles=["service_manager"])


def invoice_of(story) -> Invoice:
    return Invoice.objects.get(visit=story.visit, payer="customer", kind="invoice", credited_by=None)


def test_the_invoice_sums_its_lines(car):  # noqa: F811
    story = car.until("invoice")
    invoice = invoice_of(story)
    assert invoice.gross == sum(line.amount for line in invoice.lines.all())
    assert invoice.number == "2026-000001"
    assert queries.uninvoiced(story.visit.pk) == []
    parts = invoice.lines.filter(kind="part")
    assert parts and all(line.unit == Line.objects.get(pk=line.line_id).part.unit for line in parts), "each quantity with what it counts"


def test_a_reopened_visit_says_why_until_the_car_has_left_again(car):  # noqa: F811
    story = car.until()
    handover.reopen(visit_id=story.visit.pk, reason="旧件未交还", by=manager(story), at=story.at)
    assert queries.checkout_page(story.visit.pk).reopened_for == "旧件未交还"
    handover.deliver(visit_id=story.visit.pk, **story.told("advisor"))
    assert queries.checkout_page(story.visit.pk).reopened_for == ""


def test_lines_stand_on_one_invoice_only(car):  # noqa: F811
    story = car.until("invoice")
    with pytest.raises(invoices.NothingToInvoice):
        invoices.issue(visit_id=story.visit.pk, **story.told("cashier"))


def test_a_split_payment_settles_the_visit_when_all_is_paid(car):  # noqa: F811
    story = car.until("invoice")
    invoice = invoice_of(story)
    half = invoice.gross // 2
    payments.pay(invoice_id=invoice.pk, method="card", amount=half, **story.told("cashier"))
    story.visit.refresh_from_db()
    assert story.visit.state == "ready"
    with pytest.raises(payments.TooMuch):
        payments.pay(invoice_id=invoice.pk, method="wechat", amount=invoice.gross, **story.told("cashier"))
    payments.pay(invoice_id=invoice.pk, method="wechat", amount=invoice.gross - half, **story.told("cashier"))
    story.visit.refresh_from_db()
    assert story.visit.state == "settled"


def test_a_car_that_is_not_paid_stays(car):  # noqa: F811
    story = car.until("invoice")
    with pytest.raises(handover.StillOwed):
        handover.deliver(visit_id=story.visit.pk, **story.told("advisor"))


def test_a_wrongly_recorded_payment_is_set_right_by_its_opposite(car):  # noqa: F811
    story = car.until("pay")
    wrong = Payment.objects.get(visit=story.visit)
    payments.reverse(payment_id=wrong.pk, reason="应为刷卡", **story.told("cashier"))
    story.visit.refresh_from_db()
    assert story.visit.state == "ready"
    assert queries.outstanding(invoice_of(story)) == wrong.amount
    with pytest.raises(payments.AlreadyReversed):
        payments.reverse(payment_id=wrong.pk, reason="再来一次", **story.told("cashier"))
    assert Payment.objects.filter(visit=story.visit).count() == 2


def test_a_credit_note_frees_the_lines_for_a_new_invoice(car):  # noqa: F811
    story = car.until("pay")
    invoice = invoice_of(story)
    note = invoices.credit(invoice_id=invoice.pk, reason="抬头错误", by=manager(story), at=story.at)
    assert (note.gross, note.kind) == (-invoice.gross, "credit_note")
    again = invoices.issue(visit_id=story.visit.pk, **story.told("cashier"))
    assert [new.gross for new in again] == [invoice.gross]
    assert queries.outstanding(again[0]) == 0, "what was paid on the credited invoice counts for the next"
    story.visit.refresh_from_db()
    assert story.visit.state == "settled"
    with pytest.raises(payments.TooMuch):
        payments.pay(invoice_id=again[0].pk, method="cash", amount=1, **story.told("cashier"))
    with pytest.raises(invoices.AlreadyCredited):
        invoices.credit(invoice_id=invoice.pk, reason="再次", by=manager(story), at=story.at)


def test_a_refund_needs_the_right_and_never_exceeds_what_was_paid(car):  # noqa: F811
    story = car.until("pay")
    paid = Payment.objects.get(visit=story.visit)
    with pytest.raises(Forbidden):
        payments.refund(payment_id=paid.pk, amount=100, reason="多收", **story.told("cashier"))
    payments.refund(payment_id=paid.pk, amount=paid.amount - 100, reason="多收", by=manager(story), at=story.at)
    with pytest.raises(payments.TooMuch):
        payments.refund(payment_id=paid.pk, amount=101, reason="多收", by=manager(story), at=story.at)


def test_a_refund_on_a_settled_visit_leaves_something_owed(car):  # noqa: F811
    story = car.until("pay")
    paid = Payment.objects.get(visit=story.visit)
    refund = payments.refund(payment_id=paid.pk, amount=3_000, reason="多收", by=manager(story), at=story.at)
    story.visit.refresh_from_db()
    assert (story.visit.state, queries.outstanding(invoice_of(story))) == ("ready", 3_000)
    with pytest.raises(payments.PartlyRefunded):
        payments.reverse(payment_id=paid.pk, reason="录错", **story.told("cashier"))
    payments.reverse(payment_id=refund.pk, reason="未退", by=manager(story), at=story.at)
    story.visit.refresh_from_db()
    assert (story.visit.state, queries.given_back(paid)) == ("settled", 0)
    payments.refund(payment_id=paid.pk, amount=paid.amount, reason="取消", by=manager(story), at=story.at)
    with pytest.raises(payments.TooMuch):
        payments.refund(payment_id=paid.pk, amount=1, reason="再退", by=manager(story), at=story.at)


def test_a_deposit_is_used_for_the_invoice(car):  # noqa: F811
    story = car.until("release")
    deposit = payments.take_deposit(visit_id=story.visit.pk, method="cash", amount=10_000, **story.told("cashier"))
    car.until("invoice")
    invoice = invoice_of(story)
    payments.set_deposit_against(payment_id=deposit.pk, invoice_id=invoice.pk, **story.told("cashier"))
    assert queries.outstanding(invoice) == invoice.gross - 10_000
    with pytest.raises(Invalid):
        payments.set_deposit_against(payment_id=deposit.pk, invoice_id=invoice.pk, **story.told("cashier"))


def test_only_what_is_left_of_a_deposit_is_used_and_only_for_the_customer(car):  # noqa: F811
    story = car.until("release")
    taken = [
        payments.take_deposit(visit_id=story.visit.pk, method="cash", amount=amount, **story.told("cashier")) for amount in (10_000, 5_000)
    ]
    for deposit, amount in zip(taken, (4_000, 5_000), strict=True):
        payments.refund(payment_id=deposit.pk, amount=amount, reason="少一件", by=manager(story), at=story.at)
    car.until("invoice")
    invoice = invoice_of(story)
    assert [(one.pk, one.left) for one in queries.checkout_page(story.visit.pk).deposits] == [(taken[0].pk, 6_000)]
    with pytest.raises(Invalid):
        payments.set_deposit_against(payment_id=taken[1].pk, invoice_id=invoice.pk, **story.told("cashier"))
    Invoice.objects.filter(pk=invoice.pk).update(payer="warranty")
    with pytest.raises(Invalid):
        payments.set_deposit_against(payment_id=taken[0].pk, invoice_id=invoice.pk, **story.told("cashier"))
    Invoice.objects.filter(pk=invoice.pk).update(payer="customer")
    payments.set_deposit_against(payment_id=taken[0].pk, invoice_id=invoice.pk, **story.told("cashier"))
    assert queries.outstanding(invoice) == invoice.gross - 6_000


def test_a_deposit_that_nothing_is_left_to_be_paid_with_is_told(car):  # noqa: F811
    story = car.until("release")
    payments.take_deposit(visit_id=story.visit.pk, method="cash", amount=5_000, **story.told("cashier"))
    assert queries.checkout_page(story.visit.pk).unused == 0
    car.until("pay")
    assert queries.checkout_page(story.visit.pk).unused == 5_000


def test_an_insurers_invoice_and_its_credit_note_name_the_claim(car):  # noqa: F811
    story = car.until("clean")
    agreed = Line.objects.filter(order=story.order, approval="approved", removed=False)
    agreed.filter(pk=agreed.order_by("pk").first().pk).update(payer="insurance")
    OrderPayer.objects.create(
        site_id=story.visit.site_id, order=story.order, payer="insurance", customer=story.visit.customer, reference="PDAA-1"
    )
    issued = {one.payer: one for one in invoices.issue(visit_id=story.visit.pk, **story.told("cashier"))}
    note = invoices.credit(invoice_id=issued["insurance"].pk, reason="保单有误", by=manager(story), at=story.at)
    assert (issued["insurance"].reference, note.reference, issued["customer"].reference) == ("PDAA-1", "PDAA-1", "")


def test_what_was_never_agreed_is_told_before_the_car_leaves(car):  # noqa: F811
    story = car.until("clean")
    assert queries.checkout_page(story.visit.pk).undecided == []
    fee = add_fee(order_id=story.order.pk, description="诊断费", by=manager(story), at=story.at)
    assert queries.checkout_page(story.visit.pk).undecided == [fee]


def test_a_close_of_day_counts_each_payment_once(car):  # noqa: F811
    story = car.until("pay")
    total = Payment.objects.get(visit=story.visit).amount
    close = payments.close_day(day=story.at.date(), counted={"wechat": total - 500}, **story.told("cashier"))
    assert close.expected == {"wechat": total}
    assert rules.difference(expected=close.expected, counted=close.counted) == {"wechat": -500}
    with pytest.raises(payments.NothingToClose):
        payments.close_day(day=story.at.date(), counted={}, **story.told("cashier"))
    with pytest.raises(payments.DayClosed):
        payments.reverse(payment_id=Payment.objects.get(visit=story.visit).pk, reason="迟了", **story.told("cashier"))
    assert CashClose.objects.count() == 1


def test_a_till_that_does_not_agree_is_told_to_the_manager_and_not_to_the_cashier(car):  # noqa: F811
    story = car.until("pay")
    payments.close_day(day=story.at.date(), counted={"wechat": 0}, note="少一张", **story.told("cashier"))
    manager_, cashier, other = manager(story), story.centre.who("cashier"), story.centre.who("advisor")
    told = attention.closed_with_a_difference(Asked(actor=manager_, at=story.at, site_code="pd"))
    assert [(row.kind, "−¥" in row.detail, "少一张" in row.detail) for row in told] == [("close", True, True)]
    assert not attention.closed_with_a_difference(Asked(actor=manager_, at=story.at + timedelta(days=3), site_code="pd"))
    assert not cashier.may("settlement.refund")
    assert [len(queries.till(other.user_id, everybodys=whole).closes) for whole in (True, False)] == [1, 0]


def test_handing_back_names_each_thing_or_says_there_was_none(car):  # noqa: F811
    story = car.until("pay")
    with pytest.raises(Invalid):
        handover.return_things(visit_id=story.visit.pk, things=["key"], **story.told("cashier"))
    handover.return_things(visit_id=story.visit.pk, things=["key", "licence", "no_old_parts"], **story.told("cashier"))


def test_a_delivered_car_opens_a_call_and_a_reopened_one_withdraws_it(car):  # noqa: F811
    story = car.until("deliver")
    call = DueCall.objects.get(visit=story.visit)
    assert call.due_on == (story.at + timedelta(days=3, hours=8)).date()
    handover.reopen(visit_id=story.visit.pk, reason="漏装一件", by=manager(story), at=story.at)
    call.refresh_from_db()
    assert call.state == "cancelled"


def test_an_unhappy_customers_words_become_a_promise_that_the_answer_keeps(car):  # noqa: F811
    story = car.until("deliver")
    call = DueCall.objects.get(visit=story.visit)
    told = story.told("follow_up_agent", 60)
    with pytest.raises(Invalid):
        follow_up.reached(due_call_id=call.pk, outcome="unhappy", **told)
    due = told["at"] + timedelta(days=1)
    follow_up.reached(due_call_id=call.pk, outcome="unhappy", raised="洗车没洗干净", answer_due_at=due, **told)
    story.visit.refresh_from_db()
    assert story.visit.state == "delivered"
    follow_up.answer(due_call_id=call.pk, text="已安排免费精洗", **story.told("follow_up_agent"))
    story.visit.refresh_from_db()
    assert story.visit.state == "closed"
    assert story.visit.thread.promises.get(kind="call_back").state == "kept"


def test_giving_up_a_call_takes_three_tries(car):  # noqa: F811
    story = car.until("deliver")
    call = DueCall.objects.get(visit=story.visit)
    for _try in range(3):
        with pytest.raises(follow_up.TryAgainFirst):
            follow_up.give_up(due_call_id=call.pk, **story.told("follow_up_agent"))
        told = story.told("follow_up_agent")
        follow_up.call_again(due_call_id=call.pk, again_at=told["at"] + timedelta(hours=3), **told)
    follow_up.give_up(due_call_id=call.pk, **story.told("follow_up_agent"))
    story.visit.refresh_from_db()
    assert story.visit.state == "closed"


lines = st.lists(
    st.builds(
        rules.priced, line_id=st.integers(1, 9), quantity=st.integers(1, 10_000), unit_price=st.integers(0, 10**7), discount=st.just(0),
        tax_rate=st.sampled_from([0, 600, 900, 1300, 1930]), included=st.booleans(),
    ), max_size=8,
)  # fmt: skip


@given(lines, st.booleans())
def test_net_and_tax_make_the_total(priced, included):
    net, tax, gross = rules.invoice_totals(priced, included=included)
    assert net + tax == gross
    if included:
        assert gross == sum(line.amount for line in priced)


def test_a_visit_in_the_workshop_cannot_be_invoiced(centre):  # noqa: F811
    story = Car(centre, 3).until("work")
    with pytest.raises(invoices.NotInvoiceable):
        invoices.issue(visit_id=story.visit.pk, **story.told("cashier"))
