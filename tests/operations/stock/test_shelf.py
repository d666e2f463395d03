"""The shelf: what is promised is not promised again, and the figures always explain themselves."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from tests.conftest import local
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.events.models import Event, SiteThread
from yinuo.core.events.services import new_story
from yinuo.operations.stock import services, waiting
from yinuo.operations.stock.models import Part, PartOrder, StockMovement

AT = local("2026-03-02 10:30")


@pytest.fixture
def clerk(acting):
    return acting("parts_clerk")


@pytest.fixture
def pads(site, clerk) -> Part:
    """Brake pads, two sets on the shelf."""
    part = services.add_part(number="BP-100", name="刹车片", price=38000, by=clerk, at=AT)
    services.receive(part_id=part.pk, quantity=2000, by=clerk, at=AT)
    part.refresh_from_db()
    return part


@contextmanager
def an_act(by):
    with new_story(by=by, at=AT, right="site.read") as act:
        yield act


def figures(part: Part) -> tuple[int, int]:
    part.refresh_from_db()
    return part.on_hand, part.reserved


def test_a_reservation_keeps_the_part_from_others(pads, clerk):
    with an_act(clerk) as act:
        services.reserve(act, part_id=pads.pk, quantity=2000, demand_id=1)
        with pytest.raises(services.Short):
            services.reserve(act, part_id=pads.pk, quantity=1, demand_id=2)
        with pytest.raises(services.Short):
            services.issue(act, part_id=pads.pk, quantity=1000, demand_id=2, reserved=False)
    assert figures(pads) == (2000, 2000)


def test_a_reserved_part_is_issued_and_comes_back(pads, clerk):
    with an_act(clerk) as act:
        services.reserve(act, part_id=pads.pk, quantity=1000, demand_id=1)
        services.issue(act, part_id=pads.pk, quantity=1000, demand_id=1)
        shelf = services.take_back(act, part_id=pads.pk, quantity=1000, demand_id=1)
    assert (shelf.on_hand, shelf.reserved, shelf.available) == (2000, 0, 2000)
    kinds = list(StockMovement.objects.filter(demand_id=1).order_by("id").values_list("kind", "quantity", "on_hand_after"))
    assert kinds == [("reserved", 1000, 2000), ("issued", -1000, 1000), ("returned", 1000, 2000)]


def test_a_reservation_that_is_released_is_free_again(pads, clerk):
    with an_act(clerk) as act:
        services.reserve(act, part_id=pads.pk, quantity=2000, demand_id=1)
        services.release(act, part_id=pads.pk, quantity=2000, demand_id=1)
        assert services.reserve(act, part_id=pads.pk, quantity=500, demand_id=2).available == 1500


def test_more_than_was_reserved_cannot_be_released(pads, clerk):
    with an_act(clerk) as act, pytest.raises(services.Short):
        services.release(act, part_id=pads.pk, quantity=1, demand_id=1)


def test_a_delivery_tells_who_waits_for_the_part(pads, clerk, monkeypatch):
    monkeypatch.setattr(waiting, "_askers", [lambda part_id: [7, 9] if part_id == pads.pk else []])
    services.receive(part_id=pads.pk, quantity=4000, by=clerk, at=AT)
    arrived = Event.objects.filter(name="part.arrived").latest("id")
    assert arrived.data["demands"] == [7, 9]
    assert arrived.data["available"] == 6000
    assert arrived.thread_id == SiteThread.objects.get(purpose="stock").thread_id


def test_an_order_is_over_when_all_of_it_has_come(pads, clerk):
    made = services.order(part_id=pads.pk, quantity=5000, expected_on=date(2026, 3, 4), by=clerk, at=AT)
    services.receive(part_id=pads.pk, quantity=3000, order_id=made.pk, by=clerk, at=AT)
    made.refresh_from_db()
    assert (made.state, made.received) == (PartOrder.State.ORDERED, 3000)
    services.receive(part_id=pads.pk, quantity=2000, order_id=made.pk, by=clerk, at=AT)
    made.refresh_from_db()
    assert made.state == PartOrder.State.RECEIVED
    with pytest.raises(services.OrderOver):
        services.cancel_order(order_id=made.pk, by=clerk, at=AT)
    assert figures(pads) == (7000, 0)


def test_what_comes_on_a_cancelled_order_is_refused_and_nothing_is_counted(pads, clerk):
    made = services.order(part_id=pads.pk, quantity=5000, expected_on=date(2026, 3, 4), by=clerk, at=AT)
    services.cancel_order(order_id=made.pk, by=clerk, at=AT, reason="ordered twice")
    with pytest.raises(services.OrderOver):
        services.receive(part_id=pads.pk, quantity=5000, order_id=made.pk, by=clerk, at=AT)
    assert figures(pads) == (2000, 0)


def test_a_count_records_its_difference(pads, clerk):
    services.count(part_id=pads.pk, counted=1500, reason="one opened", by=clerk, at=AT)
    movement = StockMovement.objects.latest("id")
    assert (movement.kind, movement.quantity, movement.on_hand_after, movement.note) == ("counted", -500, 1500, "one opened")
    assert Event.objects.latest("id").data["difference"] == -500


def test_a_count_below_what_is_reserved_says_so(pads, clerk):
    with an_act(clerk) as act:
        services.reserve(act, part_id=pads.pk, quantity=2000, demand_id=1)
    with pytest.raises(services.LessThanReserved):
        services.count(part_id=pads.pk, counted=1000, reason="", by=clerk, at=AT)


@pytest.mark.parametrize("quantity", [0, -1000, 10**13])
def test_an_odd_quantity_is_refused(pads, clerk, quantity):
    with pytest.raises(Invalid):
        services.receive(part_id=pads.pk, quantity=quantity, by=clerk, at=AT)


def test_only_who_keeps_the_parts_may_receive_them(pads, acting):
    with pytest.raises(Forbidden):
        services.receive(part_id=pads.pk, quantity=1000, by=acting("technician"), at=AT)


def test_another_sites_part_is_not_there(other_site, clerk):
    elsewhere = Part.objects.create(site=other_site, number="X", name="X", price=1, created_at=AT, changed_at=AT)
    with pytest.raises(NotHere):
        services.receive(part_id=elsewhere.pk, quantity=1000, by=clerk, at=AT)
    with an_act(clerk) as act, pytest.raises(services.Short):
        services.reserve(act, part_id=elsewhere.pk, quantity=1000, demand_id=1)


def test_a_part_number_is_given_once(pads, clerk):
    with pytest.raises(Invalid):
        services.add_part(number="BP-100", name="again", price=1, by=clerk, at=AT)


def test_a_changed_price_keeps_what_was_before(pads, clerk):
    services.change_part(part_id=pads.pk, price=42000, by=clerk, at=AT)
    pads.refresh_from_db()
    assert pads.price == 42000
    assert Event.objects.latest("id").data["before"] == {"price": 38000}
