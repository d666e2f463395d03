"""The times of the steps are the site's own, in versions; a complaint is found; who stayed away is leafed through and taken out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.accounts.models import User
from yinuo.core.errors import Invalid
from yinuo.core.events.models import Event
from yinuo.core.search.queries import find
from yinuo.core.search.rules import word_keys
from yinuo.information.promises.models import Promise
from yinuo.supervision.complaints import rules, times
from yinuo.supervision.complaints.models import LostReason, StepTimes
from yinuo.supervision.complaints.recovery import queries as recovery
from yinuo.supervision.complaints.services.times import set_times

from .scene import Case, complain


@pytest.fixture
def case(car) -> Case:  # noqa: F811
    return complain(car.until("deliver"))


def browser_of(case: Case, role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=case.who(role).user_id), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def minutes(listen: int) -> dict[str, dict[str, int]]:
    return {severity: dict(of) | {"listen": listen, "apologise": 7} for severity, of in rules.LIMITS.items()}


def test_a_complaint_keeps_the_times_it_was_opened_with(case):
    first = case.complaint
    assert (first.due_at - first.created_at) == timedelta(minutes=30)
    row = set_times(steps=minutes(5), grace=rules.GRACE, reason="快一点", **case.by("administrator"))
    assert (row.version, Event.objects.get(name="complaint.times_set").data["changed"][0]) == (1, "critical.apologise")
    again = complain(case.story, text="第二件事").complaint
    assert (again.due_at - again.created_at) == timedelta(minutes=5)
    case.until("listened")
    assert (case.complaint.due_at - case.story.at) == timedelta(minutes=30), "the old one goes on with the old times"
    later = set_times(steps=minutes(9), grace=rules.GRACE, valid_from=case.story.at + timedelta(days=3), **case.by("administrator"))
    assert times.in_force(case.story.at) == row.times and times.in_force(case.story.at + timedelta(days=4)) == later.times
    assert [state for _row, state in times.versions(case.story.at)] == ["coming", "now"]
    with pytest.raises(Invalid):
        set_times(steps=minutes(9), grace=rules.GRACE, valid_from=case.story.at - timedelta(days=1), **case.by("administrator"))
    with pytest.raises(Invalid):
        set_times(steps=minutes(0), grace=rules.GRACE, **case.by("administrator"))


def test_the_times_are_set_on_a_screen(case):
    browser, url = browser_of(case, "administrator"), reverse("complaints:times", args=[case.story.centre.site.code])
    assert 'value="30"' in browser.get(url).content.decode()
    typed = {f"{severity}_{step}": 11 for severity in rules.LIMITS for step in rules.STEPS} | {
        f"{severity}_grace": 12 for severity in rules.LIMITS
    }
    assert browser.post(url, typed | {"minor_listen": "0"}).status_code == 422 and not StepTimes.objects.exists()
    assert browser.post(url, typed).status_code == 302
    assert StepTimes.objects.get().times.steps["serious"]["offer"] == 11
    assert "Version 1" in browser.get(url).content.decode()


def test_the_quick_search_finds_it_by_number_words_car_and_customer(case):
    complaint, visit = case.complaint, case.story.visit
    for text in (str(complaint.number), "两小时", "没人理", visit.plate[1:5], visit.customer.name):
        hits = [hit for hit in find(text, site_code="x") if hit.target_type == "complaint"]
        assert [hit.target_id for hit in hits] == [complaint.pk], text
    case.until("closed")
    assert [hit.rank for hit in find("没人理", site_code="x")] == [1]
    assert not find("没人理", site_code="x", may=lambda capability: capability != "complaints.read")
    assert word_keys("洗车后, Brakes 响 ab") == {"洗车后", "车后", "BRAKES", "响"}


def test_who_stayed_away_is_filtered_sorted_and_taken_out(case, monkeypatch):
    customer = case.story.visit.customer
    last = case.story.at - timedelta(days=400)
    gone = recovery.Regular(customer.pk, 4, last - timedelta(days=300), last)
    monkeypatch.setattr(recovery, "_regulars", lambda at: [gone])
    browser, url = browser_of(case, "service_manager"), reverse("complaints:lost", args=[case.story.centre.site.code])
    assert customer.name in browser.get(url, {"q": customer.name[:1], "sort": "expected"}).content.decode()
    assert "Nobody fits" in browser.get(url, {"q": "zzz"}).content.decode()
    assert "Nobody fits" in browser.get(url, {"reason": LostReason.Reason.PRICE}).content.decode()
    assert browser.get(url, {"cursor": "99999999999", "sort": "x"}).status_code == 200
    file = b"".join(browser.get(url, {"as": "csv"}).streaming_content).decode()
    assert customer.name in file and ",4," in file


def test_the_promised_answer_is_told_in_the_readers_language(case):
    promise = Promise.objects.get(kind="complaint_answer")
    number = case.complaint.number
    with translation.override("zh-hans"):
        assert f"{number}" in promise.words and "Answer" not in promise.words
    Promise.objects.filter(pk=promise.pk).update(subject_type="", text="5 点前回电")
    promise.refresh_from_db()
    assert promise.words == "5 点前回电", "what people wrote stays"
