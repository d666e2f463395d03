"""One car from the booking to the closed visit, through the screens, each by the person whose screen it is: the steps, told once."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from bench import script
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import BrowserContext, Page, expect

from yinuo.information.vehicles.models import Vehicle
from yinuo.operations.booking.models import Appointment
from yinuo.operations.orders.models import Estimate, Order, PartDemand
from yinuo.operations.visits.models import Visit

PHONE, TABLET, DESK = {"width": 390, "height": 844}, {"width": 820, "height": 1180}, {"width": 1440, "height": 900}
TEN = 10


def where_it_is_ten(at: datetime) -> ZoneInfo:
    """A zone in which it is mid-morning, so that a booking is for today at whatever hour the test runs."""
    ahead = (TEN - at.astimezone(ZoneInfo("UTC")).hour + 11) % 24 - 11
    return ZoneInfo(f"Etc/GMT{-ahead:+d}")


class House:
    """The centre, a browser, and who sits before it."""

    def __init__(self, chromium, live_server):
        self.chromium, self.url = chromium, live_server.url
        now = timezone.now()
        self.centre = script.centre(at=now)
        self.zone = where_it_is_ten(now).key
        self.centre.site.timezone = self.zone
        self.centre.site.save(update_fields=["timezone"])
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []

    @property
    def base(self) -> str:
        return f"/s/{self.centre.site.code}"

    def sits(self, role: str, size: dict) -> Page:
        """A page signed in as the person in this role."""
        client = Client()
        client.force_login(self.centre.person(role), backend="django.contrib.auth.backends.ModelBackend")
        context = self.begin(viewport=size, timezone_id=self.zone)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    def customer(self) -> Page:
        """A customer's phone, without a sign-in."""
        return self.begin(viewport=PHONE).new_page()

    def begin(self, **how) -> BrowserContext:
        self.contexts.append(self.chromium.new_context(locale="zh-CN", base_url=self.url, **how))
        return self.contexts[-1]

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def house(chromium, live_server, files_as_they_are):
    made = House(chromium, live_server)
    with scope(site=made.centre.site):
        yield made
        made.close()
    assert not made.faults, made.faults


def press(page: Page, action: str) -> None:
    """Press the button of the form that posts to an address ending so, and wait for the answer."""
    with page.expect_navigation():
        page.locator(f'form[action$="{action}"] button').first.click()


def send(page: Page, form: str) -> None:
    with page.expect_navigation():
        page.locator(f"{form} .form-foot button, {form} button.btn-primary").first.click()


def visit_of(house: House) -> Visit:
    return Visit.objects.select_related("thread").order_by("-pk").first()


def whole_visit(house: House, vehicle: Vehicle) -> Visit:
    """A known car goes from the booking to the closed visit."""
    book(house, vehicle)
    visit = receive(house, vehicle)
    consult(house, visit)
    order = agree(house, visit)
    hand_out(house, order)
    repair(house, order)
    leave(house, visit)
    follow_up(house, visit)
    visit.refresh_from_db()
    return visit


def book(house: House, vehicle: Vehicle) -> Appointment:
    """The car is found by its plate, its work is ticked, and one tap on the first free time books."""
    advisor = house.sits("advisor", DESK)
    advisor.goto(f"{house.base}/search/?q={vehicle.plate}")
    advisor.locator(f'a.hit[href$="/vehicles/{vehicle.pk}/"]').click()
    advisor.locator(f'a[href$="/booking/new/?vehicle={vehicle.pk}"]').click()
    advisor.locator(".menu-picks label").first.click()
    with advisor.expect_navigation():
        advisor.locator("#free-times button").first.click()
    return Appointment.objects.get(vehicle=vehicle, state="booked")


def receive(house: House, vehicle: Vehicle) -> Visit:
    gate = house.sits("coordinator", TABLET)
    gate.goto(f"{house.base}/gate/")
    gate.fill("#plate-part", vehicle.plate[-3:])
    press(gate, "/gate/arrive/")
    visit = visit_of(house)
    assert visit.plate == vehicle.plate
    assert visit.appointment is not None
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{house.base}/visits/{visit.pk}/")
    press(advisor, f"/visits/{visit.pk}/greet/")
    visit.refresh_from_db()
    assert visit.advisor == house.centre.person("advisor")
    return visit


def consult(house: House, visit: Visit) -> None:
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{house.base}/visits/{visit.pk}/record/")
    advisor.locator("form.act button").first.click()
    advisor.wait_for_load_state()
    advisor.goto(f"{house.base}/visits/{visit.pk}/consultation/")
    press(advisor, "/consultation/start/")
    advisor.fill("#words textarea", "冷车启动时前面“咯噔”一声 🚗")
    with advisor.expect_navigation():
        advisor.locator("#words button.btn-plain").first.click()
    advisor.goto(f"{house.base}/visits/{visit.pk}/walk-around/")
    advisor.fill('#walk input[name="mileage"]', "41200")
    asked = advisor.locator('#walk input[name="valuables_asked"]')
    asked.check(force=True)
    send(advisor, "#walk")
    advisor.goto(f"{house.base}/visits/{visit.pk}/nine-points/")
    for one in advisor.locator('input[form="nine-points"][value="ok"]').all():
        one.check(force=True)
    advisor.locator('input[form="nine-points"][value="work"]').first.check(force=True)
    with advisor.expect_navigation():
        advisor.locator('button[form="nine-points"]').click()
    advisor.goto(f"{house.base}/visits/{visit.pk}/consultation/")
    with advisor.expect_navigation():
        advisor.locator('#words button[formaction$="/consultation/end/"][value="1"]').click()
    visit.refresh_from_db()
    assert visit.state == "confirming"
    assert visit.consultation.words.startswith("冷车启动")
    assert visit.consultation.uninterrupted
    assert visit.mileage == 41200


def agree(house: House, visit: Visit) -> Order:
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{house.base}/visits/{visit.pk}/")
    press(advisor, f"/visits/{visit.pk}/orders/open/")
    order = Order.objects.get(visit=visit)
    advisor.goto(f"{house.base}/orders/{order.pk}/")
    expect(advisor.locator("#order")).to_contain_text("小保养")
    with advisor.expect_navigation(url=re.compile("/estimates/")):
        advisor.locator(f"#present-{order.pk} button.btn-primary").first.click()
    estimate = Estimate.objects.get(order=order)
    advisor.goto(f"{house.base}/estimates/{estimate.pk}/")
    press(advisor, f"/estimates/{estimate.pk}/link/")
    phone = house.customer()
    phone.goto(advisor.locator("#link").input_value())
    for choice in phone.locator('input[type="radio"][value="yes"]').all():
        choice.check(force=True)
    with phone.expect_navigation():
        phone.locator('form[id^="answer-"] button.btn-primary').click()
    estimate.refresh_from_db()
    assert (estimate.state, estimate.channel) == ("agreed", "page")
    advisor.goto(f"{house.base}/orders/{order.pk}/")
    press(advisor, f"/orders/{order.pk}/release/")
    visit.refresh_from_db()
    assert visit.state == "repairing"
    return order


def hand_out(house: House, order: Order) -> None:
    """The parts clerk hands out what the order needs, part by part."""
    clerk = house.sits("parts_clerk", TABLET)
    clerk.goto(f"{house.base}/orders/parts/")
    demands = PartDemand.objects.filter(line__order=order)
    for demand in demands:
        issue = clerk.locator(f'form[action$="/parts/{demand.pk}/issue/"] button')
        issue.click()
        expect(issue).to_have_count(0)
    assert set(demands.all().values_list("state", flat=True)) == {"issued"}


def repair(house: House, order: Order) -> None:
    technician = house.sits("technician", PHONE)
    technician.goto(f"{house.base}/work/")
    operation = order.lines.get(kind="labour").operation
    press_queued(technician, f"/work/{operation.pk}/start/")
    expect(technician.locator(f'form[action$="/work/{operation.pk}/finish/"]')).to_be_visible()
    press_queued(technician, f"/work/{operation.pk}/finish/")
    inspect(technician, f"{house.base}/orders/{order.pk}/inspect/")
    inspector = house.sits("inspector", TABLET)
    for _kind in ("quality", "final"):
        inspect(inspector, f"{house.base}/orders/{order.pk}/inspect/")
    order.refresh_from_db()
    assert order.state == "cleared"


def press_queued(page: Page, action: str) -> None:
    page.locator(f'form[action$="{action}"] button').first.click()
    page.wait_for_timeout(300)
    page.wait_for_load_state("networkidle")


def inspect(page: Page, url: str) -> None:
    page.goto(url)
    for yes in page.locator('label[for^="yes-"]').all():
        yes.click()
    with page.expect_navigation():
        page.locator("form[id^=inspection] .form-foot button").click()


def leave(house: House, visit: Visit) -> None:
    url = f"{house.base}/visits/{visit.pk}/checkout/"
    advisor = house.sits("advisor", TABLET)
    advisor.goto(url)
    for action in ("clean", "tell", "show", "explain"):
        press(advisor, f"/checkout/{action}/")
    advisor.fill("#id_km", "46200")
    send(advisor, f"#next-service-{visit.pk}")
    cashier = house.sits("cashier", DESK)
    cashier.goto(url)
    press(cashier, "/invoices/issue/")
    cashier.locator('form[id^="pay-"] input[value="wechat"]').check(force=True)
    send(cashier, 'form[id^="pay-"]')
    for thing in ("key", "licence", "no-old_parts"):
        cashier.locator(f'label[for="r-{thing}"]').click()
    send(cashier, f"#return-{visit.pk}")
    press(cashier, "/checkout/deliver/")
    visit.refresh_from_db()
    assert visit.state == "delivered"


def follow_up(house: House, visit: Visit) -> None:
    agent = house.sits("follow_up_agent", DESK)
    agent.goto(f"{house.base}/follow-up/{visit.due_call.pk}/")
    agent.locator('form[id^="reached-"] input[value="happy"]').check(force=True)
    send(agent, 'form[id^="reached-"]')
