"""Booking, moving, calling off, coming: what each act does to the table, the log and the promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from tests.conftest import local
from tests.operations.booking.conftest import AT, STAMP
from yinuo.core.access.actor import customer as customer_actor
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.events.models import Event, Thread
from yinuo.core.events.services import RepeatedAct
from yinuo.core.workflow.services import IllegalMove
from yinuo.information.customers.services import create_customer
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.information.promises.watch import watch
from yinuo.information.vehicles.services import create_vehicle
from yinuo.operations.booking import capacity, queries, services
from yinuo.operations.booking.holding import FullyBooked, InThePast, OutsideOpeningHours, TooFarAhead
from yinuo.operations.booking.models import Appointment, SiteDay
from yinuo.operations.booking.services import OtherWork
from yinuo.operations.booking.who import Caller
from yinuo.operations.menu.models import MenuItem
from yinuo.operations.stock.models import PartOrder
from yinuo.operations.visits import services as visits


def promises_of(appointment, kind="arrival_slot"):
    return list(Promise.objects.filter(thread=appointment.thread, kind=kind).order_by("id").values_list("state", flat=True))


def names_of(appointment):
    return list(
        Event.objects.filter(thread=appointment.thread, name__startswith="appointment.").order_by("id").values_list("name", flat=True)
    )


def test_a_booking_stands_in_the_table_with_its_work_and_makes_a_promise(booked):
    appointment = booked("09:00", "oil", "brakes")
    assert appointment.ends_at == local("2026-03-02 11:30")
    told = Event.objects.get(name="appointment.booked").data
    assert told == {"minutes": 150, "parts_short": False, "starts_at": local("2026-03-02 09:00").isoformat(), "in_table": True}
    assert promises_of(appointment) == ["open"]
    table = capacity.days(appointment.day, appointment.day, at=AT).table
    assert table.load(appointment.starts_at) == {("lift", "maintenance"): 30}
    assert SiteDay.objects.get(day=appointment.day).version == 1


def test_lifts_are_full_when_two_cars_stand_on_them_and_the_refusal_names_free_times(booked):
    booked("09:00")
    booked("09:00")
    with pytest.raises(FullyBooked) as refused:
        booked("09:00")
    assert refused.value.details["free"] == [local("2026-03-02 08:00"), local("2026-03-02 10:00"), local("2026-03-02 10:30")]
    assert "10:00" in str(refused.value)
    assert Appointment.objects.count() == 2
    booked("09:00", "quick")


def test_the_only_engine_technician_is_not_sold_twice(booked):
    booked("09:00", "engine")
    with pytest.raises(FullyBooked):
        booked("09:30", "engine")
    booked("09:30", "oil")


def test_over_booking_is_the_sites_deliberate_percentage(site, booked):
    site.overbooking_percent = 50
    site.save()
    for _n in range(3):
        booked("09:00")
    with pytest.raises(FullyBooked):
        booked("09:00")


@pytest.mark.parametrize(
    ("day", "clock", "error"),
    [
        ("2026-03-02", "07:00", OutsideOpeningHours),  # before the day begins
        ("2026-03-02", "12:30", OutsideOpeningHours),  # in the break
        ("2026-03-02", "09:10", OutsideOpeningHours),  # not a half-hour
        ("2026-03-08", "09:00", OutsideOpeningHours),  # a Sunday
        ("2026-03-06", "09:00", OutsideOpeningHours),  # closed for once
        ("2026-02-27", "09:00", InThePast),
        ("2028-03-01", "09:00", TooFarAhead),
    ],
)
def test_times_that_are_none(booked, day, clock, error):
    with pytest.raises(error):
        booked(clock, day=day)
    assert Appointment.objects.count() == 0


def test_the_half_hour_that_has_begun_can_still_be_booked(booked):
    booked("09:00", at=local("2026-03-02 09:20"))
    with pytest.raises(InThePast):
        booked("09:00", at=local("2026-03-02 09:30"))


def test_work_that_goes_on_the_next_day_takes_its_place_there(booked):
    long = booked("16:00", "brakes", "brakes", waits=False)
    assert long.ends_at == local("2026-03-03 10:00")
    with pytest.raises(Invalid):
        booked("16:00", "brakes", "brakes", waits=True)
    assert set(SiteDay.objects.values_list("day", flat=True)) == {long.day, long.ends_on}
    booked("08:00", day="2026-03-03")
    with pytest.raises(FullyBooked):
        booked("08:00", day="2026-03-03")
    tomorrow = capacity.days(long.ends_on, long.ends_on, at=AT).table
    assert tomorrow.load(local("2026-03-03 09:30"))[("lift", "maintenance")] == 30


def test_nothing_to_do_too_much_to_do_and_menu_items_of_yesterday(booked, acting, menu):
    with pytest.raises(Invalid):
        services.book(by=acting("advisor"), at=AT, starts_at=local("2026-03-02 09:00"), caller=Caller(plate="沪A1"))
    with pytest.raises(Invalid):
        booked("09:00", *["quick"] * 13)
    for minutes in (0, -30, 10**9):
        with pytest.raises(Invalid):
            booked("09:00", other=[OtherWork("看一看", minutes)])
    MenuItem.objects.filter(pk=menu["oil"].pk).update(active=False)
    with pytest.raises(Invalid):
        booked("09:00", "oil")


@pytest.mark.parametrize("caller", [Caller(), Caller(name="长" * 10_000), Caller(name="  ", phone="1" * 10_000), Caller(plate="沪" * 200)])
def test_nobody_and_names_that_no_one_has(booked, caller):
    with pytest.raises(Invalid):
        booked("09:00", caller=caller)
    assert Appointment.objects.count() == 0 and Thread.objects.count() == 0


def test_a_wish_of_ten_thousand_signs_with_emoji_and_html_is_kept_as_it_is(booked):
    wish = "<b>🚗</b> \u05e9\u05dc\u05d5\u05dd " * 500
    assert booked("09:00", wish=wish).wish == wish.strip()


def test_other_work_counts_with_its_estimated_time(booked):
    appointment = booked("08:00", "oil", other=[OtherWork("右后异响", 120)])
    assert appointment.ends_at == local("2026-03-02 11:00")
    assert [item.name for item in appointment.items.all()] == ["机油保养", "右后异响"]


def test_a_plate_or_a_phone_finds_the_records(booked, acting):
    owner = create_customer(by=acting("advisor"), at=AT, name="王芳", phone="138 0013 8000")
    car = create_vehicle(by=acting("advisor"), at=AT, plate="沪A·D12345", customer_id=owner.pk)
    by_plate = booked("09:00", caller=Caller(plate="沪ad12345"))
    assert (by_plate.vehicle_id, by_plate.customer_id, by_plate.contact_name) == (car.pk, owner.pk, "王芳")
    by_phone = booked("09:30", caller=Caller(phone="+86 13800138000"))
    assert (by_phone.customer_id, by_phone.vehicle_id, by_phone.contact_name) == (owner.pk, None, "王芳")
    somebody_else = booked("10:00", "quick", caller=Caller(plate="沪AD12345", name="李雷", phone="13700137000"))
    assert (somebody_else.vehicle_id, somebody_else.customer_id) == (car.pk, None)


def test_somebody_online_learns_nothing_from_the_records(site, booked, acting):
    owner = create_customer(by=acting("advisor"), at=AT, name="王芳", phone="13800138000")
    create_vehicle(by=acting("advisor"), at=AT, plate="沪AD12345", customer_id=owner.pk)
    visitor = customer_actor(site_id=site.pk, name="online")
    guess = booked("09:00", by=visitor, caller=Caller(plate="沪AD12345", name="谁", phone="13700137000"))
    assert (guess.customer_id, guess.vehicle_id, guess.contact_name) == (None, None, "谁")
    true = booked("09:30", by=visitor, caller=Caller(plate="沪AD12345", name="芳", phone="13800138000"))
    assert (true.customer_id, true.contact_name) == (owner.pk, "芳")


def test_the_same_booking_sent_twice_is_made_once(booked, acting):
    by = acting("advisor").with_key("tap")
    booked("09:00", by=by, answer=lambda appointment: f"/there/{appointment.pk}/")
    with pytest.raises(RepeatedAct) as repeated:
        booked("09:00", by=by)
    assert repeated.value.url == f"/there/{Appointment.objects.get().pk}/"


def test_moving_frees_the_old_place_and_renegotiates_the_promise(booked, acting):
    appointment = booked("09:00")
    booked("09:00")
    services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 14:00"), by=acting("advisor"), at=AT, reason="客户要求")
    booked("09:00")
    assert promises_of(appointment) == ["renegotiated", "open"]
    told = Event.objects.get(name="appointment.moved").data
    assert local("2026-03-02 14:00").isoformat()[:10] in told["to"] and told["from"] < told["to"]


def test_a_car_can_be_moved_onto_a_part_of_its_own_place_but_not_onto_others(booked, acting):
    first, second = booked("09:00"), booked("09:00")
    booked("10:00")
    services.move_to(appointment_id=first.pk, starts_at=local("2026-03-02 09:30"), by=acting("advisor"), at=AT)
    with pytest.raises(FullyBooked):
        services.move_to(appointment_id=second.pk, starts_at=local("2026-03-02 10:00"), by=acting("advisor"), at=AT)
    second.refresh_from_db()
    assert second.starts_at == local("2026-03-02 09:00")


def test_a_confirmed_customer_who_moves_to_another_day_is_asked_again(booked, acting):
    appointment = booked("09:00")
    services.reconfirm(appointment_id=appointment.pk, by=acting("advisor"), at=AT)
    moved = services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 10:00"), by=acting("advisor"), at=AT)
    assert moved.state == "reconfirmed"
    moved = services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-03 10:00"), by=acting("advisor"), at=AT)
    assert (moved.state, moved.reconfirmed_at) == ("booked", None)


def test_changing_the_work_counts_again(booked, acting, menu):
    appointment = booked("09:00", "oil")
    booked("10:00"), booked("10:00")
    by = acting("advisor")
    with pytest.raises(FullyBooked):
        services.change_items(appointment_id=appointment.pk, menu_item_ids=[menu["oil"].pk, menu["brakes"].pk], by=by, at=AT)
    changed = services.change_items(appointment_id=appointment.pk, menu_item_ids=[menu["quick"].pk], by=by, at=AT)
    assert changed.ends_at == local("2026-03-02 09:30")
    assert [item.name for item in changed.items.all()] == ["快修检查"]


def test_reconfirming_is_an_encounter_and_happens_once(booked, acting):
    appointment = booked("09:00")
    services.not_reached(appointment_id=appointment.pk, by=acting("advisor"), at=AT)
    services.reconfirm(appointment_id=appointment.pk, by=acting("advisor"), at=AT, channel="wechat")
    assert list(Encounter.objects.order_by("id").values_list("channel", "outcome")) == [("phone", "not_reached"), ("wechat", "confirmed")]
    with pytest.raises(IllegalMove):
        services.reconfirm(appointment_id=appointment.pk, by=acting("advisor"), at=AT)
    with pytest.raises(Invalid):
        services.not_reached(appointment_id=appointment.pk, by=acting("advisor"), at=AT, channel="smoke signal")


def test_a_part_is_short_when_earlier_bookings_need_what_is_on_the_shelf(booked, part):
    assert [booked(clock, "brakes").parts_short for clock in ("08:00", "08:00", "13:00")] == [False, False, True]
    assert Event.objects.filter(name="appointment.booked").order_by("-id").first().data["parts_short"] is True


def test_a_delivery_before_the_day_counts_and_one_on_the_day_does_not(site, booked, part):
    part.on_hand = 0
    part.save()
    PartOrder.objects.create(site=site, part=part, quantity=5000, expected_on=local("2026-03-03 00:00").date(), **STAMP)
    assert booked("09:00", "brakes", day="2026-03-03").parts_short
    assert not booked("09:00", "brakes", day="2026-03-04").parts_short


def test_telling_of_a_shortage_stops_its_clock_and_promises_the_part(booked, part, acting):
    part.on_hand = 0
    part.save()
    appointment = booked("09:00", "brakes", day="2026-03-05")
    day = local("2026-03-04 00:00").date()
    told = services.tell_shortage(appointment_id=appointment.pk, by=acting("advisor"), at=AT + timedelta(minutes=20), expected_on=day)
    assert told.shortage_told_at == AT + timedelta(minutes=20)
    assert promises_of(appointment, "parts_arrival") == ["open"]
    services.tell_shortage(appointment_id=appointment.pk, by=acting("advisor"), at=AT + timedelta(hours=1), expected_on=appointment.day)
    assert promises_of(appointment, "parts_arrival") == ["renegotiated", "open"]
    services.parts_here(appointment_id=appointment.pk, by=acting("parts_clerk"), at=AT + timedelta(hours=2))
    assert promises_of(appointment, "parts_arrival")[-1] == "kept"
    with pytest.raises(Invalid):
        services.tell_shortage(appointment_id=appointment.pk, by=acting("advisor"), at=AT, expected_on=local("2026-02-01 00:00").date())


def test_told_while_booking(booked, part):
    part.on_hand = 0
    part.save()
    assert booked("09:00", "brakes", told_by="phone").shortage_told_at == AT


def test_calling_off_gives_the_place_back_and_can_be_undone(booked, acting):
    appointment = booked("09:00")
    booked("09:00")
    services.cancel(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="出差")
    assert promises_of(appointment) == ["withdrawn"]
    services.restore(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="点错了")
    assert promises_of(appointment) == ["withdrawn", "open"]
    assert queries.story_of(appointment)[0].detail == "点错了", "why it was set right is told with it"
    appointment.thread.refresh_from_db()
    assert "appointment.cancelled" not in appointment.thread.facts
    with pytest.raises(FullyBooked):
        booked("09:00")


def test_a_place_sold_meanwhile_cannot_be_taken_back(booked, acting):
    appointment = booked("09:00")
    services.cancel(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="出差")
    booked("09:00"), booked("09:00")
    with pytest.raises(FullyBooked):
        services.restore(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="点错了")
    appointment.refresh_from_db()
    assert appointment.state == "cancelled"


def test_no_show_is_not_said_before_the_half_hour_is_over(booked, acting):
    appointment = booked("09:00")
    with pytest.raises(services.TooEarly):
        services.no_show(appointment_id=appointment.pk, by=acting("advisor"), at=local("2026-03-02 09:29"))
    services.no_show(appointment_id=appointment.pk, by=acting("advisor"), at=local("2026-03-02 09:31"))
    assert promises_of(appointment) == ["withdrawn"]
    restored = services.restore(appointment_id=appointment.pk, by=acting("advisor"), at=local("2026-03-02 10:00"), reason="来了")
    assert restored.state == "booked"


def test_a_car_that_comes_in_time_leaves_the_promise_to_be_kept_by_the_greeting(site, booked, acting):
    appointment = booked("09:00")
    assert watch(local("2026-03-02 09:40")) == 0 and promises_of(appointment) == ["open"], "nobody but the customer can break it yet"
    visits.arrive(appointment_id=appointment.pk, by=acting("coordinator"), at=local("2026-03-02 09:05"))
    appointment.refresh_from_db()
    assert appointment.state == "arrived"
    assert Promise.objects.get(thread=appointment.thread, kind="arrival_slot").expected_at == local("2026-03-02 09:05")


def test_who_comes_after_the_half_hour_has_no_promise_left(booked, acting):
    appointment = booked("09:00")
    visits.arrive(appointment_id=appointment.pk, by=acting("coordinator"), at=local("2026-03-02 10:10"))
    assert promises_of(appointment) == ["withdrawn"]
    assert Event.objects.get(name="appointment.arrived").data["late_minutes"] == 70


def test_a_wrong_arrival_gives_the_booking_back(booked, acting):
    appointment = booked("09:00")
    visit = visits.arrive(appointment_id=appointment.pk, by=acting("coordinator"), at=local("2026-03-02 08:55"))
    visits.void(visit_id=visit.pk, reason="车牌看错", by=acting("coordinator"), at=local("2026-03-02 08:56"))
    appointment.refresh_from_db()
    assert appointment.state == "booked"
    assert promises_of(appointment)[-1] == "open"


def test_an_appointment_that_is_over_cannot_be_moved(booked, acting):
    appointment = booked("09:00")
    services.cancel(appointment_id=appointment.pk, by=acting("advisor"), at=AT, reason="")
    with pytest.raises(IllegalMove):
        services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 14:00"), by=acting("advisor"), at=AT)


def test_a_technician_may_not_book_and_another_site_sees_nothing(booked, acting, other_site):
    with pytest.raises(Forbidden):
        booked("09:00", by=acting("technician"))
    appointment = booked("09:00")
    Appointment.objects.filter(pk=appointment.pk).update(site=other_site)
    with pytest.raises(NotHere):
        services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 14:00"), by=acting("advisor"), at=AT)


def test_the_table_asks_the_same_number_of_questions_whatever_stands_in_it(site, booked, django_assert_max_num_queries):
    for clock in ("08:00", "09:00", "10:00", "13:00", "14:00", "15:00"):
        booked(clock), booked(clock)
    with django_assert_max_num_queries(12):
        capacity.days(AT.date(), AT.date() + timedelta(days=6), at=AT)


@pytest.fixture
def full(booked):
    """Nine o'clock is full; `full()` tries once more."""
    booked("09:00")
    booked("09:00")
    return lambda **told: booked("09:00", **told)


def test_a_service_manager_books_over_the_limit_and_says_why(full, acting):
    manager = acting("service_manager")
    appointment = full(by=manager, over=" 老客户，抛锚 ")
    event = Event.objects.get(name="appointment.booked_over")
    assert (event.subject_id, event.by_id) == (appointment.pk, manager.user_id)
    assert event.data == {"reason": "老客户，抛锚", "starts_at": appointment.starts_at.isoformat()}
    assert not Event.objects.filter(name="appointment.booked_over").exclude(pk=event.pk).exists()


def test_without_the_right_nobody_books_over_and_everybody_is_told_who_can(full, acting, site):
    before = Appointment.objects.count()
    with translation.override("en"):
        with pytest.raises(FullyBooked, match="A service manager can book over the limit"):
            full()
        with pytest.raises(FullyBooked, match="You can book over the limit, with a reason"):
            full(by=acting("service_manager"))
        with pytest.raises(FullyBooked) as refused:
            full(by=customer_actor(site_id=site.pk, name="x"), origin="public")
    assert "over the limit" not in str(refused.value)
    for by in (acting("advisor"), customer_actor(site_id=site.pk, name="x")):
        with pytest.raises(Forbidden):
            full(by=by, over="bitte")
    assert Appointment.objects.count() == before


def test_a_booking_is_moved_over_the_limit_but_never_into_the_night(full, booked, acting):
    appointment, told = booked("10:00"), {"by": acting("service_manager"), "at": AT, "over": "拖车送来"}
    services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 09:00"), **told)
    assert names_of(appointment)[-2:] == ["appointment.moved", "appointment.booked_over"]
    with pytest.raises(OutsideOpeningHours):
        services.move_to(appointment_id=appointment.pk, starts_at=local("2026-03-02 20:00"), **told)
