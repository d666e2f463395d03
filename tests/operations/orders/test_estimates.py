"""Presented in versions, decided line by line; promises of price and time; nothing starts before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import local
from tests.operations.orders.conftest import READY, agree, answer_all, minutes, present
from yinuo.core.access.actor import customer
from yinuo.core.errors import Forbidden
from yinuo.core.events.models import Event
from yinuo.information.promises.models import Promise
from yinuo.operations.orders.models import AddedWork, Decision, Estimate, Line, Order
from yinuo.operations.orders.services import added_work, changes, estimates, lines, opening
from yinuo.operations.orders.services.common import EditedMeanwhile
from yinuo.operations.orders.services.estimates import Answer


def facts(order):
    order.visit.thread.refresh_from_db()
    return order.visit.thread.facts


def test_a_version_copies_the_lines_and_what_each_payer_pays(house, order, brake_line):
    lines.add_part(order_id=order.pk, part_id=house.oil.pk, payer="warranty", by=house.advisor, at=minutes(12))
    estimate, token = present(house, order)
    assert (estimate.version, estimate.total, len(estimate.lines)) == (1, 56000, 3)
    assert estimate.totals["warranty"]["gross"] == 6800
    assert estimate.token_hash == estimates.hash_of(token)
    assert len(token) >= 43


def test_the_token_is_kept_nowhere(house, order, brake_line):
    _estimate, token = present(house, order)
    assert not any(token in str(event.data) for event in Event.objects.all())


def test_a_new_version_ends_the_earlier_one(house, order, brake_line):
    first, _ = present(house, order)
    second, _ = present(house, order, at=minutes(16))
    first.refresh_from_db()
    assert (first.state, second.version, second.state) == ("superseded", 2, "presented")
    with pytest.raises(estimates.NewerVersion):
        estimates.decide(
            estimate_id=first.pk, answers=answer_all(first), channel="page", decided_by="王芳", by=house.advisor, at=minutes(17)
        )


def test_prices_without_tax_are_totalled_with_it(house, site, order, brake_line):
    site.prices_include_tax = False
    site.save()
    estimate, _ = present(house, order)
    assert estimate.total == 22600 + 40680


def test_agreement_makes_the_promises_of_price_and_time(house, order, agreed):
    assert {promise.kind: (promise.due_at, promise.amount) for promise in Promise.objects.filter(state="open")} == {
        "price": (READY, 56000),
        "ready_time": (READY, None),
    }
    told = facts(order)["estimate.agreed"]["data"]
    assert datetime.fromisoformat(told.pop("ready_at")) == READY
    assert told == {"order": order.pk, "version": 1, "customer_total": 56000, "channel": "tablet"}
    order.visit.refresh_from_db()
    assert order.visit.promised_ready_at == READY


def test_the_ready_promise_knows_when_the_work_can_be_done(house, order, agreed):
    assert Promise.objects.get(kind="ready_time").expected_at == minutes(17) + timedelta(minutes=60)


def test_approved_parts_are_reserved_at_once(house, agreed, brake_line):
    house.pad.refresh_from_db()
    assert house.pad.reserved == 2000
    assert Line.objects.get(parent=brake_line).demand.state == "reserved"


def test_the_customer_decides_line_by_line_and_says_why_not(house, order, brake_line):
    fee = lines.add_fee(order_id=order.pk, description="诊断费", by=house.advisor, at=minutes(12))
    estimate, _ = present(house, order)
    estimates.decide(
        estimate_id=estimate.pk, answers={brake_line.pk: Answer(True), fee.pk: Answer(False, "太贵")}, channel="page", decided_by="王芳",
        by=customer(site_id=order.site_id, name="王芳"), at=minutes(16),
    )  # fmt: skip
    kept = {decision.line_id: (decision.approved, decision.reason, decision.recorded_by_id) for decision in Decision.objects.all()}
    pads = Line.objects.get(parent=brake_line)
    assert kept == {brake_line.pk: (True, "", None), pads.pk: (True, "", None), fee.pk: (False, "太贵", None)}
    estimate.refresh_from_db()
    assert (estimate.state, estimate.total, estimate.agreed_by, estimate.channel) == ("agreed", 56000, "王芳", "page")


@pytest.mark.parametrize("wrong", ["missing", "unknown", "a part alone"])
def test_each_line_is_answered_and_no_other(house, order, brake_line, wrong):
    estimate, _ = present(house, order)
    answers = {"missing": {}, "unknown": {**answer_all(estimate), 999_999: Answer(True)}, "a part alone": {
        Line.objects.get(parent=brake_line).pk: Answer(True)}}[wrong]  # fmt: skip
    with pytest.raises(estimates.AnswerEachLine):
        estimates.decide(estimate_id=estimate.pk, answers=answers, channel="page", decided_by="王芳", by=house.advisor, at=minutes(16))


def test_it_is_decided_once(house, order, agreed):
    with pytest.raises(estimates.AlreadyDecided):
        estimates.decide(
            estimate_id=agreed.pk, answers=answer_all(agreed, False), channel="page", decided_by="王芳", by=house.advisor, at=minutes(20)
        )
    assert Decision.objects.count() == 2


def test_the_customers_link_expires_but_the_advisor_can_still_record_a_call(house, order, brake_line):
    estimate, _ = present(house, order, ready_at=local("2026-03-20 10:00"))
    late = minutes(15) + timedelta(hours=72)
    answers = answer_all(estimate)
    with pytest.raises(estimates.LinkExpired):
        estimates.decide(
            estimate_id=estimate.pk,
            answers=answers,
            channel="page",
            decided_by="王芳",
            by=customer(site_id=order.site_id, name="王芳"),
            at=late,
        )
    done = estimates.decide(estimate_id=estimate.pk, answers=answers, channel="phone", decided_by="王芳", by=house.advisor, at=late)
    assert (done.state, done.channel) == ("agreed", "phone")


def test_a_new_link_ends_the_old_one(house, order, brake_line):
    estimate, token = present(house, order)
    renewed, other = estimates.new_link(estimate_id=estimate.pk, by=house.advisor, at=minutes(20))
    assert other != token
    assert renewed.token_hash == estimates.hash_of(other)


def test_what_changed_after_it_was_shown_is_not_agreed(house, order, brake_line):
    estimate, _ = present(house, order)
    changes.change_line(line_id=brake_line.pk, unit_price=30000, by=house.advisor, at=minutes(16))
    with pytest.raises(estimates.NewerVersion):
        estimates.decide(
            estimate_id=estimate.pk, answers=answer_all(estimate), channel="page", decided_by="王芳", by=house.advisor, at=minutes(17)
        )


def test_an_advisor_presents_only_what_the_advisor_has_seen(house, order, brake_line):
    seen = Order.objects.get(pk=order.pk).revision
    lines.add_fee(order_id=order.pk, description="费", by=house.manager, at=minutes(12))
    with pytest.raises(EditedMeanwhile):
        present(house, order, revision=seen)


def test_a_past_or_missing_ready_time_is_refused(house, order, brake_line):
    with pytest.raises(estimates.ReadyTimePast):
        present(house, order, ready_at=minutes(1))
    with pytest.raises(estimates.ReadyTimeNeeded):
        present(house, order, ready_at=None)


def test_there_must_be_something_to_decide(house, order, agreed):
    with pytest.raises(estimates.NothingToDecide):
        present(house, order, at=minutes(20))


def test_nothing_is_released_before_it_is_agreed(house, order, brake_line):
    with pytest.raises(opening.NothingAgreed):
        opening.release_order(order_id=order.pk, by=house.advisor, at=minutes(12))
    present(house, order)
    with pytest.raises(opening.WaitsForAnswer):
        opening.release_order(order_id=order.pk, by=house.advisor, at=minutes(16))


def test_an_order_all_of_whose_lines_were_declined_is_not_released(house, order, brake_line):
    declined = agree(house, order, approved=False)
    assert declined.state == "declined"
    assert not Promise.objects.filter(kind="price").exists()
    with pytest.raises(opening.NothingAgreed):
        opening.release_order(order_id=order.pk, by=house.advisor, at=minutes(20))


def test_a_released_order_takes_the_car_to_the_workshop(house, released):
    assert released.state == "released"
    released.visit.refresh_from_db()
    assert released.visit.state == "repairing"


def test_a_technician_cannot_present(house, order, brake_line):
    with pytest.raises(Forbidden):
        estimates.present_estimate(order_id=order.pk, ready_at=READY, by=house.technician, at=minutes(12))


def test_added_work_goes_from_the_technician_to_the_customer_and_back(house, order, released):
    asked = added_work.request(order_id=order.pk, text="防尘套破裂", by=house.technician, at=minutes(40))
    boot = lines.add_labour(
        order_id=order.pk, description="更换防尘套", standard_minutes=40, added_work_id=asked.pk, by=house.advisor, at=minutes(42)
    )
    assert boot.added
    later = READY + timedelta(minutes=45)
    estimate, _ = present(house, order, at=minutes(43), ready_at=later)
    asked.refresh_from_db()
    assert (asked.state, asked.estimate_id) == ("asked", estimate.pk)
    assert Promise.objects.get(kind="added_work_answer", state="open").due_at == minutes(43 + 30)
    estimates.decide(
        estimate_id=estimate.pk, answers={boot.pk: Answer(True)}, channel="page", decided_by="王芳",
        by=customer(site_id=order.site_id, name="王芳"), at=minutes(50),
    )  # fmt: skip
    asked.refresh_from_db()
    assert asked.state == "decided"
    told = facts(order)
    assert told["added_work.decided"]["data"] == {"order": order.pk, "approved": True, "channel": "page"}
    assert told["estimate.agreed"]["data"]["customer_total"] == 56000 + 13333
    assert {(p.kind, p.state, p.version) for p in Promise.objects.exclude(kind="parts_arrival")} >= {
        ("added_work_answer", "kept", 1), ("price", "renegotiated", 1), ("price", "open", 2), ("ready_time", "open", 2),
    }  # fmt: skip
    order.visit.refresh_from_db()
    assert order.visit.promised_ready_at == later


def test_declined_added_work_leaves_price_and_time_as_they_were(house, order, released):
    added_work.request(order_id=order.pk, text="防尘套破裂", by=house.technician, at=minutes(40))
    lines.add_labour(order_id=order.pk, description="更换防尘套", standard_minutes=40, by=house.advisor, at=minutes(42))
    agree(house, order, at=minutes(43), approved=False, ready_at=READY + timedelta(hours=1))
    order.visit.refresh_from_db()
    assert order.visit.promised_ready_at == READY
    assert Promise.objects.get(kind="price", state="open").amount == 56000
    assert Estimate.objects.filter(order=order, state="agreed").get().version == 1
    assert facts(order)["added_work.decided"]["data"]["approved"] is False


def test_an_advisors_own_added_line_is_asked_as_added_work(house, order, released):
    lines.add_labour(order_id=order.pk, description="四轮定位", standard_minutes=40, by=house.advisor, at=minutes(42))
    present(house, order, at=minutes(43))
    assert AddedWork.objects.get().state == "asked"


def test_a_dropped_request_takes_its_priced_lines_along(house, order, released):
    asked = added_work.request(order_id=order.pk, text="防尘套破裂", by=house.technician, at=minutes(40))
    lines.line_from_finding(order_id=order.pk, finding_id=asked.finding_id, by=house.advisor, at=minutes(41))
    added_work.drop(added_work_id=asked.pk, reason="误报", by=house.advisor, at=minutes(42))
    asked.refresh_from_db()
    assert asked.state == "dropped"
    assert not Line.objects.filter(order=order, added=True, removed=False).exists()


def test_a_later_ready_time_agreed_by_phone_is_a_new_version_of_the_promise(house, order, released):
    later = READY + timedelta(minutes=30)
    estimates.renegotiate_ready(order_id=order.pk, ready_at=later, how="phone", reason="等零件", by=house.advisor, at=minutes(60))
    assert set(Promise.objects.filter(kind="ready_time").values_list("state", "due_at")) == {("renegotiated", READY), ("open", later)}
