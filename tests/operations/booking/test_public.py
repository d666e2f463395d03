"""The public page: anybody books within the same capacity, sees only their own, and cannot fill the table by a program."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from tests.conftest import local
from tests.operations.booking.conftest import AT, STAMP
from yinuo.operations.booking import ics, links, services
from yinuo.operations.booking.models import Appointment, BookingSettings

TEN = "2026-03-02T10:00:00+08:00"


@pytest.fixture
def clock():
    with time_machine.travel(AT, tick=False) as moving:
        yield moving


@pytest.fixture
def phone(client, menu, clock):
    """A customer's phone, in English."""
    cache.clear()
    client.cookies["django_language"] = "en"
    return client


START = reverse("book:start", args=["pd"])


def typed(menu, **other):
    return {
        "items": [menu["oil"].pk], "waits": "1", "starts_at": TEN, "plate": "沪A 12345", "name": "王芳", "phone": "138 0013 8000", "website": "", **other,
    }  # fmt: skip


def test_the_menu_with_prices_then_free_times_then_booked(phone, menu):
    page = phone.get(START).content.decode()
    assert "机油保养" in page and "¥300.00" in page and "发动机诊断" not in page, "only what is marked public"
    times = phone.get(START, {"items": menu["oil"].pk, "waits": "1"}).content.decode()
    assert TEN in times and "2026-03-02T08:00:00+08:00" not in times, "an hour ahead at least"
    response = phone.post(START, typed(menu, _key="k"))
    booked = Appointment.objects.get()
    assert (booked.origin, booked.contact_name, booked.plate, booked.created_by) == ("public", "王芳", "沪A12345", None)
    assert response.url == reverse("book:appointment", args=["pd", links.token_of(booked)])
    assert phone.post(START, typed(menu, _key="k")).url == response.url and Appointment.objects.count() == 1
    menu["oil"].name_en = "Oil service"
    menu["oil"].save()
    booked_page = phone.get(response.url).content.decode()
    assert "You are booked" in booked_page and "Oil service" in booked_page


def test_quiet_times_are_called_quiet(phone, booked, menu):
    booked("10:00"), booked("10:00")
    page = phone.get(START, {"items": menu["oil"].pk, "waits": "1"}).content.decode()
    assert "many free places" in page and TEN not in page


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "长" * 10_000}, 422),
        ({"phone": "ring me"}, 422),
        ({"plate": ""}, 422),
        ({"items": []}, 422),
        ({"items": ["x"]}, 422),
        ({"starts_at": ""}, 422),
        ({"starts_at": "2026-03-02T08:00:00+08:00"}, 422),
        ({"starts_at": "2020-03-02T08:00:00+08:00"}, 422),
        ({"starts_at": "2026-03-02T10:07:00+08:00"}, 422),
        ({"wish": "长" * 10_000}, 422),
        ({"website": "http://spam"}, 422),
        ({"name": "\x00"}, 422),
    ],
)
def test_bad_input_is_answered_in_words(phone, menu, wrong, status):
    assert phone.post(START, typed(menu, **wrong)).status_code == status
    assert Appointment.objects.count() == 0


def test_what_is_not_public_cannot_be_booked_by_its_number(phone, menu):
    assert phone.post(START, typed(menu, items=[menu["engine"].pk])).status_code == 422


def test_the_last_place_is_shared_with_the_desk(phone, booked, menu):
    booked("10:00"), booked("10:00")
    response = phone.post(START, typed(menu))
    assert response.status_code == 422 and "fully booked" in response.content.decode()


def test_a_closed_page_says_so(phone, menu, site):
    BookingSettings.objects.create(site=site, public_open=False, **STAMP)
    assert "closed at the moment" in phone.get(START).content.decode()
    assert phone.post(START, typed(menu)).status_code == 422
    assert phone.get(reverse("book:start", args=["nowhere"])).status_code == 404


def test_one_phone_holds_three_bookings_at_most(phone, menu):
    for hour in ("10", "13", "14", "15"):
        phone.post(START, typed(menu, starts_at=f"2026-03-02T{hour}:00:00+08:00"))
    assert Appointment.objects.count() == 3


def test_a_program_is_slowed_down(phone, menu):
    for n in range(9):
        plate = {"plate": f"沪A0000{n}", "phone": f"1380013800{n}"}
        last = phone.post(START, typed(menu, starts_at=f"2026-03-0{3 if n < 4 else 4}T1{n % 2}:00:00+08:00", **plate))
    assert "Too many tries" in last.content.decode()
    for _n in range(30):
        last = phone.post(START, {})
    assert last.status_code == 429


@pytest.fixture
def own(phone, menu):
    return phone.post(START, typed(menu)).url


def test_the_customer_moves_and_cancels_alone_until_it_begins(phone, own, menu, clock):
    assert "14:00" in phone.get(own, {"move": "1"}).content.decode()
    phone.post(own + "move/", {"start": "2026-03-02T14:00:00+08:00"})
    assert Appointment.objects.get().starts_at == local("2026-03-02 14:00")
    assert phone.post(own + "move/", {"start": "soon"}).status_code == 409
    phone.post(own + "cancel/", {"reason": "有事"})
    assert (Appointment.objects.get().state, Appointment.objects.get().reason) == ("cancelled", "有事")
    assert "Cancelled" in phone.get(own).content.decode()
    assert phone.post(own + "cancel/").status_code == 409


def test_after_it_began_the_centre_is_rung(phone, own, clock):
    clock.move_to(local("2026-03-02 10:01"))
    assert phone.post(own + "cancel/").status_code == 409
    assert Appointment.objects.get().state == "booked"
    clock.move_to(AT + timedelta(days=40))
    assert phone.get(own).status_code == 404


def test_the_link_cannot_be_guessed_and_belongs_to_its_site(phone, own, other_site):
    booked = Appointment.objects.get()
    token = links.token_of(booked)
    for wrong in (
        f"{booked.pk}-",
        f"{booked.pk}-{'0' * 40}",
        f"{booked.pk + 1}-{token.partition('-')[2]}",
        "x",
        "9" * 30,
        f"²-{token[2:]}",
    ):
        assert phone.get(reverse("book:appointment", args=["pd", wrong])).status_code == 404
    assert phone.get(reverse("book:appointment", args=["mh", token])).status_code == 404


def test_nothing_that_the_centre_knows_is_told(phone, menu, acting):
    from yinuo.information.customers.services import create_customer
    from yinuo.information.vehicles.services import create_vehicle

    known = create_customer(by=acting("advisor"), at=AT, name="真名先生", phone="13800138000")
    create_vehicle(by=acting("advisor"), at=AT, plate="沪A12345", customer_id=known.pk, make="红旗")
    page = phone.get(phone.post(START, typed(menu)).url).content.decode()
    assert "真名" not in page and "红旗" not in page


def test_the_calendar_file(phone, own):
    response = phone.get(own + "appointment.ics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20260302T020000Z" in text and "DTEND:20260302T030000Z" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert re.sub(r"\r\n ", "", text).count("机油保养") == 2


def test_calendar_text_is_escaped_and_folded_inside_no_character():
    text = ics.event(
        uid="1", starts_at=AT, ends_at=AT, summary="一" * 60 + ",;\\\nEND:VEVENT", place="", details="", written_at=AT, version=0
    )
    assert text.split("\r\n").count("END:VEVENT") == 1 and "\\nEND:VEVENT" in text.replace("\r\n ", "")


def test_the_promise_of_a_customer_who_books_online_is_made_too(phone, own):
    from yinuo.information.promises.models import Promise

    assert Promise.objects.get().kind == "arrival_slot"
    assert services.slot_end(Appointment.objects.get().starts_at) == Promise.objects.get().due_at


def test_the_page_speaks_the_centres_language_until_another_is_chosen(client, menu, clock):
    cache.clear()
    assert 'lang="zh-hans"' in client.get(START).content.decode()
    assert 'lang="en"' in client.get(START, headers={"accept-language": "en"}).content.decode()
