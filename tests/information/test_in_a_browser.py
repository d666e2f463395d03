"""Customers and promises as a hand and an eye meet them: typing, the list below the search box, a phone in one hand, axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from tests.browser import complaints
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.sites.models import Site
from yinuo.information.customers.models import Customer
from yinuo.information.encounters.services import record_encounter
from yinuo.information.promises.models import Promise
from yinuo.information.promises.services import make_promise
from yinuo.information.vehicles.services import create_with_customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(tab, live_server):
    """An advisor's browser, and Wang Fang with her car on record."""
    site = Site.objects.create(code="pd", name="浦东站")
    user = create_person(username="liu", display_name="刘洋", language="zh-hans")
    give_role(person=user, site=site, role="advisor")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    tab.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    by, now = staff(site_id=site.pk, user=user, roles=["advisor"]), timezone.now()
    with scope(site=site):
        person, car = create_with_customer(
            by=by, at=now - timedelta(days=9), customer={"name": "王芳", "phone": "13800138000"}, vehicle={"plate": "沪AD12345"}, km=52_000
        )
        record_encounter(customer_id=person.pk, by=by, at=now - timedelta(days=2), channel="phone", about="question", text="什么时候保养？")
        for minutes in (9, 300):
            due = now + timedelta(minutes=minutes)
            make_promise(customer_id=person.pk, kind="call_back", text="回电", due_at=due, by=by, at=now, how="phone")
        tab.base = f"{live_server.url}/s/pd"
        tab.person, tab.car = person, car
        yield tab


def test_typing_into_the_search_box_leads_to_the_customer(desk):
    desk.goto(f"{desk.base}/promises/")
    desk.keyboard.press("/")
    desk.keyboard.type("wf", delay=30)
    first = desk.locator("#found a").first
    expect(first).to_contain_text("王芳")
    first.click()
    expect(desk.locator("h1")).to_contain_text("王芳")


def test_while_writing_down_a_customer_yinuo_looks_and_nothing_typed_is_lost(desk):
    desk.goto(f"{desk.base}/vehicles/new/")
    desk.fill("#id_plate", "沪A1234")
    desk.fill("#id_name", "汪芳")
    desk.fill("#id_phone", "138 0013 8000")
    desk.press("#id_phone", "Tab")
    expect(desk.locator("#look .callout")).to_have_count(2)
    desk.fill("#id_make", "大众")
    desk.click(".form-foot button")
    expect(desk.locator("button[name=anyway]")).to_be_visible()
    assert (desk.input_value("#id_plate"), desk.input_value("#id_make")) == ("沪A1234", "大众")
    assert Customer.objects.count() == 1
    desk.click("button[name=customer_id]")
    expect(desk.locator("h1")).to_contain_text("王芳")
    expect(desk.locator("#panel-vehicles .plate")).to_have_count(2)


def test_a_promise_takes_a_few_seconds_on_a_phone(desk):
    desk.goto(f"{desk.base}/customers/{desk.person.pk}/")
    desk.click("#panel-promises summary")
    desk.fill("#id_promise-text", "旧件装袋带走")
    desk.fill("#id_promise-due_at", timezone.localtime(timezone.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M"))
    desk.click("#promise button.btn-primary")
    expect(desk.locator("#panel-promises")).to_contain_text("旧件装袋带走")
    assert Promise.objects.count() == 3


@pytest.mark.parametrize("dark", [False, True])
def test_axe_has_nothing_to_say(desk, dark):
    desk.emulate_media(color_scheme="dark" if dark else "light")
    for address in (
        "customers/",
        "customers/{person}/",
        "customers/{person}/change/",
        "vehicles/new/",
        "vehicles/{car}/",
        "contacts/",
        "promises/",
        "search/?q=w",
    ):
        desk.goto(f"{desk.base}/{address.format(person=desk.person.pk, car=desk.car.pk)}")
        assert complaints(desk) == [], address
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
