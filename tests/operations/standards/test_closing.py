"""Every act judges the standards that it touches, once, and writes only what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import local
from yinuo.core.events.models import Thread
from yinuo.operations.standards import queries, services, versions
from yinuo.operations.standards.models import Norm, Outcome, Standard
from yinuo.operations.standards.services import BackInTime, LimitWrong

AT = local("2026-03-02 08:20")


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.fixture
def arrived(tell):
    return tell(None, AT, "visit.arrived", ticket=1, plain_maintenance=False, booked=False)


def row(thread, code) -> Outcome:
    return Outcome.objects.get(thread=thread, code=code)


def test_a_new_site_has_the_defaults_by_its_first_act(arrived):
    assert Standard.objects.count() == 25
    assert Standard.objects.filter(norm=None).count() == 0
    assert Norm.objects.filter(standards=None).count() > 5


def test_arrival_starts_the_greet_clock_and_greeting_stops_it(arrived, tell, acting):
    running = row(arrived, "reception.greet")
    assert (running.state, running.since, running.due_at) == ("running", AT, AT + minutes(1))
    tell(arrived, AT + minutes(0.5), "visit.greeted")
    met = row(arrived, "reception.greet")
    assert (met.state, met.value, met.owner_id) == ("met", 30, acting("advisor").user_id)
    assert str(met.day) == "2026-03-02"


def test_only_differences_are_written(arrived, tell):
    tell(arrived, AT + minutes(0.5), "visit.greeted")
    assert list(Outcome.objects.values_list("code", flat=True)) == ["reception.greet"]


def test_an_act_that_touches_no_standard_costs_nothing(arrived, tell, django_assert_num_queries):
    versions.book_of(arrived.site_id)
    with django_assert_num_queries(5):  # savepoint, thread, event, facts, savepoint
        tell(arrived, AT, "car.parked")


def test_an_act_that_touches_standards_costs_one_statement_more(arrived, tell, django_assert_num_queries):
    versions.book_of(arrived.site_id)
    with django_assert_num_queries(6):
        tell(arrived, AT + minutes(40), "visit.released")
    assert Outcome.objects.filter(state="missed").count() == 5


def test_the_advisor_answers_for_the_visit_and_the_technician_for_the_own_inspection(arrived, tell, acting):
    technician, advisor = acting("technician"), acting("advisor")
    tell(arrived, AT, "visit.assigned", by=acting("coordinator"), advisor=advisor.user_id)
    tell(arrived, AT + minutes(9), "visit.record_confirmed", by=acting("coordinator"))
    tell(arrived, AT + minutes(90), "car.cleaned", by=technician)
    assert row(arrived, "reception.record").owner_id == advisor.user_id
    assert row(arrived, "handover.clean").owner_id == technician.user_id


def test_a_correction_judges_anew(arrived, tell):
    tell(arrived, AT + minutes(5), "visit.greeted")
    assert row(arrived, "reception.greet").state == "missed"
    tell(arrived, AT + minutes(6), "correction.made", of="visit.greeted", to=(AT + minutes(0.5)).isoformat(), reason="tapped late")
    assert (row(arrived, "reception.greet").state, row(arrived, "reception.greet").value) == ("met", 30)
    tell(arrived, AT + minutes(7), "correction.made", of="visit.arrived", to=None, reason="wrong car")
    assert row(arrived, "reception.greet").state == "not_due"


def test_time_alone_misses_a_clock_exactly_once(arrived, site):
    assert services.finalise(site_id=site.pk, at=AT + minutes(1)) == 0
    assert services.finalise(site_id=site.pk, at=AT + minutes(2)) == 1
    assert services.finalise(site_id=site.pk, at=AT + minutes(3)) == 0
    assert row(arrived, "reception.greet").judged_at == AT + minutes(2)


def test_a_minimum_is_never_missed_by_time(arrived, tell, site):
    tell(arrived, AT + minutes(0.5), "visit.greeted")
    tell(arrived, AT + minutes(1), "consultation.started")
    assert services.finalise(site_id=site.pk, at=AT + minutes(600)) == 0
    tell(arrived, AT + minutes(601), "consultation.ended")
    assert row(arrived, "consultation.listen").state == "met"


def test_a_clock_that_ran_out_shows_before_anything_is_written(arrived):
    def greet(at):
        return next(now for now in queries.outcomes([arrived.pk], at=at)[arrived.pk] if now.code == "reception.greet")

    assert [greet(AT + minutes(n)).tone for n in (0, 0.8, 1.1)] == ["busy", "risk", "late"]
    assert row(arrived, "reception.greet").state == "running"


def test_the_summary_counts_what_is_met_and_what_is_at_risk(arrived, tell):
    tell(arrived, AT + minutes(0.5), "visit.greeted")
    tell(arrived, AT + minutes(2), "visit.record_confirmed")
    tell(arrived, AT + minutes(20), "estimate.agreed", version=1, customer_total=1, ready_at=(AT + minutes(120)).isoformat())
    told = queries.summary(queries.outcomes([arrived.pk], at=AT + minutes(110))[arrived.pk])
    assert (told.met, told.missed, told.n, told.at_risk, told.next_due) == (3, 0, 4, 1, AT + minutes(120))


def test_a_visit_is_judged_by_the_version_in_force_when_it_arrived(arrived, tell, acting):
    by = acting("service_manager")
    services.new_version(code="reception.greet", limit=120, reason="snow", valid_from=AT + minutes(60), by=by, at=AT + minutes(60))
    versions.forget()
    tell(arrived, AT + minutes(61), "visit.greeted")
    later = tell(None, AT + minutes(62), "visit.arrived", ticket=2, plain_maintenance=False, booked=False)
    assert row(arrived, "reception.greet").due_at == AT + minutes(1)
    assert row(later, "reception.greet").due_at == AT + minutes(64)
    old = tell(None, AT - timedelta(days=900), "visit.arrived", ticket=2)
    assert row(old, "reception.greet").standard.version == 1


def test_a_standard_that_is_switched_off_is_not_judged(tell, acting, site):
    versions.book_of(site.pk)
    services.new_version(code="reception.greet", limit=60, reason="", valid_from=AT, active=False, by=acting("service_manager"), at=AT)
    versions.forget()
    thread = tell(None, AT + minutes(1), "visit.arrived", ticket=1)
    assert not Outcome.objects.filter(thread=thread, code="reception.greet").exists()


@pytest.mark.parametrize("limit", [-1, None, 10**9])
def test_a_limit_that_makes_no_sense_is_refused(limit, acting, site):
    with pytest.raises(LimitWrong):
        services.new_version(code="reception.greet", limit=limit, reason="", valid_from=AT, by=acting("service_manager"), at=AT)


def test_a_version_cannot_begin_in_the_past(acting, site):
    with pytest.raises(BackInTime):
        services.new_version(code="reception.greet", limit=5, reason="", valid_from=AT - minutes(1), by=acting("service_manager"), at=AT)


def test_outcomes_of_many_threads_are_read_in_one_query(arrived, tell, django_assert_num_queries):
    other = tell(None, AT, "visit.arrived", ticket=2)
    versions.book_of(arrived.site_id)
    with django_assert_num_queries(1):
        assert set(queries.outcomes([arrived.pk, other.pk], at=AT)) == {arrived.pk, other.pk}
    assert Thread.objects.count() == 2
