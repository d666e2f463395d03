"""The booking table under a hand: dragged by mouse and by keyboard, booked with one tap, clean for a screen reader, narrow enough for a phone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from tests.browser import complaints
from tests.conftest import SHANGHAI
from tests.operations.booking.conftest import open_workshop
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.core.sites.models import Site
from yinuo.operations.booking import links, services
from yinuo.operations.booking.models import Appointment
from yinuo.operations.booking.who import Caller

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Desk:
    """A centre with two bookings on the Tuesday after next, and an advisor's browser."""

    def __init__(self, page, live_server, client):
        cache.clear()
        self.page, self.server = page, live_server.url
        now = timezone.now()
        today = now.astimezone(SHANGHAI).date()
        self.day = today + timedelta(days=8 - today.weekday() + 7)
        self.site = Site.objects.create(code="pd", name="浦东站", phone="021-58001234")
        person = create_person(username="zhou", display_name="周顾问", password="a long enough password")
        give_role(person=person, site=self.site, role="advisor")
        self.by = staff(site_id=self.site.pk, user=person, roles=["advisor"])
        with scope(site=self.site):
            self.menu = open_workshop(self.site)
            self.first = self.book("09:00", "沪A11111")
            self.book("14:00", "沪B22222"), self.book("14:00", "沪C33333")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.server}])

    def book(self, clock: str, plate: str) -> Appointment:
        return services.book(
            by=self.by,
            at=timezone.now(),
            starts_at=self.at(clock),
            menu_item_ids=[self.menu["oil"].pk],
            caller=Caller(name="陈", plate=plate),
        )

    def at(self, clock: str) -> datetime:
        return datetime.combine(self.day, time.fromisoformat(clock), SHANGHAI)

    def open(self, path: str, size=DESK):
        self.page.set_viewport_size(size)
        self.page.goto(f"{self.server}/s/pd/booking/{path}")
        return self.page

    def where(self) -> str:
        with scope(site=self.site):
            self.first.refresh_from_db()
        return self.first.starts_at.astimezone(SHANGHAI).strftime("%H:%M")


@pytest.fixture
def desk(tab, live_server, client):
    return Desk(tab, live_server, client)


CHIP, TEN = "[data-drag]:has-text('11111')", "tr[aria-label='10:00']"


def test_a_booking_is_dragged_and_the_table_says_where_it_fits(desk):
    page = desk.open(f"day/{desk.day}/")
    page.hover(f"{CHIP} [data-grip]")
    page.mouse.down()
    page.hover(TEN)
    expect(page.locator(f"{TEN} .fit-yes")).to_be_visible()
    expect(page.locator("tr[aria-label='14:00'] .fit-no")).to_be_visible()
    page.mouse.up()
    expect(page.locator(f"{TEN} {CHIP}")).to_be_visible()
    assert desk.where() == "10:00"


def test_dropped_on_a_full_half_hour_it_stays_where_it_was(desk):
    page = desk.open(f"day/{desk.day}/")
    page.locator(f"{CHIP} [data-grip]").drag_to(page.locator("tr[aria-label='14:00']"))
    expect(page.locator(".toasts")).to_contain_text("约满")
    assert desk.where() == "09:00"


def test_the_keyboard_carries_it_too(desk):
    page = desk.open(f"day/{desk.day}/")
    page.focus(CHIP)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"tr[aria-label='09:30'] {CHIP}")).to_be_visible()
    assert desk.where() == "09:30"


def test_one_tap_on_a_free_time_books(desk):
    page = desk.open(f"new/?day={desk.day}", PHONE)
    page.fill("[name=plate]", "沪D44444")
    page.locator(".menu-picks label", has_text="机油保养").click()
    page.locator("#free-times button", has_text="10:30").first.click()
    page.wait_for_url("**/booking/*/")
    with scope(site=desk.site):
        assert Appointment.objects.get(plate="沪D44444").starts_at == desk.at("10:30")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["day/{day}/", "week/{day}/", "new/", "calls/", "shortages/", "list/", "no-shows/", "{pk}/"])
def test_screen_readers_and_narrow_screens_are_content(desk, path, size):
    page = desk.open(path.format(day=desk.day, pk=desk.first.pk), size)
    page.wait_for_load_state("networkidle")
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


@pytest.mark.parametrize("path", ["", "?items={item}&waits=1", "a/{token}/", "a/{token}/?move=1"])
def test_so_is_the_customers_page(desk, path):
    page = desk.page
    page.goto(f"{desk.server}/book/pd/" + path.format(item=desk.menu["oil"].pk, token=links.token_of(desk.first)))
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_customer_books_on_a_phone_without_a_script(desk, chromium, live_server):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/book/pd/")
    page.locator("label", has_text="机油保养").click()
    page.locator("button[type=submit], .form-foot button").first.click()
    page.locator(".free-choices label").nth(2).click()
    for name, value in (("plate", "沪E55555"), ("name", "王芳"), ("phone", "13800138000")):
        page.fill(f"[name={name}]", value)
    page.locator("#book .form-foot button").click()
    expect(page.locator("h1")).to_have_text("预约成功")
    context.close()
