"""The customer's own way in: who answers by when, an unguessable link that ends, what they write, the form sent twice, forged links, odd texts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.whole_visit import car, centre  # noqa: F401
from yinuo.core.access.actor import customer
from yinuo.operations.visits.follow import token_of
from yinuo.supervision.complaints.models import Complaint, Said
from yinuo.supervision.complaints.services import page, steps

from .scene import Case


@pytest.fixture
def story(car):  # noqa: F811
    return car.until("deliver")


@pytest.fixture
def phone():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def send(phone: Client, story, url: str, days: float = 0, **fields):
    with time_machine.travel(story.at + timedelta(days=days, minutes=30), tick=False):
        return phone.post(url, fields) if fields else phone.get(url)


def tell_url(story) -> str:
    return reverse("complaint:tell", args=[token_of(story.centre.site.pk, story.visit.pk)])


def told(phone: Client, story, text: str = "等了两小时 😡", **more) -> tuple[str, Complaint]:
    answer = send(phone, story, tell_url(story), text=text, wants="", **more)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return answer.url, Complaint.objects.order_by("-pk").first()


def test_the_form_says_who_answers_by_when_and_leads_to_the_page(phone, story):
    form = send(phone, story, tell_url(story)).content.decode()
    assert "Follow_Up_Agent" in form or "answers you by" in form
    url, complaint = told(phone, story)
    assert (complaint.way_in, complaint.visit_id, complaint.owned) == ("phone_page", story.visit.pk, True)
    shown = send(phone, story, url)
    assert shown.status_code == 200 and "等了两小时 😡" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store" and shown["X-Robots-Tag"]
    assert complaint.token_hash not in url and page.hash_of(url.rstrip("/").split("/")[-1]) == complaint.token_hash


def test_sent_twice_it_is_one_complaint_on_one_page(phone, story):
    first, _complaint = told(phone, story, _key="k" * 32)
    second, _complaint = told(phone, story, _key="k" * 32)
    assert first == second and Complaint.objects.count() == 1


def test_who_guesses_a_key_does_not_get_the_page_of_another(phone, story):
    first, _complaint = told(phone, story, _key="k" * 32)
    answer = send(phone, story, tell_url(story), text="something else", wants="", _key="k" * 32)
    assert answer.url != first
    assert send(phone, story, answer.url).status_code == 404


@pytest.mark.parametrize("token", ["x", "1-1~forged", "a" * 5000, "%00", "../..", "1-999999~x"])
def test_a_forged_link_leads_nowhere(phone, story, token):
    for name in ("tell", "case"):
        assert send(phone, story, reverse(f"complaint:{name}", args=["T"]).replace("T/", f"{token}/")).status_code == 404


def test_the_link_ends(phone, story):
    url, _complaint = told(phone, story)
    assert send(phone, story, url, days=91).status_code == 410
    assert send(phone, story, tell_url(story), days=120).status_code == 404


def test_a_new_link_ends_the_old_one(phone, story):
    url, complaint = told(phone, story)
    case = Case(story, complaint)
    _complaint, token = page.new_link(**case.told())
    assert send(phone, story, url).status_code == 404
    assert send(phone, story, reverse("complaint:case", args=[token])).status_code == 200


def test_what_they_write_waits_for_an_answer(phone, story):
    url, complaint = told(phone, story)
    assert send(phone, story, url + "write/", text="什么时候答复？").status_code == 302
    assert Said.objects.get(answered=False).text == "什么时候答复？"
    case = Case(story, complaint)
    steps.tell(text="今天六点前", channel="phone", **case.told())
    assert not Said.objects.filter(answered=False).exists()
    assert "今天六点前" in send(phone, story, url).content.decode()


def test_a_pasted_document_is_taken_and_one_too_long_told_so(phone, story):
    _url, complaint = told(phone, story, text="长" * 10_000)
    assert len(complaint.text) == 10_000
    answer = send(phone, story, tell_url(story), text="长" * 10_001, wants="")
    assert answer.status_code == 422 and Complaint.objects.count() == 1
    assert send(phone, story, tell_url(story), text="  \n ", wants="").status_code == 422
    assert send(phone, story, tell_url(story), text="a\x00b", wants="").status_code == 422


def test_they_say_whether_it_is_settled_and_may_open_it_again(phone, story):
    url, complaint = told(phone, story)
    case = Case(story, complaint)
    case.until("carried_out")
    assert send(phone, story, url + "word/", word="satisfied", text="谢谢").status_code == 302
    assert case.now().word == "satisfied"
    steps.close(**case.told())
    assert case.now().state == "closed"
    by = case.who("advisor")
    page.give_word(complaint_id=complaint.pk, word="not_satisfied", text="又坏了", by=_customer(by), at=story.at)
    assert (case.now().state, case.complaint.reopened) == ("understand", 1)


def _customer(by):
    return customer(site_id=by.site_id, name="客户")


def test_somebody_unknown_is_asked_whom_to_answer(phone, story):
    url = reverse("complaint:tell_site", args=[story.centre.site.code])
    assert send(phone, story, url, text="没人接电话", wants="").status_code == 422
    answer = send(phone, story, url, text="没人接电话", wants="", contact_name="李", contact_phone="13900000000", plate="")
    assert answer.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.way_in, complaint.customer, complaint.contact_phone) == ("web", None, "13900000000")
    assert send(phone, story, answer.url).status_code == 200


def test_the_page_of_the_visit_and_the_papers_lead_there(phone, story):
    follow = reverse("visit_follow", args=[token_of(story.centre.site.pk, story.visit.pk)])
    assert tell_url(story) in send(phone, story, follow).content.decode()
