"""Kept, revised early, broken: three different things."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import local
from yinuo.core.events.models import Event
from yinuo.core.events.services import story
from yinuo.core.validation import InvalidFields
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.customers.models import Customer
from yinuo.information.customers.services import create_customer
from yinuo.information.promises import rules, services
from yinuo.information.promises.models import Promise
from yinuo.information.promises.watch import watch
from yinuo.information.promises.words import KEPT_BY

AT = local("2026-03-02 09:00")
DUE = local("2026-03-02 11:40")


@pytest.fixture
def advisor(acting):
    return acting("advisor")


@pytest.fixture
def customer(advisor):
    return create_customer(by=advisor, at=AT, name="王芳", phone="138 0013 8000")


@pytest.fixture
def promise(customer, advisor):
    return services.make_promise(
        customer_id=customer.pk, kind="call_back", text="Ring about the tyres", due_at=DUE, by=advisor, at=AT, how="phone"
    )


def names():
    return list(Event.objects.filter(name__startswith="promise.").order_by("id").values_list("name", flat=True))


def test_whoever_makes_a_promise_owns_it(promise, advisor):
    assert (promise.state, promise.owner_id, promise.version, promise.made_at) == ("open", advisor.user_id, 1, AT)
    assert names() == ["promise.made"]


def test_done_in_time_is_kept_and_done_too_late_is_broken(promise, advisor, customer):
    assert services.keep_promise(promise_id=promise.pk, by=advisor, at=DUE).state == "kept"
    second = services.make_promise(customer_id=customer.pk, kind="other", text="Old parts", due_at=DUE, by=advisor, at=AT)
    assert services.keep_promise(promise_id=second.pk, by=advisor, at=DUE + timedelta(seconds=1)).state == "broken"


def test_a_price_is_kept_by_its_amount_whatever_the_hour(customer, advisor):
    with story(Customer, customer.pk, by=advisor, at=AT, right="estimate.write") as act:
        services.make(act, kind="price", text="880", amount=88000, due_at=DUE, customer_id=customer.pk)
    with story(Customer, customer.pk, by=advisor, at=DUE + timedelta(hours=3), right="estimate.write") as act:
        (kept,) = services.keep(act, kind="price")
    assert kept.state == "kept"
    assert watch(DUE + timedelta(days=1)) == 0


def test_a_renegotiated_promise_has_a_next_version_and_is_neither_kept_nor_broken(promise, advisor):
    later = services.renegotiate_promise(promise_id=promise.pk, due_at=DUE + timedelta(hours=1), how="phone", by=advisor, at=AT)
    promise.refresh_from_db()
    assert (promise.state, later.state, later.version, later.earlier_id) == ("renegotiated", "open", 2, promise.pk)
    assert (later.text, later.owner_id, later.kind) == (promise.text, promise.owner_id, "call_back")


def test_what_is_due_can_no_longer_be_renegotiated(promise, advisor):
    with pytest.raises(services.AlreadyDue):
        services.renegotiate_promise(promise_id=promise.pk, due_at=DUE + timedelta(hours=1), how="phone", by=advisor, at=DUE)
    promise.refresh_from_db()
    assert promise.state == "open"


def test_a_renegotiation_says_how_the_customer_agreed(promise, advisor):
    with pytest.raises(InvalidFields) as refused:
        services.renegotiate_promise(promise_id=promise.pk, due_at=DUE + timedelta(hours=1), how=" ", by=advisor, at=AT)
    assert list(refused.value.fields) == ["how"]


def test_a_new_time_agreed_too_late_follows_a_broken_promise(promise, customer, advisor):
    with story(Customer, customer.pk, by=advisor, at=DUE + timedelta(minutes=5), right="promises.write") as act:
        (later,) = services.renegotiate_open(act, kind="call_back", due_at=DUE + timedelta(hours=1), how="phone")
    promise.refresh_from_db()
    assert (promise.state, later.state, later.version) == ("broken", "open", 2)


def test_the_watcher_says_each_thing_once(promise):
    assert watch(DUE - timedelta(hours=1)) == 0
    assert [watch(DUE - timedelta(minutes=10)), watch(DUE - timedelta(minutes=9))] == [1, 0]
    assert [watch(DUE + timedelta(minutes=1)), watch(DUE + timedelta(minutes=2))] == [1, 0]
    assert names() == ["promise.made", "promise.at_risk", "promise.broken"]
    promise.refresh_from_db()
    assert promise.state == "broken"


def test_a_promise_is_at_risk_as_soon_as_the_schedule_says_so(promise, customer, advisor):
    with story(Customer, customer.pk, by=advisor, at=AT, right="promises.write") as act:
        services.expect(act, kind="call_back", expected_at=DUE + timedelta(minutes=20))
    assert names() == ["promise.made", "promise.at_risk"]
    assert watch(AT + timedelta(minutes=1)) == 0
    promise.refresh_from_db()
    assert promise.at_risk_at == AT


def test_a_wrongly_kept_promise_is_set_right_with_a_reason(promise, advisor):
    services.keep_promise(promise_id=promise.pk, by=advisor, at=AT)
    with pytest.raises(InvalidFields):
        services.correct_promise(promise_id=promise.pk, state="open", reason="", by=advisor, at=AT)
    corrected = services.correct_promise(promise_id=promise.pk, state="open", reason="wrong line tapped", by=advisor, at=AT)
    assert (corrected.state, corrected.ended_at) == ("open", None)
    correction = Event.objects.get(name="correction.made")
    assert correction.data == {"of": "promise.kept", "to": None, "reason": "wrong line tapped"}
    assert services.keep_promise(promise_id=promise.pk, by=advisor, at=AT).state == "kept"


def test_what_has_ended_does_not_end_again(promise, advisor):
    services.withdraw_promise(promise_id=promise.pk, reason="sold the car", by=advisor, at=AT)
    with pytest.raises(IllegalMove):
        services.keep_promise(promise_id=promise.pk, by=advisor, at=AT)


@pytest.mark.parametrize(
    ("text", "due", "field"), [("", DUE, "text"), ("x" * 10_000, DUE, "text"), ("x\x00y", DUE, "text"), ("x", AT, "due_at")]
)
def test_bad_input_names_the_field(customer, advisor, text, due, field):
    with pytest.raises(InvalidFields) as refused:
        services.make_promise(customer_id=customer.pk, kind="other", text=text, due_at=due, by=advisor, at=AT)
    assert field in refused.value.fields
    assert Promise.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_watchers_at_once_say_nothing_twice():
    """Real threads on either engine: one finds the promise broken, the other finds nothing left to say."""
    import threading

    from django.db import connection
    from django_scopes import scope

    from yinuo.core.access.actor import system
    from yinuo.core.sites.models import Site

    site = Site.objects.create(code="two", name="两次")
    with scope(site=site):
        by = system(site_id=site.pk)
        someone = create_customer(by=by, at=AT, name="王芳")
        for n in range(5):
            services.make_promise(customer_id=someone.pk, kind="other", text=f"{n}", due_at=DUE, by=by, at=AT)
    said, start = [], threading.Barrier(3)

    def look():
        start.wait()
        try:
            said.append(watch(DUE + timedelta(minutes=1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(site=site):
        assert sum(said) == 5
        assert Event.objects.filter(name="promise.broken").count() == 5


def test_what_an_act_keeps_nobody_keeps_by_hand(customer, advisor):
    car = Customer.objects.get(pk=customer.pk)
    with story(Customer, customer.pk, by=advisor, at=AT, right="estimate.write") as act:
        price = services.make(act, kind="price", text="880", amount=88000, due_at=DUE, customer_id=car.pk)
        price.subject_type, price.subject_id = "visit", 1
        price.save(update_fields=["subject_type", "subject_id"])
    with pytest.raises(services.KeptByItself):
        services.keep_promise(promise_id=price.pk, by=advisor, at=AT)
    assert services.break_promise(promise_id=price.pk, reason="the pump was dearer", by=advisor, at=AT).state == "broken"


def test_every_promise_that_an_act_keeps_says_which():
    assert set(KEPT_BY) == rules.KEPT_BY_ACT
    assert {kind for kind, _subject in rules.KEPT_BY_ACT} <= set(Promise.Kind.values)
    assert not rules.kept_by_act("price", "")
