"""At the same moment on several devices: one answer counts, one version is out, numbers are given once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django_scopes import scope

from tests.operations.orders.conftest import AT, READY, answer_all
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.errors import DomainError
from yinuo.core.sites.models import Site, stamps
from yinuo.operations.orders.models import Decision, Estimate, Order
from yinuo.operations.orders.services import estimates, lines, opening
from yinuo.operations.visits import services as visits
from yinuo.operations.workshop.models import OpeningHours

HANDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(site, do):
    """Each of HANDS threads does `do(n)` at the same moment; gives what came of each (a value or the DomainError)."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("this test needs a database file: set TEST NAME in settings")
    start = Barrier(HANDS)

    def act(n):
        try:
            with scope(site=site):
                start.wait()
                return do(n)
        except DomainError as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(act, range(HANDS)))


@pytest.fixture
def desk():
    site = Site.objects.create(code="pd", name="浦东站")
    user = create_person(username="advisor", display_name="Advisor")
    give_role(person=user, site=site, role="advisor")
    by = staff(site_id=site.pk, user=user, roles=["advisor"])
    with scope(site=site):
        for day in range(7):
            OpeningHours.objects.create(site=site, weekday=day, opens=time(8), closes=time(18), **stamps(by, AT))
        arrived = visits.arrive(plate="沪A12345", by=by, at=AT)
        visit = visits.greet(visit_id=arrived.pk, by=by, at=AT + timedelta(seconds=30))
        order = opening.open_order(visit_id=visit.pk, by=by, at=AT)
        lines.add_fee(order_id=order.pk, description="诊断费", by=by, at=AT)
    return site, by, visit, order


def test_an_estimate_answered_at_once_by_several_is_answered_once(desk):
    site, by, _visit, order = desk
    with scope(site=site):
        estimate, _token = estimates.present_estimate(order_id=order.pk, ready_at=READY, by=by, at=AT)

    def answer(n):
        answers = answer_all(estimate, approved=n % 2 == 0)
        return estimates.decide(estimate_id=estimate.pk, answers=answers, channel="phone", decided_by=f"{n}", by=by, at=AT)

    results = at_once(site, answer)
    assert sum(isinstance(result, Estimate) for result in results) == 1
    assert all(isinstance(result, (Estimate, estimates.AlreadyDecided)) for result in results)
    with scope(site=site):
        assert Decision.objects.count() == 1


def test_versions_presented_at_once_follow_one_another_and_one_is_out(desk):
    site, by, _visit, order = desk
    results = at_once(site, lambda n: estimates.present_estimate(order_id=order.pk, ready_at=READY, by=by, at=AT)[0])
    assert sorted(result.version for result in results) == list(range(1, HANDS + 1))
    with scope(site=site):
        assert Estimate.objects.filter(state="presented").get().version == HANDS


def test_orders_opened_at_once_have_numbers_of_their_own(desk):
    site, by, visit, _order = desk
    numbers = {result.number for result in at_once(site, lambda n: opening.open_order(visit_id=visit.pk, by=by, at=AT))}
    assert len(numbers) == HANDS
    with scope(site=site):
        assert Order.objects.count() == HANDS + 1
