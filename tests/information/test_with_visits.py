"""What the slices above bring to the customer's page, the search box and the promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yinuo.core.search.queries import find
from yinuo.information.promises.models import Promise
from yinuo.information.vehicles.services import create_with_customer
from yinuo.operations.visits import services as visits


@pytest.fixture
def at():
    return timezone.now() - timedelta(minutes=20)


@pytest.fixture
def advisor(acting):
    return acting("advisor")


@pytest.fixture
def here(advisor, at):
    """Wang Fang's car stands at the gate."""
    long_ago = at - timedelta(days=40)
    customer, car = create_with_customer(
        by=advisor, at=long_ago, customer={"name": "王芳", "phone": "13800138000"}, vehicle={"plate": "沪AD12345"}
    )
    create_with_customer(by=advisor, at=at, customer={"name": "王芳"}, vehicle={"plate": "沪B99999"})
    visit = visits.arrive(plate="沪AD12345", by=advisor, at=at)
    return customer, car, visit


@pytest.mark.parametrize("text", ["D123", "wf", "王芳", "13800138000"])
def test_the_open_visit_comes_before_newer_records(here, text):
    customer, _car, visit = here
    visit.refresh_from_db()
    first = find(text, site_code="pd")[0]
    assert (first.target_type, first.target_id) == ("visit", visit.pk) or visit.customer_id != customer.pk


def test_the_ticket_finds_the_visit(here):
    assert find(str(here[2].ticket), site_code="pd")[0].target_id == here[2].pk


def test_a_customers_page_tells_visits_and_promises_of_visits(here, client, advisor, django_user_model, at):
    customer, car, visit = here
    visit.refresh_from_db()
    client.force_login(django_user_model.objects.get(pk=advisor.user_id))
    page = client.get(reverse("customers:customer", args=["pd", customer.pk])).content.decode()
    assert reverse("visits:visit", args=["pd", visit.pk]) in page
    assert reverse("visits:visit", args=["pd", visit.pk]) in client.get(reverse("vehicles:vehicle", args=["pd", car.pk])).content.decode()


def test_a_promise_of_a_visit_says_which_car(here, client, advisor, django_user_model, at):
    _customer, _car, visit = here
    Promise.objects.create(
        site_id=visit.site_id,
        thread_id=visit.thread_id,
        kind="ready_time",
        text="Ready",
        made_at=at,
        due_at=timezone.now() + timedelta(minutes=5),
        created_at=at,
        changed_at=at,
    )
    client.force_login(django_user_model.objects.get(pk=advisor.user_id))
    assert "沪A·D12345" in client.get(reverse("promises:today", args=["pd"]), {"view": "open"}).content.decode()


def test_a_booking_is_told_and_its_promise_says_which_car(here, client, advisor, django_user_model, at):
    customer, car, visit = here
    from yinuo.core.events.models import Thread
    from yinuo.operations.booking.models import Appointment

    starts = timezone.now() + timedelta(hours=30)
    stamp = {"site_id": visit.site_id, "created_at": at, "changed_at": at}
    thread = Thread.objects.create(site_id=visit.site_id, kind="visit")
    booked = Appointment.objects.create(
        thread=thread, customer=customer, vehicle=car, contact_name="王芳", plate=car.plate, day=starts.date(), ends_on=starts.date(),
        starts_at=starts, ends_at=starts + timedelta(hours=1), **stamp,
    )  # fmt: skip
    Promise.objects.create(thread=thread, customer=customer, kind="arrival_slot", text="Slot", made_at=at, due_at=starts, **stamp)
    client.force_login(django_user_model.objects.get(pk=advisor.user_id))
    address = reverse("booking:appointment", args=["pd", booked.pk])
    assert address in client.get(reverse("customers:customer", args=["pd", customer.pk])).content.decode()
    assert address in client.get(reverse("promises:today", args=["pd"]), {"view": "open"}).content.decode()
