"""A car at the gate, and how far it can be taken."""

from __future__ import annotations

import pytest

from tests.conftest import local
from yinuo.core.events.models import Thread
from yinuo.information.customers.models import Customer
from yinuo.information.vehicles.models import Relation, Vehicle
from yinuo.operations.visits import services

AT = local("2026-03-02 08:20")


def minutes(n: float):
    from datetime import timedelta

    return AT + timedelta(minutes=n)


@pytest.fixture
def known(site):
    """`known("沪AD12345", "王芳")` → a vehicle and its owner."""

    def make(plate: str = "沪AD12345", name: str = "王芳", mileage: int | None = None) -> tuple[Vehicle, Customer]:
        stamp = {"site": site, "created_at": AT, "changed_at": AT}
        customer = Customer.objects.create(
            name=name, phone="13800138000", thread=Thread.objects.create(site=site, kind="customer"), **stamp
        )
        story = {"thread": Thread.objects.create(site=site, kind="vehicle")} if hasattr(Vehicle, "thread") else {}
        vehicle = Vehicle.objects.create(plate=plate, make="比亚迪", model="秦 PLUS", mileage=mileage, **story, **stamp)
        Relation.objects.create(customer=customer, vehicle=vehicle, since=AT.date(), **stamp)
        return vehicle, customer

    return make


@pytest.fixture
def arrived(acting):
    """`arrived("沪A12345")` → a visit that waits to be greeted since 08:20."""

    def make(plate: str = "沪A12345", **particulars):
        return services.arrive(plate=plate, by=acting("coordinator"), at=AT, **particulars)

    return make


@pytest.fixture
def received(acting, arrived):
    def make(plate: str = "沪A12345", **particulars):
        return services.greet(visit_id=arrived(plate, **particulars).pk, by=acting("advisor"), at=minutes(0.5))

    return make
