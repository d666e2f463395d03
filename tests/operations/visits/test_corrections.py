"""Set right what was tapped by mistake: recorded, with a reason, history as it was."""

from __future__ import annotations

from datetime import datetime

import pytest

from yinuo.core.errors import Forbidden
from yinuo.core.events.models import Event
from yinuo.operations.visits import services
from yinuo.operations.visits.models import Visit

from .conftest import minutes
from .test_arrival import facts


def test_a_wrong_greeting_is_taken_back_and_the_clock_runs_again(received, acting):
    visit, by = received(), acting("advisor")
    visit = services.correct(visit_id=visit.pk, of="visit.greeted", to=None, reason="点错车", by=by, at=minutes(2))
    assert (visit.state, visit.greeted_at) == ("arrived", None)
    assert "visit.greeted" not in facts(visit)
    assert Event.objects.filter(thread=visit.thread, name="visit.greeted").count() == 1
    correction = Event.objects.get(name="correction.made")
    assert (correction.data, correction.by_name) == ({"of": "visit.greeted", "to": None, "reason": "点错车"}, "Advisor")
    services.greet(visit_id=visit.pk, by=by, at=minutes(3))
    assert datetime.fromisoformat(facts(visit)["visit.greeted"]["first"]) == minutes(3)


def test_the_time_of_arrival_is_set_right_within_its_bounds(received, acting):
    visit, by = received(), acting("coordinator")
    visit = services.correct(visit_id=visit.pk, of="visit.arrived", to=minutes(-10), reason="系统慢了", by=by, at=minutes(5))
    assert visit.arrived_at == minutes(-10)
    for impossible in (minutes(3), minutes(60)):  # after the greeting; in the future
        with pytest.raises(services.CannotBeSetRight):
            services.correct(visit_id=visit.pk, of="visit.arrived", to=impossible, reason="?", by=by, at=minutes(5))


def test_a_greeting_cannot_be_taken_back_once_the_consultation_has_begun(received, acting):
    visit, by = received(), acting("advisor")
    services.start_consultation(visit_id=visit.pk, by=by, at=minutes(1))
    with pytest.raises(services.CannotBeSetRight):
        services.correct(visit_id=visit.pk, of="visit.greeted", to=None, reason="点错", by=by, at=minutes(2))


def test_what_did_not_happen_cannot_be_set_right(received, acting):
    for of in ("lounge.settled", "visit.invented"):
        with pytest.raises(services.CannotBeSetRight):
            services.correct(visit_id=received(of[-6:]).pk, of=of, to=None, reason="?", by=acting("advisor"), at=minutes(2))


def test_no_correction_without_a_reason_or_the_right(received, acting):
    visit = received()
    with pytest.raises(services.ReasonMissing):
        services.correct(visit_id=visit.pk, of="visit.greeted", to=None, reason="  ", by=acting("advisor"), at=minutes(2))
    with pytest.raises(Forbidden):
        services.correct(visit_id=visit.pk, of="visit.greeted", to=None, reason="x", by=acting("host"), at=minutes(2))


def test_a_wrong_arrival_becomes_void_and_the_right_car_can_come(received, acting):
    visit = received("沪A12345")
    services.void(visit_id=visit.pk, reason="看错车牌", by=acting("advisor"), at=minutes(3))
    assert not {"visit.arrived", "visit.greeted", "visit.assigned"} & set(facts(visit))
    again = services.arrive(plate="沪A12345", by=acting("coordinator"), at=minutes(4))
    assert (again.state, Visit.objects.get(pk=visit.pk).state) == ("arrived", "void")


def test_moves_of_other_slices_leave_the_right_columns(received, acting):
    from yinuo.core.events.services import story
    from yinuo.operations.visits.services import moves

    visit, by = received(), acting("service_manager")

    def within(n, move, *args):
        with story(Visit, visit.pk, by=by, at=minutes(n), right="visit.read") as act:
            move(act, act.subject, *args)
        return act.subject

    assert within(20, moves.release).state == "repairing"
    assert {"consultation.skipped", "visit.released"} <= set(facts(visit))
    assert within(90, moves.finish, minutes(88)).ready_at == minutes(88)
    assert within(95, moves.rework).ready_at is None
    within(120, moves.finish, minutes(119))
    within(121, moves.settled)
    within(122, moves.unsettle)
    within(123, moves.settled)
    delivered = within(130, moves.deliver)
    assert (delivered.state, delivered.delivered_at, delivered.waits) == ("delivered", minutes(130), False)
    within(4000, moves.close)
    reopened = within(4100, moves.reopen, "客户回来,漏油")
    assert (reopened.state, reopened.delivered_at, reopened.closed_at, reopened.state_since) == ("ready", None, None, minutes(4100))
