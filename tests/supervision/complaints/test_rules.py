"""Clocks, limits, principles, likeness and the figures of recovery: unit and property tests."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.core.clock.rules import Calendar
from yinuo.supervision.complaints import rules
from yinuo.supervision.complaints.recovery import rules as recovery
from yinuo.supervision.complaints.recovery.rules import Regular, Visited

WEEK = Calendar(ZoneInfo("Asia/Shanghai"), {day: ((time(8), time(18)),) for day in range(6)})
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday 9:00
moments = st.integers(0, 60 * 24 * 20).map(lambda minutes: AT + timedelta(minutes=minutes))


def test_a_step_is_due_in_open_hours():
    saturday = datetime(2026, 3, 7, 9, 50, tzinfo=UTC)  # 17:50; the centre shuts at 18:00 and on Sunday
    assert rules.step_due(WEEK, saturday, severity="minor", step="listen") == datetime(2026, 3, 9, 0, 20, tzinfo=UTC)
    assert rules.step_due(Calendar(ZoneInfo("UTC"), {}), AT, severity="minor", step="listen") == AT + timedelta(minutes=30)


def test_a_solution_is_not_due_before_the_promised_answer():
    promised = AT + timedelta(days=3)
    assert rules.step_due(WEEK, AT, severity="serious", step="offer", answer_due_at=promised) == promised
    assert rules.step_due(WEEK, AT, severity="serious", step="agree", answer_due_at=promised) < promised


@given(moments, st.integers(1, 2000), st.integers(0, 5000))
def test_after_a_pause_as_much_is_left_as_before(paused, left, waited):
    """What is left in open minutes is the same (to the minute); what was late stays as late as it was."""
    due = rules.open_end(WEEK, paused, left)
    at = paused + timedelta(minutes=waited)
    resumed = rules.resumed_due(WEEK, due_at=due, paused_at=paused, at=at)
    assert abs(rules.open_between(WEEK, at, resumed) - rules.open_between(WEEK, paused, due)) <= 1
    assert rules.resumed_due(WEEK, due_at=paused - timedelta(minutes=5), paused_at=paused, at=at) == paused - timedelta(minutes=5)


@given(st.sampled_from(list(rules.LIMITS)), st.sampled_from(rules.STEPS), moments)
def test_graver_is_never_slower(severity, step, at):
    due = [rules.step_due(WEEK, at, severity=one, step=step) for one in ("critical", "serious", "minor")]
    assert due == sorted(due) and due[0] > at


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_room_is_never_below_nought_nor_beyond_a_limit(per_case, per_month, on_case, in_month):
    room = rules.Room(per_case, per_month, on_case, in_month)
    assert 0 <= room.left <= max(0, min(per_case, per_month))
    assert not room.fits(room.left + 1) and room.fits(room.left)


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share_the_same_both_ways(one, other):
    assert 0 <= rules.likeness(one, other) == rules.likeness(other, one) <= 1


def test_likeness_of_chinese_and_english():
    assert rules.likeness("洗车没洗干净，脚垫是湿的", "脚垫还是湿的，洗车没洗干净") > rules.ALIKE
    assert rules.likeness("洗车没洗干净，脚垫是湿的", "发票抬头开错了") < rules.ALIKE
    assert rules.likeness("The mats were still wet", "the mats are wet still") > rules.ALIKE


def test_a_repeat_needs_the_same_customer_or_car_and_something_in_common():
    assert rules.repeat_reasons("异响", rules.Earlier(False, False, True, True, "异响")) == []
    assert rules.repeat_reasons("异响", rules.Earlier(True, False, False, False, "发票")) == []
    assert rules.repeat_reasons("异响", rules.Earlier(True, True, True, False, "发票")) == ["customer", "vehicle", "step"]


def judged(**told) -> dict[str, str]:
    facts = {
        "clocks": (), "answer_in_time": None, "facts_named": 0, "asked_above": 0, "answered_late_above": 0, "agreed": False, "kept_in_time": None,
        "cost": 0, "paid": 0, "approved": False,
    }  # fmt: skip
    return rules.principles(rules.Facts(**(facts | told)))


def test_the_four_principles():
    assert judged() == {"authority": "kept", "timely": "idle", "factual": "idle", "coordinated": "idle"}
    assert judged(clocks=(rules.Clocked("listen", True), rules.Clocked("apologise", False)))["timely"] == "late"
    assert judged(clocks=(rules.Clocked("agree", None),))["factual"] == "late"
    assert judged(clocks=(rules.Clocked("agree", None),), facts_named=1)["factual"] == "kept"
    assert judged(asked_above=2)["authority"] == judged(asked_above=1, answered_late_above=1)["authority"] == "late"
    assert judged(agreed=True, kept_in_time=True, cost=100, paid=50)["coordinated"] == "late"
    assert judged(agreed=True, kept_in_time=True, cost=100, paid=50, approved=True)["coordinated"] == "kept"
    assert judged(agreed=True, kept_in_time=True, cost=100, paid=None)["coordinated"] == "kept", (
        "no visit is known: nothing to hold it against"
    )


# recovery


def test_a_share_by_hand():
    """Wilson 1927: 15 of 20 → 53.1 % to 88.8 % (as in Newcombe 1998's method 3)."""
    found = recovery.share_of(15, 20)
    assert (round(found.share, 3), round(found.low, 3), round(found.high, 3), found.small) == (0.75, 0.531, 0.888, True)
    assert recovery.share_of(0, 0) is None
    assert recovery.share_of(0, 1).low == pytest.approx(0, abs=1e-9)


@given(st.integers(1, 400), st.data())
def test_a_share_lies_in_its_interval(n, data):
    found = recovery.share_of(data.draw(st.integers(0, n)), n)
    assert -1e-9 <= found.low <= found.share + 1e-9 and found.share - 1e-9 <= found.high <= 1 + 1e-9


def test_reference_figures_stand_only_until_there_are_enough_own_cases():
    assert not recovery.own_or_reference(recovery.share_of(20, 29), "satisfied").own
    assert recovery.own_or_reference(recovery.share_of(20, 30), "satisfied").own
    assert recovery.own_or_reference(None, "not_satisfied").low == 0.17


def test_the_value_of_recovery_by_hand():
    """Newcombe 1998, method 10: 56/70 against 48/80 → difference 0.2, interval 0.0524 to 0.3339."""
    worth = recovery.worth(
        satisfied=100, with_recovery=recovery.share_of(56, 70), without=recovery.share_of(48, 80), yearly_margin=1000, cost=500
    )
    assert (worth.kept, worth.value) == (pytest.approx(20), 19_500)
    assert (worth.kept_low, worth.kept_high) == (pytest.approx(5.24, abs=0.01), pytest.approx(33.39, abs=0.01))


def visit(customer: int, day: int, back: int | None = None, before: int = 0, plain: bool = False) -> Visited:
    at = AT + timedelta(days=day)
    return Visited(customer, at, before, plain, at + timedelta(days=back) if back else None)


def test_matched_customers_are_weighted_by_the_cases():
    """Two strata: 3 cases in one where half came back, 1 in another where none did → 0.75 × 0.5."""
    cases = [visit(n, 0) for n in range(3)] + [visit(9, 0, plain=True)]
    others = [visit(20, 1, back=10), visit(21, 1), visit(22, 1, plain=True), visit(23, 90, back=5)]
    found = recovery.matched(cases, others, days=61)
    assert (found.share, found.met, found.n) == (pytest.approx(0.375), 1, 3)
    assert recovery.matched(cases, [], days=61) is None


def test_visits_know_what_came_before_and_after():
    day = timedelta(days=1)
    rows = [(1, AT + 40 * day, AT + 41 * day, True), (1, AT, AT + day, False), (2, AT, AT + day, False)]
    found = {(row.customer_id, row.before): row for row in recovery.visits_in_order(rows)}
    assert found[(1, 0)].back_at == AT + 40 * day and found[(1, 1)].back_at is None and found[(2, 0)].back_at is None
    assert recovery.came_back(found[(1, 0)], found[(1, 0)].delivered_at, 61) and not recovery.came_back(
        found[(1, 0)], found[(1, 0)].delivered_at, 30
    )


@given(st.integers(0, 5000), st.integers(0, 500), st.data(), st.integers(0, 500))
def test_the_iceberg_holds_together(delivered, asked, data, spoke):
    unhappy = data.draw(st.integers(0, asked))
    ice = recovery.iceberg(delivered=delivered, asked=asked, asked_unhappy=unhappy, spoke=spoke, without_owner=0, without_answer=0)
    assert ice.unhappy_low <= ice.unhappy_n <= ice.unhappy_high
    assert ice.silent >= 0 and ice.silent_low >= 0
    assert ice.unhappy_n == ice.spoke + ice.silent


def test_the_iceberg_by_hand():
    ice = recovery.iceberg(delivered=1000, asked=100, asked_unhappy=10, spoke=20, without_owner=2, without_answer=3)
    assert (ice.own, ice.unhappy_n, ice.silent) == (True, 100, 80)
    assert (ice.unhappy_low, ice.unhappy_high) == (55, 174)
    few = recovery.iceberg(delivered=1000, asked=3, asked_unhappy=1, spoke=4, without_owner=0, without_answer=0)
    assert (few.own, few.unhappy_n, few.unhappy_low, few.unhappy_high) == (False, 40, 4, 80)


def test_who_is_lost_by_their_own_interval():
    often = Regular(1, 5, AT, AT + timedelta(days=160))  # every 40 days
    rare = Regular(2, 2, AT, AT + timedelta(days=160))
    at = AT + timedelta(days=160 + 61)
    assert recovery.is_lost(often, 180, at) and not recovery.is_lost(rare, 180, at)
    assert not recovery.is_lost(often, 180, AT + timedelta(days=160 + 59))
    assert recovery.usual_interval([often, rare]) == 40 and recovery.usual_interval([rare]) == 180
