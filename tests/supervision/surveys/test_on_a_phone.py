"""Answering on a phone, in a browser: by taps, through a lost network, taken up again; without a fault that axe finds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser import complaints
from yinuo.supervision.surveys import links
from yinuo.supervision.surveys.models import Answer, Response

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def question(tab) -> str:
    return tab.locator("#asked").inner_text()


def test_an_answer_given_without_a_network_arrives_by_itself(live_server, tab, wave):
    today = timezone.localdate()
    open_wave = wave(starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=2))
    tab.goto(live_server.url + links.walk_up_url(open_wave.site_id, open_wave.pk, "qr"))
    assert not complaints(tab)
    tab.get_by_role("button", name="开始").click()
    tab.wait_for_selector("#asked")
    assert not complaints(tab)
    first = question(tab)
    tab.context.set_offline(True)
    tab.get_by_role("button", name="完全满意", exact=True).click()
    tab.wait_for_selector(".survey-waits:not([hidden])")
    assert question(tab) == first and not Answer.objects.exists()
    tab.context.set_offline(False)
    tab.wait_for_function("first => document.getElementById('asked').innerText !== first", arg=first)
    assert Answer.objects.get().value == 5
    tab.reload()
    assert question(tab) != first
    tab.get_by_role("button", name="9", exact=True).click()
    tab.wait_for_selector("textarea")
    tab.fill("textarea", "洗得很干净 👍")
    tab.get_by_role("button", name="下一题").click()
    tab.wait_for_selector("textarea", state="detached")
    tab.get_by_role("button", name="跳过").click()
    tab.wait_for_selector(".survey-end")
    assert not complaints(tab)
    response = Response.objects.get()
    assert (response.overall, response.recommend, response.completed_at is not None) == (5, 9, True)
