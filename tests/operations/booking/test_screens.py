"""The booking screens over HTTP: what they show, what they keep when refused, what they cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.conftest import local
from tests.operations.booking.conftest import AT
from yinuo.information.encounters.models import Encounter
from yinuo.operations.booking import services
from yinuo.operations.booking.models import Appointment, BookingSettings
from yinuo.operations.booking.who import Caller


@pytest.fixture
def at_half_past_seven():
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(client, person, menu, at_half_past_seven):
    """An advisor's browser at half past seven on the Monday, in English."""
    client.force_login(person("advisor", name="zhou"), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def url(name, *args):
    return reverse(f"booking:{name}", args=["pd", *args])


def form(menu, *codes, **typed):
    return {
        "items": [menu[code].pk for code in codes],
        "plate": "沪B88888",
        "name": "陈先生",
        "phone": "13900139000",
        "waits": "1",
        **typed,
    }


def test_ticking_work_shows_free_times_and_one_tap_books(desk, menu):
    shown = desk.get(url("free"), {"items": [menu["oil"].pk], "waits": "1"}).content.decode()
    assert "2026-03-02T09:00:00+08:00" in shown and "2026-03-02T12:00:00+08:00" not in shown
    response = desk.post(url("new"), form(menu, "oil", starts_at="2026-03-02T09:00:00+08:00", _key="one"))
    booked = Appointment.objects.get()
    assert response.url == url("appointment", booked.pk)
    assert (booked.starts_at, booked.plate, booked.created_by.username) == (local("2026-03-02 09:00"), "沪B88888", "zhou")
    again = desk.post(url("new"), form(menu, "oil", starts_at="2026-03-02T09:00:00+08:00", _key="one"))
    assert again.url == response.url and Appointment.objects.count() == 1


def test_a_full_half_hour_is_refused_in_words_and_nothing_typed_is_lost(desk, booked, menu):
    booked("09:00"), booked("09:00")
    response = desk.post(url("new"), form(menu, "oil", starts_at="2026-03-02T09:00:00+08:00", wish="刹车响 <b>"))
    page = response.content.decode()
    assert response.status_code == 422 and Appointment.objects.count() == 2
    assert "fully booked" in page and "10:00" in page
    assert "刹车响 &lt;b&gt;" in page and "沪B88888" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"starts_at": "yesterday"},
        {"starts_at": "9999-12-31T23:59:59+14:00"},
        {"starts_at": "2020-01-01T09:00:00+08:00"},
        {"starts_at": "2026-03-08T09:00:00+08:00"},
        {"items": ["no number"]},
        {"items": [10**18]},
        {"name": "长" * 10_000},
        {"wish": "长" * 10_000},
        {"phone": "\u202e" * 30},
        {"plate": "", "name": "", "phone": ""},
        {"other_minutes": "-30", "other_name": "x"},
        {"other_minutes": "30"},
        {"customer": "99999"},
        {"advisor": "x"},
        {"plate": "沪\x00A"},
    ],
)
def test_bad_input_is_answered_in_words(desk, menu, typed):
    response = desk.post(url("new"), {**form(menu, "oil", starts_at="2026-03-02T09:00:00+08:00"), **typed})
    assert response.status_code in (200, 404, 422), response.content
    assert Appointment.objects.count() == 0


def test_a_known_car_is_filled_in_from_where_one_came(desk, acting, menu):
    from yinuo.information.vehicles.services import create_vehicle

    car = create_vehicle(by=acting("advisor"), at=AT, plate="沪AD12345")
    page = desk.get(url("new"), {"vehicle": car.pk, "items": menu["brakes"].pk, "wish": "declined last time"}).content.decode()
    assert 'value="沪AD12345"' in page and "declined last time" in page
    assert "2026-03-02T09:00:00+08:00" in page, "free times for the work that was asked for are there at once"
    assert desk.get(url("new"), {"vehicle": "1" * 30, "customer": "x", "items": "y", "day": "2026-99-99"}).status_code == 200


def test_the_day_shows_load_against_capacity_and_who_comes(desk, booked):
    booked("09:00", "oil", caller=Caller(plate="沪A11111"))
    page = desk.get(url("today")).content.decode()
    assert "沪A" in page and '30<span class="of">/60' in page
    assert desk.get(url("day", "2026-03-06")).content.decode().count("盘点") == 1, "why it is closed"


def test_late_cars_are_called_late(desk, booked, at_half_past_seven):
    booked("09:00", caller=Caller(plate="沪A11111"))
    at_half_past_seven.move_to(local("2026-03-02 09:15"))
    assert "Not here yet" in desk.get(url("today")).content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "1999-01-01", "x"])
def test_days_that_are_none_do_not_exist(desk, day):
    assert desk.get(url("day", day)).status_code == 404
    assert desk.get(url("week", day)).status_code == 404
    assert desk.get(url("today"), {"day": day}).status_code == 200


def test_dragging_moves_and_draws_the_table_again(desk, booked):
    appointment = booked("09:00")
    drop = {"start": "2026-03-02T14:00:00+08:00", "_key": "drag"}
    response = desk.post(url("move", appointment.pk), drop, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="day-table")
    assert response.status_code == 200 and 'id="day-table"' in response.content.decode()
    appointment.refresh_from_db()
    assert appointment.starts_at == local("2026-03-02 14:00")


def test_dragging_onto_a_full_half_hour_says_so_and_changes_nothing(desk, booked):
    appointment = booked("14:00")
    booked("09:00"), booked("09:00")
    drop = {"start": "2026-03-02T09:00:00+08:00"}
    response = desk.post(url("move", appointment.pk), drop, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="day-table")
    assert response.status_code == 409 and "fully booked" in response.content.decode()
    for wrong in ("", "x", "2026-03-02T09:10:00+08:00"):
        assert desk.post(url("move", appointment.pk), {"start": wrong}).status_code == 422


def test_while_it_is_carried_every_half_hour_says_whether_it_fits(desk, booked):
    appointment = booked("14:00")
    booked("09:00"), booked("09:00")
    page = desk.get(url("fits", appointment.pk)).content.decode()
    nine = local("2026-03-02 09:00").astimezone().strftime("%Y%m%d")
    assert page.count('hx-swap-oob="true"') == 16 and nine in page
    assert page.count("fit-no") >= 2 and "fit-yes" in page


def test_asking_again_takes_two_taps(desk, booked):
    appointment = booked("09:00")
    page = desk.get(url("calls")).content.decode()
    assert "tel:13900139000" in page
    response = desk.post(url("reconfirm", appointment.pk), {"from": "calls"})
    assert response.url == url("calls")
    assert "13900139000" not in desk.get(url("calls")).content.decode()
    assert Encounter.objects.get().outcome == "confirmed"


def test_tomorrow_is_called_once_the_standard_lets_it(desk, booked, at_half_past_seven):
    booked("08:00", day="2026-03-03")
    assert "13900139000" not in desk.get(url("calls")).content.decode()
    at_half_past_seven.move_to(local("2026-03-02 20:30"))
    assert "13900139000" in desk.get(url("calls")).content.decode(), "twelve hours before, by the default standard"


def test_a_short_part_stands_on_its_list_until_told(desk, booked, part):
    part.on_hand = 0
    part.save()
    appointment = booked("09:00", "brakes", day="2026-03-05")
    page = desk.get(url("shortages")).content.decode()
    assert "刹车片" in page and 'value="2026-03-05"' in page, "today and its usual three days"
    assert desk.post(url("tell_shortage", appointment.pk), {"expected_on": "soon"}).status_code == 422
    desk.post(url("tell_shortage", appointment.pk), {"expected_on": "2026-03-04", "from": "shortages"})
    appointment.refresh_from_db()
    assert appointment.shortage_told_at is not None


def test_the_appointments_page_leads_through_its_life(desk, booked, at_half_past_seven):
    appointment = booked("09:00", wish="左前轮异响")
    page = desk.get(url("appointment", appointment.pk)).content.decode()
    assert "左前轮异响" in page and "/book/pd/a/" in page
    assert desk.get(url("customer_code", appointment.pk))["Content-Type"] == "image/svg+xml"
    alone = desk.get(url("times", appointment.pk)).content.decode()
    part = desk.get(url("times", appointment.pk), headers={"HX-Request": "true"}).content.decode()
    assert "10:30" in alone and "<h1" in alone, "without a script it is a page"
    assert "10:30" in part and "<html" not in part
    assert desk.post(url("no_show", appointment.pk)).status_code == 409
    desk.post(url("cancel", appointment.pk), {"reason": "出差"})
    assert "出差" in desk.get(url("appointment", appointment.pk)).content.decode()
    assert desk.post(url("restore", appointment.pk), {"reason": ""}).status_code == 422
    desk.post(url("restore", appointment.pk), {"reason": "点错"})
    appointment.refresh_from_db()
    assert appointment.state == "booked"
    assert desk.get(url("appointment", 999_999)).status_code == 404


def test_work_and_particulars_are_changed_on_their_pages(desk, booked, menu):
    appointment = booked("09:00")
    assert desk.get(url("work", appointment.pk)).status_code == 200
    assert desk.post(url("work", appointment.pk), {"items": []}).status_code == 422
    desk.post(url("work", appointment.pk), {"items": [menu["quick"].pk], "other_name": "雨刮", "other_minutes": "15"})
    assert [item.name for item in appointment.items.all()] == ["快修检查", "雨刮"]
    desk.post(url("who", appointment.pk), {"plate": "苏A00001", "name": "新人", "phone": "13600136000", "wish": "轻点"})
    appointment.refresh_from_db()
    assert (appointment.plate, appointment.contact_name, appointment.wish) == ("苏A00001", "新人", "轻点")
    assert desk.post(url("who", appointment.pk), {"plate": "", "name": "", "phone": ""}).status_code == 422


def test_the_list_is_filtered_and_found_in(desk, booked):
    booked("09:00", caller=Caller(plate="沪A11111"))
    booked("10:00", caller=Caller(name="李雷", plate="沪A22222", phone="13700137000"))
    assert "沪A22222" not in desk.get(url("list"), {"q": "沪A11111"}).content.decode().replace("·", "")
    assert desk.get(url("list"), {"q": "137 0013 7000"}).context["listing"].total == 1
    assert desk.get(url("list"), {"state": "cancelled"}).context["listing"].total == 0
    assert desk.get(url("list"), {"from": "2026-03-03", "until": "x"}).context["listing"].total == 0


def test_the_export_is_the_managers_and_holds_no_formula(desk, booked, person):
    booked("09:00", caller=Caller(name="=HYPERLINK(1)", plate="沪A11111"))
    assert desk.get(url("list"), {"as": "csv"}).status_code == 403
    desk.force_login(person("service_manager"), backend="django.contrib.auth.backends.ModelBackend")
    exported = b"".join(desk.get(url("list"), {"as": "csv"})).decode("utf-8-sig")
    assert "机油保养" in exported
    assert "HYPERLINK" in exported and not any(cell.strip('"').startswith("=") for cell in exported.split(","))


def test_who_does_not_come_is_counted_by_person_and_by_half_hour(desk, booked, acting, at_half_past_seven):
    for clock in ("09:00", "10:00"):
        services.no_show(appointment_id=booked(clock).pk, by=acting("advisor"), at=local("2026-03-02 16:00"))
    found = desk.get(url("no_shows")).context["found"]
    assert [(person["plate"], person["n"]) for person in found.people] == [("沪B88888", 2)]
    assert ("09:00", 1, 1) in found.slots
    third = booked("15:00")
    assert "did not come 2 times before" in desk.get(url("appointment", third.pk)).content.decode()
    services.no_show(appointment_id=third.pk, by=acting("advisor"), at=local("2026-03-02 16:30"))
    assert "did not come 2 times before" in desk.get(url("appointment", third.pk)).content.decode()  # itself is not counted


def test_the_rules_are_the_service_managers(client, desk, person, site):
    assert desk.get(url("settings")).status_code == 403
    client.force_login(person("service_manager"), backend="django.contrib.auth.backends.ModelBackend")
    told = {"overbooking_percent": "15", "days_ahead": "30", "public_lead_minutes": "120"}
    client.post(url("settings"), told)
    site.refresh_from_db()
    assert (site.overbooking_percent, BookingSettings.objects.get().public_open) == (15, False)
    assert client.post(url("settings"), told | {"overbooking_percent": "-5"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [("today", [], 24), ("week", ["2026-03-02"], 20), ("calls", [], 16), ("shortages", [], 16), ("list", [], 14), ("no_shows", [], 12)],
)
def test_a_page_costs_the_same_however_much_stands_in_it(desk, booked, part, name, args, most, django_assert_max_num_queries):
    for clock in ("08:00", "09:00", "10:00", "13:00", "14:00", "15:00"):
        booked(clock, "brakes", caller=Caller(plate=f"沪A1{clock[:2]}00"))
    with django_assert_max_num_queries(most):
        desk.get(url(name, *args))


def test_clocks_put_forward_neither_lose_nor_double_a_half_hour(site, menu, acting):
    """In a zone that changes its clocks on a working day's night, 09:00 stays 09:00."""
    site.timezone = "Europe/Berlin"
    site.save()
    at = local("2026-03-27 18:00")
    for day in (date(2026, 3, 28), date(2026, 3, 30)):
        from datetime import datetime
        from zoneinfo import ZoneInfo

        starts_at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        booked = services.book(
            by=acting("advisor"), at=at, starts_at=starts_at, menu_item_ids=[menu["oil"].pk], caller=Caller(plate="B-XY 1"), waits=True
        )
        assert (booked.day, booked.ends_at - booked.starts_at) == (day, timedelta(hours=1))


def test_booking_over_the_limit_on_the_screen(desk, menu, booked, person):
    booked("09:00")
    booked("09:00")
    late = {"over": "1", "over_at": "2026-03-02T09:00", "over_reason": "regular customer, broken down"}
    assert "over_reason" not in desk.get(url("new")).content.decode()
    assert desk.post(url("new"), form(menu, "oil", **late)).status_code == 403
    desk.force_login(person("service_manager", name="chief"), backend="django.contrib.auth.backends.ModelBackend")
    assert "over_reason" in desk.get(url("new")).content.decode()
    refused = desk.post(url("new"), form(menu, "oil", **late | {"over_reason": ""}))
    assert refused.status_code == 422 and "say why" in refused.content.decode() and "2026-03-02T09:00" in refused.content.decode()
    assert Appointment.objects.count() == 2
    page = desk.post(url("new"), form(menu, "oil", **late), follow=True).content.decode()
    assert "Booked over the limit" in page and "broken down" in page
