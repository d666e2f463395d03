"""Eight people reach for the last three parts at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django_scopes import scope

from tests.conftest import local
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.events.services import new_story
from yinuo.core.sites.models import Site
from yinuo.operations.stock import services
from yinuo.operations.stock.models import Part, StockMovement

AT = local("2026-03-02 10:30")
PEOPLE = 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "take", [services.reserve, lambda act, **what: services.issue(act, reserved=False, **what)], ids=["reserve", "issue"]
)
def test_the_last_parts_are_sold_once(take):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("this test needs a database file: set TEST NAME in settings")
    site = Site.objects.create(code="pd", name="浦东站")
    user = create_person(username="clerk", display_name="Clerk")
    give_role(person=user, site=site, role="parts_clerk")
    by = staff(site_id=site.pk, user=user, roles=["parts_clerk"])
    with scope(site=site):
        part = services.add_part(number="LAST", name="last", price=1, by=by, at=AT)
        services.receive(part_id=part.pk, quantity=3000, by=by, at=AT)
    start = Barrier(PEOPLE)

    def reach(n: int) -> bool:
        try:
            with scope(site=site):
                start.wait()
                with new_story(by=by, at=AT, right="site.read") as act:
                    try:
                        take(act, part_id=part.pk, quantity=1000, demand_id=n)
                    except services.Short:
                        return False
                    return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        got = list(pool.map(reach, range(PEOPLE)))
    assert sum(got) == 3
    with scope(site=site):
        part = Part.objects.get()
        assert part.available == 0
        assert StockMovement.objects.filter(demand_id__isnull=False).count() == 3
