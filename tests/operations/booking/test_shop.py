"""Cars in the shop weigh on the booking table; bookings weigh on Today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.conftest import local
from tests.operations.booking.conftest import AT
from yinuo.core.ui.matters import Asked
from yinuo.operations.booking import attention, capacity, services
from yinuo.operations.booking.holding import FullyBooked
from yinuo.operations.booking.who import Caller
from yinuo.operations.orders.models import ClockEntry, Operation
from yinuo.operations.orders.services import lines, opening
from yinuo.operations.visits import services as visits

NINE = local("2026-03-02 09:00")


@pytest.fixture
def in_shop(acting, menu):
    """`in_shop("brakes")` → a car without a booking, greeted at eight, with an order of this work."""

    def make(*codes: str, plate: str = "沪C33333", appointment=None):
        by = acting("service_manager")
        at = local("2026-03-02 08:00")
        visit = visits.arrive(plate=plate, by=by, at=at, appointment_id=appointment.pk if appointment else None)
        visits.greet(visit_id=visit.pk, by=by, at=at)
        order = opening.open_order(visit_id=visit.pk, by=by, at=at)
        return [lines.add_menu_item(order_id=order.pk, menu_item_id=menu[code].pk, by=by, at=at) for code in codes]

    return make


def lifts(at, slot_at):
    table = capacity.days(slot_at.date(), slot_at.date(), at=at).table
    found = {"promised": table.promised, "carried": table.carried}
    return {
        name: sum(minutes for (kind, _skill), minutes in loads.get(slot_at, {}).items() if kind == "lift") for name, loads in found.items()
    }


def test_work_on_cars_in_the_shop_fills_the_next_half_hours(in_shop):
    in_shop("brakes")
    assert lifts(NINE, NINE) == {"promised": 0, "carried": 30}
    assert lifts(NINE, local("2026-03-02 10:00")) == {"promised": 0, "carried": 30}
    assert lifts(NINE, local("2026-03-02 10:30")) == {"promised": 0, "carried": 0}


def test_it_is_not_sold_again(in_shop, booked, menu, acting):
    in_shop("brakes"), in_shop("brakes", plate="沪C44444")
    with pytest.raises(FullyBooked):
        booked("09:30", at=NINE)
    booked("10:30", at=NINE)


def test_what_was_booked_counts_until_the_order_says_more(acting, booked, in_shop, menu):
    appointment = booked("09:00", "oil")
    by = acting("service_manager")
    visit = visits.arrive(appointment_id=appointment.pk, by=by, at=local("2026-03-02 08:50"))
    assert lifts(NINE, local("2026-03-02 09:30")) == {"promised": 30, "carried": 0}
    visits.greet(visit_id=visit.pk, by=by, at=local("2026-03-02 08:51"))
    order = opening.open_order(visit_id=visit.pk, by=by, at=local("2026-03-02 08:55"))
    lines.add_menu_item(order_id=order.pk, menu_item_id=menu["brakes"].pk, by=by, at=local("2026-03-02 08:55"))
    assert lifts(NINE, local("2026-03-02 09:30")) == {"promised": 0, "carried": 30}
    assert lifts(NINE, local("2026-03-02 10:00")) == {"promised": 0, "carried": 30}


def test_what_is_done_and_what_is_clocked_no_longer_weighs(acting, in_shop, site):
    (line,) = in_shop("brakes")
    operation = Operation.objects.get(line=line)
    stamp = {"created_at": AT, "changed_at": AT}
    technician = acting("technician")
    ClockEntry.objects.create(
        site=site, operation=operation, technician_id=technician.user_id, on_at=local("2026-03-02 08:00"), off_at=NINE, **stamp
    )
    assert lifts(NINE, NINE) == {"promised": 0, "carried": 30}
    assert lifts(NINE, local("2026-03-02 09:30")) == {"promised": 0, "carried": 0}
    Operation.objects.update(state="done")
    assert lifts(NINE, NINE) == {"promised": 0, "carried": 0}


def test_what_was_not_finished_yesterday_is_carried_into_today(in_shop):
    in_shop("brakes")
    evening = local("2026-03-02 16:50")
    tomorrow = local("2026-03-03 08:00")
    table = capacity.days(tomorrow.date(), tomorrow.date(), at=evening).table
    assert sum(table.carried[tomorrow].values()) == 30


def asked(by, at, **other):
    return Asked(actor=by, at=at, site_code="pd", **other)


def test_calls_and_shortages_stand_on_today(acting, booked, part):
    part.on_hand = 0
    part.save()
    booked("09:00", "brakes")
    by = acting("advisor")
    (call,) = attention.customers_to_call(asked(by, AT))
    assert (call.kind, call.due_at, call.plate) == ("reconfirm", local("2026-03-02 08:30"), "沪B88888")
    (short,) = attention.shortages_to_tell(asked(by, AT))
    assert short.due_at == AT + timedelta(hours=1)
    (late,) = attention.customers_to_call(asked(by, local("2026-03-02 09:20")))
    assert (late.kind, late.tone) == ("late_arrival", "late")


def test_another_advisors_customers_are_left_to_them(acting, booked, person):
    other = person("advisor", name="other")
    booked("09:00", advisor_id=other.pk)
    by = acting("advisor")
    assert attention.customers_to_call(asked(by, AT)) == []
    assert len(attention.customers_to_call(asked(by, AT, mine=False))) == 1


def test_a_vehicles_page_shows_its_bookings_and_leads_to_a_new_one(client, acting, booked):
    from yinuo.core.accounts.models import User
    from yinuo.information.vehicles.services import create_vehicle

    by = acting("advisor")
    car = create_vehicle(by=by, at=AT, plate="沪AD12345")
    booked("09:00", caller=Caller(vehicle_id=car.pk))
    client.force_login(User.objects.get(pk=by.user_id), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("vehicles:vehicle", args=["pd", car.pk])).content.decode()
    assert f"/booking/new/?vehicle={car.pk}" in page and "机油保养" in page


def test_who_called_off_is_not_called(acting, booked):
    appointment = booked("09:00")
    services.cancel(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="x")
    assert attention.customers_to_call(asked(acting("advisor"), AT)) == []
