"""The past that the bench grows in SQL is one that the program could have written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import bulk, clone, script
from django.apps import apps
from django.db import connection
from django_scopes import scope

from tests.whole_visit import Car
from yinuo.core.events import registry
from yinuo.core.events.models import Event, Thread
from yinuo.core.events.rules import fold
from yinuo.core.search.models import SearchKey
from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import keys_of, searched
from yinuo.core.sites.soundness import strangers
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.standards.models import Outcome
from yinuo.operations.visits.models import Visit

BASE, COPIES = 2, 20


@pytest.fixture
def grown(transactional_db, monkeypatch):
    """A centre with two visits of its own and twenty copies of them in two steps, so that the day on which many lie is reached."""
    for name, value in {"BLOCK": 10, "DAILY": 8, "OF_A_DAY": 4, "FULL": 10}.items():
        monkeypatch.setattr(clone, name, value)
    clone.make_room()
    centre = script.centre(at=script.monday())
    with scope(site=centre.site):
        for number in range(BASE):
            Car(centre, number=number, crew=number).until("follow up")
        source = clone.base()
        copies = clone.grow(source, 0, 10 * BASE)
        assert clone.grow(source, copies, COPIES * BASE) == COPIES
        yield centre
    with connection.cursor() as cursor:
        for label in {*clone.CUSTOMERS, *clone.VISITS, clone.KEYS}:
            bulk.begin_ids(cursor, apps.get_model(label)._meta.db_table, 1)


def test_copies_are_as_the_program_would_have_written_them(grown):
    connection.check_constraints()
    assert strangers() == []
    assert Visit.objects.count() == (COPIES + 1) * BASE
    assert Customer.objects.count() == Vehicle.objects.count() == (COPIES // clone.VISITS_EACH + 1) * BASE
    assert set(Visit.objects.values_list("state", flat=True)) == {"closed"}
    older_have_lower_ids()
    customers_came_back_with_their_own_car()
    facts_are_what_the_log_says()
    everybody_is_found()


def older_have_lower_ids():
    arrived = list(Visit.objects.order_by("id").values_list("arrived_at", flat=True))
    days = [moment.date() for moment in arrived]
    assert days == sorted(days) and days[-1] - days[0] >= timedelta(days=clone._days(COPIES) - 1)


def customers_came_back_with_their_own_car():
    for customer in Customer.objects.filter(pk__lt=clone.ROOM):
        visits = list(customer.visits.select_related("vehicle").order_by("arrived_at"))
        assert len(visits) == clone.VISITS_EACH
        assert {visit.plate for visit in visits} == {visits[0].vehicle.plate} and len({visit.vehicle_id for visit in visits}) == 1
        assert customer.created_at < visits[0].arrived_at
    assert Vehicle.objects.values("plate").distinct().count() == Vehicle.objects.count()


def facts_are_what_the_log_says():
    """Of full copies; older ones have fewer events."""
    full = Thread.objects.filter(kind="visit", pk__gt=clone.ROOM - clone.FULL * clone.STEP)
    assert full.count() >= clone.FULL * BASE
    for thread in full:
        events = Event.objects.filter(thread=thread).order_by("at", "id").values_list("name", "at", "data")
        told = fold({}, events, registry.facet_of)
        assert told.keys() == thread.facts.keys()
        assert {name: fact["first"] for name, fact in told.items()} == {name: fact["first"] for name, fact in thread.facts.items()}
        assert Outcome.objects.filter(thread=thread, state="met").exists()


def everybody_is_found():
    for customer in Customer.objects.all():
        keys = SearchKey.objects.filter(target_type="customer", target_id=customer.pk).values_list("key", flat=True)
        assert sorted(keys) == sorted(keys_of(phones=(customer.phone,), name=customer.name))
    for vehicle in Vehicle.objects.all():
        assert vehicle.pk in ids_of("vehicle", searched(vehicle.plate[-5:]))
