"""Several people at one car in the same moment: it happens once, and who comes second reads why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django_scopes import scope

from yinuo.core.access.actor import Actor, staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.events.models import Event
from yinuo.core.sites.models import Site
from yinuo.operations.visits import services
from yinuo.operations.visits.models import Visit

from .conftest import AT, minutes

PEOPLE = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre():
    return Site.objects.create(code="pd", name="浦东站")


def people(site: Site) -> list[Actor]:
    made = []
    for n in range(PEOPLE):
        person = create_person(username=f"advisor{n}", display_name=f"Advisor {n}")
        give_role(person=person, site=site, role="advisor")
        made.append(staff(site_id=site.pk, user=person, roles=["advisor"]))
    return made


def at_once(site: Site, actors: list[Actor], act: Callable[[Actor], object]) -> Counter:
    """How it ended for each: the name of the exception, or "done"."""
    start = Barrier(len(actors))

    def one(by: Actor) -> str:
        try:
            with scope(site=site):
                start.wait()
                act(by)
                return "done"
        except Exception as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actors)) as pool:
        return Counter(pool.map(one, actors))


def test_one_of_six_greets_and_gets_the_car(centre):
    actors = people(centre)
    with scope(site=centre):
        visit = services.arrive(plate="沪A12345", by=actors[0], at=AT)
    ends = at_once(centre, actors, lambda by: services.greet(visit_id=visit.pk, by=by, at=minutes(0.5)))
    assert ends == {"done": 1, "AlreadyGreeted": 5}
    with scope(site=centre):
        greeted = Event.objects.get(name="visit.greeted")
        assert Visit.objects.get().advisor_id == greeted.by_id


def test_one_of_six_takes_the_car(centre):
    actors = people(centre)
    with scope(site=centre):
        visit = services.arrive(plate="沪A12345", by=actors[0], at=AT)
    ends = at_once(centre, actors, lambda by: services.take(visit_id=visit.pk, by=by, at=minutes(0.5)))
    assert ends == {"done": 1, "AlreadyTaken": 5}


def test_a_car_that_two_guides_tap_arrives_once(centre):
    actors = people(centre)
    ends = at_once(centre, actors, lambda by: services.arrive(plate="沪A12345", by=by, at=AT))
    assert ends == {"done": 1, "AlreadyHere": 5}
    with scope(site=centre):
        assert Visit.objects.get().ticket == 1


def test_tickets_are_given_once_each(centre):
    actors = people(centre)
    ends = at_once(centre, actors, lambda by: services.arrive(plate="", by=by, at=AT))
    assert ends == {"done": 6}
    with scope(site=centre):
        assert sorted(Visit.objects.values_list("ticket", flat=True)) == [1, 2, 3, 4, 5, 6]
