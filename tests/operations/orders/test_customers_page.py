"""The customer's phone: nobody else's data, no sign-in, no JavaScript; forged, ended, answered twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.operations.orders.conftest import new_visit
from yinuo.operations.orders.models import Decision, Estimate, Line
from yinuo.operations.orders.services import added_work, estimates, lines, opening

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


@pytest.fixture
def presented(house, order, brake_line):
    return estimates.present_estimate(
        order_id=order.pk, ready_at=timezone.now() + timedelta(hours=3), message="刹车片只剩 2 毫米。", by=house.advisor, at=timezone.now()
    )


@pytest.fixture
def phone():
    client = Client(enforce_csrf_checks=False)
    client.cookies["django_language"] = "zh-hans"
    return client


def page(token, name="estimate", *more):
    return reverse(f"customer:{name}", args=[token, *more])


def test_the_customer_sees_lines_price_time_and_the_walk(phone, presented, brake_line):
    _estimate, token = presented
    answer = phone.get(page(token))
    text = answer.content.decode()
    assert "更换前刹车片" in text
    assert "¥560.00" in text
    assert "刹车片只剩 2 毫米。" in text
    assert 'class="walk walk-tall"' in text
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "/s/pd/" not in text


def test_the_advisor_sees_that_it_was_opened_and_is_told_once(phone, presented):
    from yinuo.core.events.models import Event

    estimate, token = presented
    for _ in range(2):
        phone.get(page(token))
    estimate.refresh_from_db()
    assert estimate.opened_at is not None
    assert Event.objects.filter(name="estimate.opened").count() == 1


def test_the_customer_answers_without_signing_in(phone, presented, brake_line):
    estimate, token = presented
    answer = phone.post(page(token, "answer"), {f"line-{brake_line.pk}": "yes", "_key": "k1"})
    assert (answer.status_code, answer.url) == (302, page(token))
    estimate.refresh_from_db()
    assert (estimate.state, estimate.channel, estimate.agreed_by) == ("agreed", "page", "王芳")
    assert phone.get(page(token)).status_code == 200


def test_yes_to_all_needs_no_ticks(phone, presented):
    estimate, token = presented
    phone.post(page(token, "answer"), {"all": "yes"})
    estimate.refresh_from_db()
    assert estimate.state == "agreed"


def test_an_incomplete_answer_comes_back_with_what_was_chosen(phone, house, order, brake_line):
    fee = lines.add_fee(order_id=order.pk, description="诊断费", by=house.advisor, at=timezone.now())
    _estimate, token = estimates.present_estimate(
        order_id=order.pk, ready_at=timezone.now() + timedelta(hours=3), by=house.advisor, at=timezone.now()
    )
    answer = phone.post(page(token, "answer"), {f"line-{fee.pk}": "no", f"reason-{fee.pk}": "太贵"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="no-{fee.pk}" value="no" checked' in text
    assert 'value="太贵"' in text
    assert not Decision.objects.exists()


def test_another_estimates_lines_cannot_be_decided(phone, house, presented, brake_line):
    other = opening.open_order(visit_id=new_visit(house, plate="沪B88888").pk, by=house.advisor, at=timezone.now())
    theirs = lines.add_menu_item(order_id=other.pk, menu_item_id=house.check.pk, by=house.advisor, at=timezone.now())
    answer = phone.post(page(presented[1], "answer"), {f"line-{brake_line.pk}": "yes", f"line-{theirs.pk}": "yes"})
    assert answer.status_code == 422
    assert not Line.objects.filter(approval="approved").exists()


def test_sent_twice_counts_once(phone, presented, brake_line):
    _estimate, token = presented
    for _ in range(2):
        answer = phone.post(page(token, "answer"), {f"line-{brake_line.pk}": "yes", "_key": "same"})
        assert answer.status_code == 302
    assert Decision.objects.count() == 2  # the labour and its pads


def test_a_second_and_different_answer_changes_nothing(phone, presented, brake_line):
    _estimate, token = presented
    phone.post(page(token, "answer"), {f"line-{brake_line.pk}": "yes"})
    answer = phone.post(page(token, "answer"), {f"line-{brake_line.pk}": "no"})
    assert answer.status_code == 409
    brake_line.refresh_from_db()
    assert brake_line.approval == "approved"


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 5000, "..%2f..%2fetc", "ключ"])
def test_a_forged_token_tells_nothing(phone, presented, token):
    answer = phone.get(f"/c/{token}/")
    assert answer.status_code == 404
    assert "浦东站" not in answer.content.decode()


def test_an_ended_link_says_what_to_do(phone, presented):
    estimate, token = presented
    Estimate.objects.filter(pk=estimate.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = phone.get(page(token))
    assert answer.status_code == 410
    assert "更换前刹车片" not in answer.content.decode()
    assert phone.post(page(token, "answer"), {"all": "yes"}).status_code == 410


def test_a_replaced_version_points_to_the_newest_message(phone, house, order, presented):
    _estimate, token = presented
    estimates.present_estimate(order_id=order.pk, ready_at=timezone.now() + timedelta(hours=4), by=house.advisor, at=timezone.now())
    assert phone.post(page(token, "answer"), {"all": "yes"}).status_code == 409
    assert "Send my answer" not in phone.get(page(token)).content.decode()


@pytest.mark.parametrize("at_work", [False, True])
def test_only_what_the_workshop_found_is_called_found(phone, house, order, agreed, at_work):
    if at_work:
        opening.release_order(order_id=order.pk, by=house.advisor, at=timezone.now())
    lines.add_fee(order_id=order.pk, description="雨刮片", by=house.advisor, at=timezone.now())
    _estimate, token = estimates.present_estimate(
        order_id=order.pk, ready_at=timezone.now() + timedelta(hours=4), by=house.advisor, at=timezone.now()
    )
    text = phone.get(page(token)).content.decode()
    assert ("您的爱车有新的发现" in text) is at_work
    assert ("维修中发现" in text) is at_work


def test_only_pictures_of_this_version_are_shown(phone, house, order, presented, settings, tmp_path):
    from io import BytesIO

    from PIL import Image

    from yinuo.core.pictures.models import Picture
    from yinuo.core.pictures.services import prepare

    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "JPEG")
    asked = added_work.request(order_id=order.pk, text="防尘套破裂", photos=[prepare(out)], by=house.technician, at=timezone.now())
    shot = Picture.objects.get()
    assert phone.get(page(presented[1], "picture", shot.pk)).status_code == 404
    lines.line_from_finding(order_id=order.pk, finding_id=asked.finding_id, by=house.advisor, at=timezone.now())
    _estimate, token = estimates.present_estimate(
        order_id=order.pk, ready_at=timezone.now() + timedelta(hours=4), by=house.advisor, at=timezone.now()
    )
    shown = phone.get(page(token, "picture", shot.pk))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_answers_need_the_pages_own_token_against_forgery(presented):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(presented[1], "answer"), {"all": "yes"}).status_code == 403


def test_who_asks_too_often_is_told_to_wait(phone, presented):
    with time_machine.travel(timezone.now(), tick=False):
        statuses = {phone.get(page(presented[1])).status_code for _ in range(70)}
    assert statuses == {200, 429}


def test_the_page_speaks_the_customers_language(house, order, visit, presented):
    visit.customer.language = "en"
    visit.customer.save()
    assert "Your estimate" in Client().get(page(presented[1])).content.decode()
