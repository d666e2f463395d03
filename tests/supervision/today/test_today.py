"""Today, for each role: what is at stake first, one's own cars by step, the manager's morning."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from yinuo.core.access.actor import staff, system
from yinuo.core.access.people import create_person, give_role
from yinuo.core.access.rules import ROLES
from yinuo.operations.visits import services


@pytest.fixture
def signed_in(site):
    def make(*roles: str) -> Client:
        person = create_person(username="_".join(roles) + "_t", display_name=roles[0].title())
        for role in roles:
            give_role(person=person, site=site, role=role)
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        client.actor = staff(site_id=site.pk, user=person, roles=roles)
        return client

    return make


@pytest.fixture
def arrived(site):
    def make(plate: str):
        return services.arrive(plate=plate, by=system(site_id=site.pk), at=timezone.now())

    return make


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[-1500:]
    return response.content.decode()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_a_today_that_teaches_when_it_is_empty(signed_in, role):
    assert "Nothing waits for you" in text(signed_in(role).get("/s/pd/"))


def test_who_waits_stands_first_and_is_greeted_from_here(signed_in, arrived):
    client, visit = signed_in("advisor"), arrived("沪A12345")
    page = text(client.get("/s/pd/"))
    assert "waits to be greeted" in page and f"/s/pd/visits/{visit.pk}/greet/" in page
    text(client.post(f"/s/pd/visits/{visit.pk}/greet/", follow=True))
    assert f"/s/pd/visits/{visit.pk}/greet/" not in text(client.get("/s/pd/"))


def test_an_advisor_sees_own_cars_by_step_with_the_button_that_does_the_next_thing(signed_in, arrived):
    client, visit = signed_in("advisor"), arrived("沪A12345")
    other = signed_in("advisor", "host")
    services.greet(visit_id=visit.pk, by=client.actor, at=timezone.now())
    mine, theirs = text(client.get("/s/pd/board/")), text(other.get("/s/pd/board/"))
    assert f"/s/pd/visits/{visit.pk}/record/" in mine
    assert f"/s/pd/visits/{visit.pk}/" not in theirs
    assert f"/s/pd/visits/{visit.pk}/" in text(other.get("/s/pd/board/?whose=all"))


def test_the_main_desk_sees_cars_that_nobody_has(signed_in, arrived):
    arrived("沪A12345")
    assert "has no advisor yet" in text(signed_in("coordinator").get("/s/pd/"))


def test_the_service_manager_sees_the_house(signed_in, arrived):
    arrived("沪A12345")
    page = text(signed_in("service_manager").get("/s/pd/"))
    assert "cars in the house" in page and "Standards missed" in page


def test_the_list_alone_is_a_fragment(signed_in):
    assert "<html" not in text(signed_in("advisor").get("/s/pd/today/matters/"))


@pytest.mark.parametrize("cars", [2, 20])
def test_today_asks_the_database_as_often_for_twenty_cars_as_for_two(signed_in, arrived, django_assert_max_num_queries, cars):
    client = signed_in("advisor", "coordinator", "service_manager")
    for n in range(cars):
        arrived(f"沪A{n:05}")
    text(client.get("/s/pd/"))
    with django_assert_max_num_queries(45):
        text(client.get("/s/pd/"))


@pytest.mark.parametrize("path", ["visits/", "visits/all/", "board/?whose=all", "lounge/", "gate/"])
def test_lists_ask_the_database_a_bounded_number_of_times(signed_in, arrived, django_assert_max_num_queries, path):
    client = signed_in("advisor", "coordinator", "host")
    for n in range(25):
        arrived(f"沪A{n:05}")
    text(client.get(f"/s/pd/{path}"))
    with django_assert_max_num_queries(20):
        text(client.get(f"/s/pd/{path}"))


def test_each_missed_standard_is_a_door_to_its_visits(signed_in, arrived, site):
    client, visit = signed_in("service_manager"), arrived("沪A12345")
    services.greet(visit_id=visit.pk, by=client.actor, at=timezone.now() + timedelta(minutes=5))
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        page = text(client.get("/s/pd/"))
        door = re.search(r'href="(/s/pd/conformance/reception\.greet/[^"]*)"', page)
        assert door
        behind = text(client.get(unescape(door[1])))
    assert f"/s/pd/visits/{visit.pk}/" in behind
