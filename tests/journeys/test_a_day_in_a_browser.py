"""A day in a browser: one car through the ten steps, and a vehicle that came in with real work orders."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from bench import script
from django.utils import timezone

from tests.real_data import shared
from yinuo.config.commands import load
from yinuo.information.promises.models import Promise
from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.visits.models import Visit

from .a_day import DESK, house, whole_visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EACH = 10  # of the real rows so many are passed over for one that is loaded


def test_one_car_through_the_ten_steps(house):  # noqa: F811
    story = script.prepare(house.centre, timezone.now(), 7)
    visit = whole_visit(house, story.vehicle)
    assert visit.state == "closed"
    kept = dict(Promise.objects.filter(thread=visit.thread).values_list("kind", "state"))
    assert kept["ready_time"] == kept["price"] == "kept"


@pytest.fixture
def some_rows(tmp_path) -> Path:
    """The head of the real work orders, and one row of each so many."""
    lines = shared("work-orders/excavators.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path = tmp_path / "orders.csv"
    path.write_text("".join([lines[0], *lines[1::EACH]]), encoding="utf-8")
    return path


def test_a_vehicle_of_the_real_work_orders_through_the_ten_steps(house, some_rows, capsys):  # noqa: F811
    code = house.centre.site.code
    assert load.run(argparse.Namespace(kind="work-orders", file=some_rows, site=code, new_site=None)) == 0, capsys.readouterr()
    vehicle = Vehicle.objects.get(model="A")
    earlier = vehicle.visits.count()
    assert earlier == Visit.objects.filter(state="closed", vehicle__model="A").count() > 10
    visit = whole_visit(house, vehicle)
    assert (visit.state, visit.vehicle_id) == ("closed", vehicle.pk)
    assert Visit.objects.filter(vehicle=vehicle, state="closed").count() == earlier + 1
    page = house.sits("advisor", DESK)
    page.goto(f"{house.base}/vehicles/{vehicle.pk}/")
    assert page.locator(f'a[href$="/visits/{visit.pk}/"]').count() >= 1
