"""One car from the booking to the closed visit, through the screens, each by the person whose screen it is."""

from __future__ import annotations

import re

import pytest
from bench import script
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page, expect

from yinuo.information.promises.models import Promise
from yinuo.operations.orders.models import Estimate, Order
from yinuo.operations.orders.services import estimates
from yinuo.operations.visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, TABLET, DESK = {"width": 390, "height": 844}, {"width": 820, "height": 1180}, {"width": 1440, "height": 900}


class House:
    """The centre, a browser, and who sits before it."""

    def __init__(self, chromium, live_server):
        self.chromium, self.url = chromium, live_server.url
        self.centre = script.centre(at=timezone.now())
        self.faults: list[str] = []

    def sits(self, role: str, size: dict) -> Page:
        """A page signed in as the person in this role."""
        client = Client()
        client.force_login(self.centre.person(role), backend="django.contrib.auth.backends.ModelBackend")
        context = self.chromium.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.url)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    def customer(self) -> Page:
        """A customer's phone, without a sign-in."""
        return self.chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=self.url).new_page()


@pytest.fixture
def house(chromium, live_server, files_as_they_are):
    made = House(chromium, live_server)
    with scope(site=made.centre.site):
        yield made
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


def test_one_car_through_the_ten_steps(house):
    story = script.prepare(house.centre, timezone.now(), 7)
    base = f"/s/{house.centre.site.code}"
    visit = receive(house, story, base)
    consult(house, visit, base)
    order = agree(house, visit, base)
    repair(house, order, base)
    leave(house, visit, base)
    follow_up(house, visit, base)
    visit.refresh_from_db()
    assert visit.state == "closed"
    kept = dict(Promise.objects.filter(thread=visit.thread).values_list("kind", "state"))
    assert kept["ready_time"] == kept["price"] == "kept"


def receive(house: House, story: script.Story, base: str) -> Visit:
    gate = house.sits("coordinator", TABLET)
    gate.goto(f"{base}/gate/")
    gate.fill("#plate-part", story.plate[-3:])
    press(gate, "/gate/arrive/")
    visit = visit_of(house)
    assert visit.plate == story.plate
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{base}/visits/{visit.pk}/")
    press(advisor, f"/visits/{visit.pk}/greet/")
    visit.refresh_from_db()
    assert visit.advisor == house.centre.person("advisor")
    return visit


def consult(house: House, visit: Visit, base: str) -> None:
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{base}/visits/{visit.pk}/record/")
    advisor.locator("form.act button").first.click()
    advisor.wait_for_load_state()
    advisor.goto(f"{base}/visits/{visit.pk}/consultation/")
    press(advisor, "/consultation/start/")
    advisor.fill("#words textarea", "冷车启动时前面“咯噔”一声 🚗")
    with advisor.expect_navigation():
        advisor.locator("#words button.btn-plain").click()
    advisor.locator('form[action$="/consultation/declare/"] button[value="1"], form[action$="/consultation/declare/"] button').first.click()
    advisor.wait_for_load_state()
    advisor.goto(f"{base}/visits/{visit.pk}/walk-around/")
    advisor.fill('#walk input[name="mileage"]', "41200")
    asked = advisor.locator('#walk input[name="valuables_asked"]')
    asked.check(force=True)
    send(advisor, "#walk")
    advisor.goto(f"{base}/visits/{visit.pk}/nine-points/")
    for one in advisor.locator('input[form="nine-points"][value="ok"]').all():
        one.check(force=True)
    advisor.locator('input[form="nine-points"][value="work"]').first.check(force=True)
    with advisor.expect_navigation():
        advisor.locator('button[form="nine-points"]').click()
    advisor.goto(f"{base}/visits/{visit.pk}/consultation/")
    with advisor.expect_navigation():
        advisor.locator('#words button[formaction$="/consultation/end/"]').click()
    visit.refresh_from_db()
    assert visit.state == "confirming"
    assert visit.consultation.words.startswith("冷车启动")
    assert visit.mileage == 41200


def agree(house: House, visit: Visit, base: str) -> Order:
    advisor = house.sits("advisor", TABLET)
    advisor.goto(f"{base}/visits/{visit.pk}/")
    press(advisor, f"/visits/{visit.pk}/orders/open/")
    order = Order.objects.get(visit=visit)
    advisor.goto(f"{base}/orders/{order.pk}/")
    advisor.locator(f'form[action$="/orders/{order.pk}/menu/"] button').first.click()
    expect(advisor.locator("#order")).to_contain_text("小保养")
    with advisor.expect_navigation(url=re.compile("/estimates/")):
        advisor.locator(f"#present-{order.pk} button.btn-primary").first.click()
    estimate = Estimate.objects.get(order=order)
    _estimate, token = estimates.new_link(estimate_id=estimate.pk, by=house.centre.who("advisor"), at=timezone.now())
    phone = house.customer()
    phone.goto(f"/c/{token}/")
    for choice in phone.locator('input[type="radio"][value="yes"]').all():
        choice.check(force=True)
    with phone.expect_navigation():
        phone.locator('form[id^="answer-"] button.btn-primary').click()
    estimate.refresh_from_db()
    assert (estimate.state, estimate.channel) == ("agreed", "page")
    advisor.goto(f"{base}/orders/{order.pk}/")
    press(advisor, f"/orders/{order.pk}/release/")
    visit.refresh_from_db()
    assert visit.state == "repairing"
    return order


def repair(house: House, order: Order, base: str) -> None:
    technician = house.sits("technician", PHONE)
    technician.goto(f"{base}/work/")
    operation = order.lines.get(kind="labour").operation
    press_queued(technician, f"/work/{operation.pk}/start/")
    expect(technician.locator(f'form[action$="/work/{operation.pk}/finish/"]')).to_be_visible()
    press_queued(technician, f"/work/{operation.pk}/finish/")
    inspect(technician, f"{base}/orders/{order.pk}/inspect/")
    inspector = house.sits("inspector", TABLET)
    for _kind in ("quality", "final"):
        inspect(inspector, f"{base}/orders/{order.pk}/inspect/")
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


def leave(house: House, visit: Visit, base: str) -> None:
    url = f"{base}/visits/{visit.pk}/checkout/"
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


def follow_up(house: House, visit: Visit, base: str) -> None:
    agent = house.sits("follow_up_agent", DESK)
    agent.goto(f"{base}/follow-up/{visit.due_call.pk}/")
    agent.locator('form[id^="reached-"] input[value="happy"]').check(force=True)
    send(agent, 'form[id^="reached-"]')
