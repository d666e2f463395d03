"""A booking whose car has not come is found by plate, phone and name, and its call is one of the customer's contacts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import local
from tests.operations.booking.conftest import AT
from yinuo.core.access.actor import customer as customer_actor
from yinuo.core.search.models import SearchKey
from yinuo.core.search.queries import find
from yinuo.information.customers.services import create_customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.vehicles.services import create_vehicle
from yinuo.operations.booking import services
from yinuo.operations.booking.who import Caller
from yinuo.operations.visits import services as visits


def found(text: str) -> list[str]:
    return [hit.url for hit in find(text, site_code="pd") if hit.target_type == "appointment"]


@pytest.fixture
def known(acting):
    customer = create_customer(by=acting("advisor"), at=AT, name="王芳", phone="13800138000")
    vehicle = create_vehicle(by=acting("advisor"), at=AT, plate="沪A12345", make="大众", model="帕萨特", customer_id=customer.pk)
    return customer, vehicle


@pytest.mark.parametrize("text", ["沪B8888", "B88888", "13900139000", "9000", "陈先生", "CXS"])
def test_somebody_unknown_is_found_by_what_was_typed(booked, text):
    appointment = booked()
    assert found(text) == [f"/s/pd/booking/{appointment.pk}/"]


@pytest.mark.parametrize("text", ["A12345", "8000", "王芳", "WF"])
def test_known_people_and_cars_lead_to_their_booking_without_keys_of_its_own(booked, known, text):
    customer, vehicle = known
    appointment = booked(caller=Caller(customer_id=customer.pk, vehicle_id=vehicle.pk))
    assert found(text) == [f"/s/pd/booking/{appointment.pk}/"]
    assert not SearchKey.objects.filter(target_type="appointment").exists()


def test_what_is_corrected_is_found_by_the_new_and_what_is_over_no_more(booked, acting):
    appointment, other = booked(), booked("10:00", caller=Caller(name="李雷", phone="13700137000"))
    told = {"by": acting("advisor"), "at": AT + timedelta(minutes=1)}
    services.change_particulars(appointment_id=appointment.pk, caller=Caller(name="韩梅梅"), wish="", **told)
    assert found("韩梅梅") and not found("陈先生")
    services.cancel(appointment_id=other.pk, reason="客户取消", **told)
    assert not found("李雷")


def test_a_car_that_has_come_is_found_as_its_visit(booked, known, acting):
    customer, vehicle = known
    appointment = booked(caller=Caller(customer_id=customer.pk, vehicle_id=vehicle.pk))
    visits.arrive(appointment_id=appointment.pk, by=acting("advisor"), at=local("2026-03-02 09:00"))
    assert find("A12345", site_code="pd")[0].target_type == "visit"
    assert not found("A12345")


def contacts(**which) -> list[tuple]:
    return list(Encounter.objects.filter(about="appointment", **which).values_list("channel", "direction", "customer_id"))


def test_a_booking_made_from_afar_is_a_contact(booked, known):
    customer, vehicle = known
    booked(caller=Caller(customer_id=customer.pk, vehicle_id=vehicle.pk), origin="phone")
    booked("10:00", caller=Caller(customer_id=customer.pk, vehicle_id=vehicle.pk), origin="desk")
    assert contacts() == [("phone", "in", customer.pk)]


def test_a_booking_made_online_is_a_contact_of_the_customer_as_soon_as_it_is_known_who_that_is(booked, known, acting, site):
    customer, vehicle = known
    online = customer_actor(site_id=site.pk, name="王芳")
    appointment = booked(by=online, origin="public", caller=Caller(name="王女士", plate="沪A12345"), wish="有异响")
    assert contacts() == [("page", "in", None)]
    told = {"by": acting("advisor"), "at": local("2026-03-02 09:00")}
    visit = visits.arrive(appointment_id=appointment.pk, vehicle_id=vehicle.pk, **told)
    visits.greet(visit_id=visit.pk, **told)
    visits.confirm_record(visit_id=visit.pk, customer_id=customer.pk, vehicle_id=vehicle.pk, **told)
    assert contacts(text="有异响") == [("page", "in", customer.pk)]
