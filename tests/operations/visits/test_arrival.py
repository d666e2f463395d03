"""A car comes in: once, with a ticket, greeted once, with an advisor."""

from __future__ import annotations

import pytest

from tests.conftest import local
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.events.models import Event
from yinuo.core.workflow.services import IllegalMove
from yinuo.operations.visits import services
from yinuo.operations.visits.models import Visit

from .conftest import AT, minutes


def facts(visit):
    visit.thread.refresh_from_db()
    return visit.thread.facts


def test_an_unknown_car_gets_a_ticket_and_the_greet_clock_starts(arrived):
    visit = arrived("沪a·123 45")
    assert (visit.plate, visit.ticket, visit.state, visit.arrived_at) == ("沪A12345", 1, "arrived", AT)
    assert facts(visit)["visit.arrived"]["data"] == {"ticket": 1, "plain_maintenance": False, "booked": False}


def test_tickets_count_up_within_a_local_day_and_begin_anew_the_next(arrived, acting):
    assert [arrived("A1").ticket, arrived("A2").ticket] == [1, 2]
    past_midnight = services.arrive(plate="A3", by=acting("coordinator"), at=local("2026-03-03 00:10"))
    assert (past_midnight.ticket, past_midnight.day.isoformat()) == (1, "2026-03-03")


def test_a_known_plate_brings_the_vehicle_and_its_owner(arrived, known):
    vehicle, customer = known("沪AD12345")
    visit = arrived("沪AD12345")
    assert (visit.vehicle_id, visit.customer_id) == (vehicle.pk, customer.pk)


def test_the_same_car_cannot_arrive_twice(arrived):
    arrived("沪A12345")
    with pytest.raises(services.AlreadyHere, match=r"\b1\b"):
        arrived("沪A12345")
    assert Visit.objects.count() == 1


def test_cars_without_a_plate_may_come_side_by_side(arrived):
    arrived("")
    arrived("")
    assert Visit.objects.count() == 2


def test_a_plate_of_ten_thousand_letters_is_refused_in_words(arrived):
    with pytest.raises(Invalid, match="16"):
        arrived("沪" * 10_000)


def test_a_vehicle_of_another_site_does_not_exist_here(arrived, acting):
    with pytest.raises(NotHere):
        arrived("", vehicle_id=987654)


def test_a_technician_does_not_receive_cars(acting):
    with pytest.raises(Forbidden):
        services.arrive(plate="A1", by=acting("technician"), at=AT)


def test_an_advisor_who_greets_takes_the_car(received, acting):
    visit = received()
    assert (visit.state, visit.greeted_at, visit.advisor_id) == ("received", minutes(0.5), acting("advisor").user_id)
    assert facts(visit)["visit.assigned"]["data"]["advisor"] == acting("advisor").user_id


def test_who_greets_second_is_told_who_was_first(received, acting):
    visit = received()
    with pytest.raises(services.AlreadyGreeted, match=r"Advisor.*08:20"):
        services.greet(visit_id=visit.pk, by=acting("service_manager"), at=minutes(1))
    assert facts(visit)["visit.greeted"]["n"] == 1


def test_a_void_visit_cannot_be_greeted(arrived, acting):
    visit = arrived()
    services.void(visit_id=visit.pk, reason="wrong car", by=acting("advisor"), at=minutes(1))
    with pytest.raises(IllegalMove):
        services.greet(visit_id=visit.pk, by=acting("advisor"), at=minutes(2))


def test_taking_a_car_that_another_has_is_refused_by_name(received, acting):
    visit = received()
    with pytest.raises(services.AlreadyTaken, match="Advisor"):
        services.take(visit_id=visit.pk, by=acting("service_manager"), at=minutes(2))


def test_only_who_receives_cars_can_be_given_one(arrived, acting, person):
    with pytest.raises(services.NotAnAdvisor):
        services.assign(visit_id=arrived().pk, advisor_id=person("cashier").pk, by=acting("coordinator"), at=minutes(1))


def test_assigning_again_to_the_same_advisor_records_nothing(received, acting):
    visit = received()
    services.assign(visit_id=visit.pk, advisor_id=visit.advisor_id, by=acting("coordinator"), at=minutes(1))
    assert Event.objects.filter(thread=visit.thread, name="visit.assigned").count() == 1


def test_at_the_change_of_shift_all_cars_go_over_or_none(received, acting, person):
    first, second = received("A1"), received("A2")
    late = person("advisor", name="late")
    with pytest.raises(NotHere):
        services.hand_cars_over(visit_ids=[first.pk, second.pk, 99999], to=late.pk, by=acting("advisor"), at=minutes(600))
    assert set(Visit.objects.values_list("advisor_id", flat=True)) == {acting("advisor").user_id}
    services.hand_cars_over(visit_ids=[first.pk, second.pk], to=late.pk, by=acting("advisor").with_key("shift"), at=minutes(600))
    assert set(Visit.objects.values_list("advisor_id", flat=True)) == {late.pk}


def test_the_record_is_confirmed_and_the_plate_becomes_the_vehicles(received, known, acting):
    vehicle, customer = known("沪AD12345")
    visit = received("", waits=False)
    services.confirm_record(visit_id=visit.pk, customer_id=customer.pk, vehicle_id=vehicle.pk, by=acting("advisor"), at=minutes(2))
    visit.refresh_from_db()
    assert (visit.plate, visit.customer_id, visit.vehicle_id) == ("沪AD12345", customer.pk, vehicle.pk)
    assert "visit.record_confirmed" in facts(visit)
