"""Each standard, judged from facts alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHANGHAI
from yinuo.core.events.rules import fold
from yinuo.operations.standards import rules
from yinuo.operations.standards.verdicts import MET, MISSED, NOT_APPLICABLE, NOT_DUE, RUNNING, Case

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def facts(*told):
    """facts((0, "visit.arrived", {...}), (1, "visit.greeted"))"""
    return fold({}, [(name, at(minute), data[0] if data else {}) for minute, name, *data in told], rules.facet_of)


def verdict(code, *told, limit=..., early=...):
    rule = rules.BY_CODE[code]
    case = Case(facts(*told), rule.limit if limit is ... else limit, rule.early if early is ... else early, SHANGHAI)
    return rules.verdict(rule, case)


def state(code, *told, **more):
    return verdict(code, *told, **more).state


BOOKED = {"minutes": 60, "parts_short": False, "starts_at": at(600).isoformat(), "in_table": True}
ARRIVED = (0, "visit.arrived", {"ticket": 1, "plain_maintenance": False, "booked": False})
DELIVERED = (300, "visit.delivered")
RELEASED = (60, "visit.released")
ENDED = (60, "visit.ended_without_repair")


def test_there_are_the_25_standards_of_the_domain_with_their_limits():
    assert len(rules.RULES) == 25
    limits = {rule.code: rule.limit for rule in rules.RULES if rule.limit is not None}
    assert limits == {
        "booking.parts_shortage_notice": 3600,
        "booking.reconfirm": 1800,
        "reception.greet": 60,
        "consultation.listen": 360,
        "confirmation.estimate_accuracy": 1000,
        "handover.on_time": 0,
        "checkout.board": 60,
        "follow_up.call": 3,
        "follow_up.reply": 3,
        "follow_up.weekly_report": 7,
    }
    assert {rule.step for rule in rules.RULES} == set(rules.STEPS) == set(rules.FACTORS)


def test_greeted_within_a_minute():
    assert verdict("reception.greet", ARRIVED)[:3] == (RUNNING, at(0), at(1))
    assert verdict("reception.greet", ARRIVED, (1, "visit.greeted"))[0::3] == (MET, 60)
    assert verdict("reception.greet", ARRIVED, (1.1, "visit.greeted"))[0::3] == (MISSED, 66)


def test_a_mis_tapped_greeting_is_judged_from_the_corrected_time():
    mis_tap = (5, "visit.greeted")
    assert state("reception.greet", ARRIVED, mis_tap) == MISSED
    corrected = (6, "correction.made", {"of": "visit.greeted", "to": at(0.5).astimezone(SHANGHAI).isoformat(), "reason": "late tap"})
    assert state("reception.greet", ARRIVED, mis_tap, corrected) == MET
    undone = (6, "correction.made", {"of": "visit.greeted", "to": None, "reason": "wrong car"})
    assert state("reception.greet", ARRIVED, mis_tap, undone) == RUNNING


def test_a_maximum_is_amber_before_it_is_red():
    rule = rules.BY_CODE["reception.greet"]
    running = verdict("reception.greet", ARRIVED)
    risks = [rules.at_risk(rule, running, START + timedelta(seconds=s)) for s in (0, 44, 45, 60, 61)]
    assert risks == [False, False, True, True, False]
    assert rules.at_time(rule, running, START + timedelta(seconds=61)).state == MISSED


def test_listening_is_a_minimum_judged_when_it_ends():
    began = (10, "consultation.started")
    assert state("consultation.listen", ARRIVED) == NOT_DUE
    running = verdict("consultation.listen", ARRIVED, began)
    assert running[:3] == (RUNNING, at(10), at(16))
    assert rules.at_time(rules.BY_CODE["consultation.listen"], running, at(99)).state == RUNNING
    assert verdict("consultation.listen", ARRIVED, began, (16, "consultation.ended"))[0::3] == (MET, 360)
    assert state("consultation.listen", ARRIVED, began, (15.9, "consultation.ended")) == MISSED
    again = [began, (12, "consultation.ended"), (13, "consultation.started")]
    assert state("consultation.listen", ARRIVED, *again) == RUNNING
    assert state("consultation.listen", ARRIVED, *again, (17, "consultation.ended")) == MET


def test_plain_maintenance_needs_no_listening():
    plain = (0, "visit.arrived", {"plain_maintenance": True})
    assert state("consultation.listen", plain, RELEASED) == NOT_APPLICABLE
    assert state("consultation.listen", ARRIVED, RELEASED) == MISSED


@pytest.mark.parametrize("code", [rule.code for rule in rules.RULES if rule.of_booking])
def test_a_walk_in_has_no_booking_to_judge(code):
    assert state(code, ARRIVED) == NOT_APPLICABLE


def test_the_booking_table():
    assert verdict("booking.workload", (0, "appointment.booked", BOOKED))[0::3] == (MET, 60)
    assert state("booking.workload", (0, "appointment.booked", {**BOOKED, "minutes": 0})) == MISSED


def test_a_shortage_is_told_within_the_hour():
    short = (0, "appointment.booked", {**BOOKED, "parts_short": True})
    assert state("booking.parts_shortage_notice", (0, "appointment.booked", BOOKED)) == NOT_APPLICABLE
    assert verdict("booking.parts_shortage_notice", short)[:3] == (RUNNING, at(0), at(60))
    assert state("booking.parts_shortage_notice", short, (60, "appointment.shortage_told")) == MET
    assert state("booking.parts_shortage_notice", short, (61, "appointment.shortage_told")) == MISSED
    assert state("booking.parts_shortage_notice", short, (50, "appointment.cancelled")) == NOT_APPLICABLE


def test_reconfirmed_on_the_day_half_an_hour_before():
    booked = (0, "appointment.booked", {**BOOKED, "starts_at": at(1440).isoformat()})
    assert verdict("booking.reconfirm", booked)[:3] == (RUNNING, at(0), at(1410))
    assert state("booking.reconfirm", booked, (1410, "appointment.reconfirmed")) == MET
    assert state("booking.reconfirm", booked, (1411, "appointment.reconfirmed")) == MISSED
    assert state("booking.reconfirm", booked, (700, "appointment.reconfirmed")) == RUNNING, "too early: the day before"
    assert state("booking.reconfirm", booked, (1400, "visit.arrived")) == NOT_APPLICABLE
    assert state("booking.reconfirm", booked, (1430, "visit.arrived")) == MISSED
    moved = (5, "appointment.moved", {"from": at(1440).isoformat(), "to": at(2880).isoformat()})
    assert verdict("booking.reconfirm", booked, moved).due_at == at(2850)


def test_one_interruption_told_by_the_customer_outweighs_the_declaration():
    declared = (10, "consultation.uninterrupted", {"yes": True})
    assert state("consultation.uninterrupted", ARRIVED, declared) == MET
    assert state("consultation.uninterrupted", ARRIVED, declared, (999, "follow_up.called", {"interrupted": True})) == MISSED
    assert state("consultation.uninterrupted", ARRIVED, declared, (999, "follow_up.called", {"interrupted": None})) == MET
    assert state("consultation.uninterrupted", ARRIVED, RELEASED) == MISSED


def test_a_walk_around_without_asking_about_valuables_is_none():
    told = (10, "consultation.walked_around", {"valuables_asked": False})
    assert state("consultation.walk_around", ARRIVED, told) == NOT_DUE
    assert state("consultation.walk_around", ARRIVED, told, RELEASED) == MISSED
    assert state("consultation.walk_around", ARRIVED, (11, "consultation.walked_around", {"valuables_asked": True})) == MET


def test_signed_before_any_work_starts():
    agreed, started = (30, "estimate.agreed", {"version": 1}), (40, "operation.started", {"added": False})
    assert state("confirmation.explained", ARRIVED, agreed, started) == MET
    assert state("confirmation.explained", ARRIVED, started) == MISSED
    assert state("confirmation.explained", ARRIVED, ENDED) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("agreed", "final", "expected"),
    [(100_000, 110_000, MET), (100_000, 110_001, MISSED), (100_000, 90_000, MET), (100_000, 89_999, MISSED), (0, 500, NOT_APPLICABLE)],
)
def test_the_invoice_is_within_ten_percent_of_what_was_agreed(agreed, final, expected):
    told = [(30, "estimate.agreed", {"version": 1, "customer_total": agreed}), (200, "invoice.issued", {"customer_total": final})]
    assert state("confirmation.estimate_accuracy", ARRIVED, *told) == expected


def test_agreed_additions_are_part_of_the_agreed_estimate():
    first = (30, "estimate.agreed", {"version": 1, "customer_total": 100_000})
    added = (90, "estimate.agreed", {"version": 2, "customer_total": 150_000})
    assert state("confirmation.estimate_accuracy", ARRIVED, first, (200, "invoice.issued", {"customer_total": 150_000})) == MISSED
    assert verdict("confirmation.estimate_accuracy", ARRIVED, first, added, (200, "invoice.issued", {"customer_total": 150_000}))[3] == 0


def test_a_car_that_arrives_again_after_a_wrong_arrival_is_judged_anew():
    told = [ARRIVED, (3, "visit.voided"), (30, "visit.arrived", {"ticket": 1})]
    assert verdict("reception.greet", *told)[:3] == (RUNNING, at(30), at(31))


def test_added_work_is_approved_before_it_starts():
    approved = (90, "operation.started", {"added": True, "approved": True})
    assert state("exception.approval", ARRIVED, approved) == MET
    assert state("exception.approval", ARRIVED, approved, (91, "operation.started", {"added": True, "approved": False})) == MISSED
    assert state("exception.approval", ARRIVED, (80, "added_work.requested"), (200, "visit.ready")) == NOT_APPLICABLE


def passed(minute, kind, own=False):
    return minute, "inspection.passed", {"kind": kind, "round": 1, "technicians_own": own or kind == "self"}


def test_three_inspections_in_order_by_other_eyes():
    good = [passed(100, "self"), passed(110, "quality"), passed(120, "final")]
    ready = (130, "visit.ready")
    assert state("repair.inspections", ARRIVED, *good[:2]) == NOT_DUE
    assert state("repair.inspections", ARRIVED, *good) == MET
    assert state("repair.inspections", ARRIVED, *good[:2], ready) == MISSED
    assert state("repair.inspections", ARRIVED, passed(100, "self"), passed(125, "quality"), passed(120, "final"), ready) == MISSED
    assert state("repair.inspections", ARRIVED, passed(100, "self"), passed(110, "quality", own=True), passed(120, "final")) == MISSED
    failed = (115, "inspection.failed", {"kind": "final", "round": 1})
    assert state("repair.inspections", ARRIVED, *good[:2], failed, passed(120, "final"), ready) == MISSED
    round_two = [passed(116, "self"), passed(117, "quality"), passed(120, "final")]
    assert state("repair.inspections", ARRIVED, *good[:2], failed, *round_two, ready) == MET


def test_ready_by_the_promise_in_force():
    agreed = (30, "estimate.agreed", {"version": 1, "ready_at": at(200).isoformat()})
    assert verdict("handover.on_time", ARRIVED, agreed)[:3] == (RUNNING, at(30), at(200))
    assert verdict("handover.on_time", ARRIVED, agreed, (190, "visit.ready"))[0::3] == (MET, -600)
    assert state("handover.on_time", ARRIVED, agreed, (201, "visit.ready")) == MISSED
    later = (90, "promise.made", {"kind": "ready_time", "due_at": at(240).isoformat()})
    assert state("handover.on_time", ARRIVED, agreed, later, (230, "visit.ready")) == MET, "revised early"
    broken = (200, "promise.broken", {"kind": "ready_time"})
    too_late = (210, "promise.made", {"kind": "ready_time", "due_at": at(240).isoformat()})
    assert state("handover.on_time", ARRIVED, agreed, broken, too_late, (230, "visit.ready")) == MISSED, "revised too late"
    assert state("handover.on_time", ARRIVED, (190, "visit.ready")) == NOT_APPLICABLE


def test_three_calendar_days_to_call():
    due = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)  # midnight in Shanghai after the third day
    assert verdict("follow_up.call", ARRIVED, DELIVERED)[:3] == (RUNNING, at(300), due)
    minutes = (due - START).total_seconds() / 60
    assert verdict("follow_up.call", ARRIVED, DELIVERED, (minutes - 1, "follow_up.called", {}))[0::3] == (MET, 3)
    assert state("follow_up.call", ARRIVED, DELIVERED, (minutes, "follow_up.called", {})) == MISSED


def test_what_was_raised_is_answered_by_the_agreed_date():
    raised = (999, "follow_up.called", {"raised": True, "answer_due_at": at(2000).isoformat()})
    assert state("follow_up.reply", ARRIVED, DELIVERED, (999, "follow_up.called", {"raised": False})) == NOT_APPLICABLE
    assert verdict("follow_up.reply", ARRIVED, DELIVERED, raised)[:3] == (RUNNING, at(999), at(2000))
    assert state("follow_up.reply", ARRIVED, DELIVERED, raised, (2000, "follow_up.answered")) == MET


ENDED_IS_NOT_JUDGED = [
    "lounge.settled", "repair.inspections", "exception.approval", "handover.clean", "handover.on_time", "handover.accompanied",
    "confirmation.explained", "confirmation.estimate_accuracy",
]  # fmt: skip


@pytest.mark.parametrize("code", ENDED_IS_NOT_JUDGED)
def test_a_visit_that_ended_without_repair_is_not_judged_by_the_repair(code):
    assert state(code, ARRIVED, ENDED, DELIVERED) == NOT_APPLICABLE


@pytest.mark.parametrize("code", [rule.code for rule in rules.RULES])
def test_a_void_visit_is_not_judged(code):
    assert state(code, ARRIVED, (3, "visit.voided")) == NOT_APPLICABLE


NAMES = sorted({name for rule in rules.RULES for name in rule.watches} | {"visit.ended_without_repair"})
DATA = st.fixed_dictionaries(
    {},
    optional={
        "minutes": st.integers(0, 500), "in_table": st.booleans(), "parts_short": st.booleans(), "plain_maintenance": st.booleans(),
        "kind": st.sampled_from(["self", "quality", "final", "ready_time"]), "technicians_own": st.booleans(), "yes": st.booleans(),
        "valuables_asked": st.booleans(), "customer_total": st.integers(0, 10**9), "added": st.booleans(), "approved": st.booleans(),
        "starts_at": st.just(at(600).isoformat()), "ready_at": st.just(at(400).isoformat()), "raised": st.booleans(),
        "to": st.one_of(st.none(), st.just(at(700).isoformat()), st.text(max_size=5)),
    },
)  # fmt: skip
LOG = st.lists(st.tuples(st.integers(0, 6000), st.sampled_from(NAMES), DATA), max_size=25)


@given(LOG)
def test_any_log_gets_a_verdict_and_time_only_ever_turns_running_into_missed(log):
    told = facts(*log)
    limits = {rule.code: (rule.limit, rule.early) for rule in rules.RULES}
    early, late = rules.judge(told, limits, at(0), SHANGHAI), rules.judge(told, limits, at(10**6), SHANGHAI)
    for code, verdict in early.items():
        assert verdict.state in {MET, MISSED, RUNNING, NOT_DUE, NOT_APPLICABLE}
        if verdict.state == RUNNING:
            assert verdict.since is not None and verdict.due_at is not None
            assert late[code].state == (RUNNING if rules.BY_CODE[code].minimum else MISSED)
        elif late[code] != verdict:
            raise AssertionError(f"{code} changed from {verdict} to {late[code]} by time alone")


@given(LOG, st.integers(0, 6000), st.sampled_from(NAMES), DATA)
def test_an_event_changes_only_the_standards_that_watch_it(log, minute, name, data):
    before = facts(*log)
    after = fold(before, [(name, at(minute), data)], rules.facet_of)
    watching = set(rules.codes(rules.touched(frozenset({name}))))
    for rule in rules.RULES:
        if rule.code not in watching:
            was, now = (rules.verdict(rule, Case(told, rule.limit, rule.early, SHANGHAI)) for told in (before, after))
            assert was == now, f"{rule.code} depends on {name} without watching it"


@given(st.integers(0, 400), st.integers(0, 400))
def test_wilson_holds_the_share_inside(met, missed):
    low, high = rules.wilson(met, met + missed)
    assert 0 <= low <= high <= 1
    if met + missed:
        assert low <= met / (met + missed) + 1e-12 and met / (met + missed) <= high + 1e-12


def test_wilson_as_published():
    low, high = rules.wilson(81, 263)  # Newcombe 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
