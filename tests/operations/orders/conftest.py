"""A car at the advisor's desk, a menu, a shelf with parts."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from tests.conftest import local
from yinuo.core.sites.models import stamps
from yinuo.information.customers import services as customers
from yinuo.information.vehicles import services as vehicles
from yinuo.operations.menu.models import MenuItem, MenuPart
from yinuo.operations.orders.models import Line
from yinuo.operations.orders.services import estimates, lines, opening
from yinuo.operations.stock import services as stock
from yinuo.operations.visits import services as visits
from yinuo.operations.workshop.models import OpeningHours

AT = local("2026-03-02 08:20")  # a Monday
READY = local("2026-03-02 11:40")


def minutes(n: float):
    return AT + timedelta(minutes=n)


@pytest.fixture
def house(site, acting):
    """Open 08:00–18:00 every day; a menu item "BRAKE_FRONT" of 60 minutes with two pads; four pads on the shelf."""

    class House:
        advisor = acting("advisor")
        technician = acting("technician")
        clerk = acting("parts_clerk")
        manager = acting("service_manager")

    stamp = stamps(House.advisor, AT)
    for day in range(7):
        OpeningHours.objects.create(site=site, weekday=day, opens=time(8), closes=time(18), **stamp)
    House.pad = stock.add_part(number="BP-1", name="前刹车片", price=18000, cost=9000, by=House.clerk, at=AT, lead_days=2)
    House.oil = stock.add_part(number="OIL-5W30", name="机油 5W-30", price=6800, cost=4000, by=House.clerk, at=AT, unit="L")
    House.brakes = MenuItem.objects.create(
        cures=["brakes"], site=site, code="BRAKE_FRONT", name="更换前刹车片", name_en="Front brake pads", standard_minutes=60, **stamp
    )
    MenuPart.objects.create(site=site, item=House.brakes, part=House.pad, quantity=2000)
    House.check = MenuItem.objects.create(site=site, code="CHECK", name="全车检查", standard_minutes=30, price=5000, **stamp)
    stock.receive(part_id=House.pad.pk, quantity=4000, by=House.clerk, at=AT)
    return House


@pytest.fixture
def visit(house):
    """王芳's 沪AD12345, greeted by the advisor."""
    return new_visit(house)


def new_visit(house, plate: str = "沪AD12345", at=AT):
    advisor = house.advisor
    customer = customers.create_customer(name="王芳", phone="13800138000", by=advisor, at=at)
    vehicle = vehicles.create_vehicle(plate=plate, make="比亚迪", model="秦 PLUS", customer_id=customer.pk, by=advisor, at=at)
    arrived = visits.arrive(vehicle_id=vehicle.pk, customer_id=customer.pk, by=advisor, at=at)
    return visits.greet(visit_id=arrived.pk, by=advisor, at=at + timedelta(seconds=30))


@pytest.fixture
def order(house, visit):
    return opening.open_order(visit_id=visit.pk, by=house.advisor, at=minutes(10))


@pytest.fixture
def brake_line(house, order) -> Line:
    """Labour ¥200.00 (60 minutes) with two pads at ¥180.00: ¥560.00 in all."""
    return lines.add_menu_item(order_id=order.pk, menu_item_id=house.brakes.pk, by=house.advisor, at=minutes(11))


def present(house, order, at=None, **options):
    options.setdefault("ready_at", READY)
    return estimates.present_estimate(order_id=order.pk, by=house.advisor, at=at or minutes(15), **options)


def answer_all(estimate, approved: bool = True, reason: str = ""):
    heads = [copy for copy in estimate.lines if copy["ask"] and copy["parent"] is None]
    return {copy["id"]: estimates.Answer(approved, reason) for copy in heads}


def agree(house, order, at=None, approved: bool = True, channel: str = "tablet", **options):
    """Present the order and let the customer answer every line alike."""
    at = at or minutes(15)
    estimate, _token = present(house, order, at=at, **options)
    return estimates.decide(
        estimate_id=estimate.pk, answers=answer_all(estimate, approved), channel=channel, decided_by="王芳", by=house.advisor,
        at=at + timedelta(minutes=2),
    )  # fmt: skip


@pytest.fixture
def agreed(house, order, brake_line):
    return agree(house, order)


@pytest.fixture
def released(house, order, agreed):
    return opening.release_order(order_id=order.pk, by=house.advisor, at=minutes(18))
