"""The flow and the ribbon."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yinuo.operations.visits import rules

AT = "2026-03-02T08:20:00+08:00"


def told(*names: str, **times: int) -> dict:
    return {name: {"first": AT, "last": AT, "n": times.get(name.replace(".", "_"), 1), "data": {}} for name in names}


def states(facts: dict, state: str) -> dict[str, str]:
    return {step.code: step.state for step in rules.ribbon(facts, state)}


def test_every_state_can_be_reached():
    assert rules.FLOW.unreachable() == frozenset()


def test_a_walk_in_that_waits_has_no_booking_and_is_at_reception():
    steps = states(told("visit.arrived"), "arrived")
    assert (steps["booking"], steps["reception"], steps["consultation"]) == ("skipped", "here", "todo")


def test_in_repair_the_lounge_may_still_come():
    steps = states(told("appointment.booked", "visit.greeted", "consultation.ended", "visit.released"), "repairing")
    assert steps == {
        "booking": "done", "reception": "done", "consultation": "done", "confirmation": "done", "lounge": "todo", "repair": "here",
        "exception": "todo", "handover": "todo", "checkout": "todo", "follow_up": "todo",
    }  # fmt: skip


def test_added_work_that_waits_for_an_answer_is_where_the_car_is():
    facts = told("visit.greeted", "visit.released", "added_work.requested", "added_work.decided", added_work_requested=2)
    assert states(facts, "repairing")["exception"] == "here"
    facts = told("visit.greeted", "visit.released", "added_work.requested", "added_work.decided")
    assert states(facts, "repairing")["repair"] == "here"


def test_what_did_not_happen_before_the_car_was_ready_is_skipped():
    steps = states(told("visit.greeted", "visit.ended_without_repair"), "ready")
    assert (steps["consultation"], steps["repair"], steps["exception"], steps["handover"]) == ("skipped", "skipped", "skipped", "here")


def test_a_reopened_visit_goes_through_handover_again():
    facts = told("visit.greeted", "visit.released", "visit.ready", "car.shown", "visit.settled", "visit.delivered", "visit.reopened")
    steps = states(facts, "ready")
    assert (steps["handover"], steps["checkout"], steps["follow_up"]) == ("here", "todo", "todo")


@given(
    st.sets(st.sampled_from(sorted({name for names in rules._DONE_BY.values() for name in names}))),
    st.sampled_from(sorted(rules.FLOW.states)),
)
def test_a_ribbon_always_has_ten_steps_and_at_most_one_here(names, state):
    steps = rules.ribbon(told(*names), state)
    assert tuple(step.code for step in steps) == rules.STEPS
    assert sum(step.state == "here" for step in steps) == (0 if not rules.step_here(told(*names), state) else 1)


@given(st.text(max_size=40))
def test_writing_a_plate_plain_twice_changes_nothing(text):
    assert rules.plain_plate(rules.plain_plate(text)) == rules.plain_plate(text)
