"""The parts clerk's day through the screens."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import local
from yinuo.core.accounts.models import User
from yinuo.operations.stock import services
from yinuo.operations.stock.models import Part, PartOrder, StockMovement

AT = local("2026-03-02 10:30")
BACKEND = "django.contrib.auth.backends.ModelBackend"
PART = {
    "number": "BP-100",
    "name": "刹车片",
    "unit": "set",
    "price": "380.00",
    "cost": "210",
    "minimum": "2",
    "place": "A3",
    "lead_days": "2",
}


@pytest.fixture
def clerk(client, acting, site):
    by = acting("parts_clerk")
    client.force_login(User.objects.get(pk=by.user_id), backend=BACKEND)
    return by


@pytest.fixture
def here(site) -> str:
    return f"/s/{site.code}/parts/"


def test_a_part_from_nothing_to_the_shelf(client, clerk, here):
    client.post(here + "new/", PART)
    part = Part.objects.get()
    assert (part.price, part.cost, part.minimum, part.tax_rate) == (38000, 21000, 2000, None)
    own = f"{here}{part.pk}/"
    client.post(own + "order/", {"quantity": "4", "expected_on": "2026-03-04", "supplier": "东方"})
    client.post(f"{here}orders/{PartOrder.objects.get().pk}/receive/")
    client.post(own + "receive/", {"quantity": "1.5", "cost": "200"})
    client.post(own + "count/", {"counted": "5", "reason": "one is broken"})
    part.refresh_from_db()
    assert (part.on_hand, part.cost) == (5000, 20000)
    assert [movement.quantity for movement in StockMovement.objects.order_by("id")] == [4000, 1500, -500]
    shown = client.get(own).content.decode()
    assert "one is broken" in shown and "+1.5" in shown


def test_receiving_twice_by_a_double_tap_counts_once(client, clerk, here):
    part = services.add_part(number="X", name="X", price=1, by=clerk, at=AT)
    for _n in range(2):
        client.post(f"{here}{part.pk}/receive/", {"quantity": "2", "_key": "one-tap"})
    part.refresh_from_db()
    assert part.on_hand == 2000


@pytest.mark.parametrize("wrong", [
    {"price": "-1"}, {"price": "1e999"}, {"price": "99999999999"}, {"price": "NaN"}, {"price": "1.005"}, {"number": "x" * 10_000}, {"number": ""}, {"name": "\x00"},
    {"minimum": "-5"}, {"minimum": "0.0001"}, {"lead_days": "1000000"}, {"tax_rate": "101"}, {"lead_days": "soon"}, {"cost": "１２；"},
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(client, clerk, here, wrong):
    answer = client.post(here + "new/", PART | wrong)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Part.objects.exists()


@pytest.mark.parametrize(("act", "told"), [
    ("receive/", {"quantity": "0"}), ("receive/", {"quantity": "-3"}), ("receive/", {"quantity": "many"}), ("count/", {"counted": "-1"}), ("count/", {}),
    ("order/", {"quantity": "1", "expected_on": "someday"}), ("order/", {"quantity": "1" * 40, "expected_on": "2026-03-04"}), ("change/", {"number": "X"}),
])  # fmt: skip
def test_a_refused_form_comes_back_with_its_reason(client, clerk, here, act, told):
    part = services.add_part(number="X", name="X", price=1, by=clerk, at=AT)
    assert client.post(f"{here}{part.pk}/{act}", told).status_code == 422


def test_a_name_in_any_script_is_shown_as_it_is(client, clerk, here):
    client.post(here + "new/", PART | {"name": "<b>مصفاة</b> 🛢️ 机油"})
    shown = client.get(here).content.decode()
    assert "&lt;b&gt;مصفاة&lt;/b&gt; 🛢️ 机油" in shown


def test_what_runs_low_stands_first_and_what_is_late_is_red(client, clerk, here, monkeypatch):
    low = services.add_part(number="LOW", name="low one", price=1, minimum=2000, by=clerk, at=AT)
    services.add_part(number="FINE", name="fine one", price=1, by=clerk, at=AT)
    services.order(part_id=low.pk, quantity=1000, expected_on=date(2020, 1, 1), by=clerk, at=AT)
    shown = client.get(here + "?low=1").content.decode()
    assert "low one" in shown and "fine one" not in shown
    assert "tone-late" in client.get(f"{here}{low.pk}/").content.decode()
    assert "chip-late" in client.get(here + "coming/").content.decode()


def test_search_finds_by_the_beginning_of_the_number_and_a_piece_of_the_name(client, clerk, here):
    for number, name in (("OF-1", "机油滤清器"), ("BP-1", "前刹车片")):
        services.add_part(number=number, name=name, price=1, by=clerk, at=AT)
    assert "前刹车片" in client.get(here + "?q=刹车").content.decode()
    assert "前刹车片" not in client.get(here + "?q=of").content.decode()
    assert client.get(here + "?q=%00%FF&cursor=%C3%28&sort='").status_code == 200


def test_an_export_cannot_carry_a_formula(client, clerk, here):
    services.add_part(number="=1+1", name="@SUM(A1)", price=1, by=clerk, at=AT)
    answer = client.get(here + "?as=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "\n=1+1" not in text and ",@SUM" not in text


def test_a_long_list_takes_as_many_queries_as_a_short_one(client, clerk, here, django_assert_max_num_queries):
    for n in range(60):
        part = services.add_part(number=f"N{n}", name=f"n{n}", price=1, by=clerk, at=AT)
        services.order(part_id=part.pk, quantity=1000, expected_on=date(2026, 3, 4), by=clerk, at=AT)
    with django_assert_max_num_queries(12):
        assert "cursor" in client.get(here).content.decode()
    with django_assert_max_num_queries(10):
        client.get(here + "coming/")
