"""What hands do at a counter: a double click, the back button, a session that ran out, a line that is dead."""

from __future__ import annotations

import pytest
from bench import script
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from yinuo.operations.settlement.models import Payment
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from .a_day import DESK, TABLET, House, house  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "冷车启动时前面“咯噔”一声 🚗"
PASSWORD = "a long enough password"


@pytest.fixture
def visit(house) -> Visit:  # noqa: F811
    story = script.prepare(house.centre, timezone.now(), 3)
    by = {role: house.centre.who(role) for role in ("advisor", "coordinator")}
    made = visits.arrive(vehicle_id=story.vehicle.pk, by=by["coordinator"], at=timezone.now())
    visits.greet(visit_id=made.pk, by=by["advisor"], at=timezone.now())
    return made


def desk(house: House, visit: Visit) -> Page:  # noqa: F811
    """The cashier before a visit, with a deposit typed in."""
    cashier = house.sits("cashier", DESK)
    cashier.goto(f"{house.base}/visits/{visit.pk}/checkout/")
    type_deposit(cashier, "100")
    return cashier


def type_deposit(page: Page, amount: str) -> None:
    form = page.locator('form[action$="/deposit/"]')
    page.locator("details", has=form).evaluate_all("all => all.forEach((one) => { one.open = true; })")
    form.locator('[name="deposit-amount"]').fill(amount)
    form.locator('[name="deposit-method"][value="cash"]').check(force=True)


def send(page: Page, clicks: int = 1) -> None:
    with page.expect_navigation():
        page.locator('form[action$="/deposit/"] button.btn').last.click(click_count=clicks)


def taken() -> list[int]:
    return list(Payment.objects.order_by("pk").values_list("amount", flat=True))


def test_a_double_click_takes_the_money_once(house, visit):  # noqa: F811
    cashier = desk(house, visit)
    send(cashier, clicks=2)
    cashier.wait_for_load_state("networkidle")
    assert taken() == [10_000]


def test_back_and_sent_again_it_is_the_same_payment_and_changed_it_is_another(house, visit):  # noqa: F811
    cashier = desk(house, visit)
    key = cashier.locator('form[action$="/deposit/"] [name="_key"]').input_value()
    send(cashier)
    cashier.go_back()
    as_it_was(cashier, key)
    send(cashier)
    assert taken() == [10_000]
    cashier.go_back()
    as_it_was(cashier, key)
    type_deposit(cashier, "50")
    send(cashier)
    assert taken() == [10_000, 5_000]


def as_it_was(page: Page, key: str) -> None:
    """The page as a browser keeps it for the back button: the old form with its old key."""
    type_deposit(page, "100")
    page.locator('form[action$="/deposit/"] [name="_key"]').evaluate("(field, key) => { field.value = key; }", key)


def test_who_was_signed_out_in_mid_form_finds_the_words_again(house, visit):  # noqa: F811
    advisor = house.sits("advisor", TABLET)
    visits.start_consultation(visit_id=visit.pk, by=house.centre.who("advisor"), at=timezone.now())
    advisor.goto(f"{house.base}/visits/{visit.pk}/consultation/")
    advisor.fill("#words textarea", WORDS)
    Session.objects.all().delete()
    person = house.centre.person("advisor")
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    with advisor.expect_navigation():
        advisor.locator("#words button.btn-plain:not([formaction])").click()
    advisor.locator("a.btn-primary").click()
    advisor.fill("[name=login]", person.username)
    advisor.fill("[name=password]", PASSWORD)
    with advisor.expect_navigation():
        advisor.press("[name=password]", "Enter")
    expect(advisor.locator("#words textarea")).to_have_value(WORDS)
    with advisor.expect_navigation():
        advisor.locator("#words button.btn-plain:not([formaction])").click()
    visit.refresh_from_db()
    assert visit.consultation.words == WORDS


def test_words_sent_into_a_dead_line_are_there_when_it_is_back(house, visit):  # noqa: F811
    advisor = house.sits("advisor", TABLET)
    visits.start_consultation(visit_id=visit.pk, by=house.centre.who("advisor"), at=timezone.now())
    url = f"{house.base}/visits/{visit.pk}/consultation/"
    advisor.goto(url)
    advisor.fill("#words textarea", WORDS)
    advisor.context.set_offline(True)
    advisor.locator("#words button.btn-plain:not([formaction])").click()
    advisor.wait_for_timeout(500)
    advisor.context.set_offline(False)
    advisor.goto(url)
    expect(advisor.locator("#words textarea")).to_have_value(WORDS)
