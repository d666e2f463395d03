"""The call list: what is due now, later and unanswered; by page, searched, exported by who may."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.access.actor import staff
from yinuo.core.access.people import create_person, give_role
from yinuo.operations.standards.services import new_version
from yinuo.supervision.follow_up import services, views
from yinuo.supervision.follow_up.models import DueCall

numbers = count(1)


@pytest.fixture
def delivered(car):  # noqa: F811
    """Three cars that were delivered a while ago; one owner raised something, one is to be called later."""
    stories = [car.until("deliver"), *(Car(car.centre, number=n).until("deliver") for n in (2, 3))]
    return stories


def opened(story, role: str = "service_manager", days: int = 4, **asked):
    person = create_person(username=f"{role}-{next(numbers)}", display_name=role)
    give_role(person=person, site=story.centre.site, role=role)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    with time_machine.travel(story.at + timedelta(days=days), tick=False):
        return client.get(reverse("follow_up:calls", args=[story.centre.site.code]), asked)


def cars(answer) -> list[str]:
    assert answer.status_code == 200
    return [call.visit.plate for call in answer.context["calls"]]


def test_each_call_stands_in_one_list(delivered):
    now, later, raised = delivered
    told = now.told("follow_up_agent")
    at = told["at"] + timedelta(days=3)
    services.call_again(due_call_id=later.visit.due_call.pk, again_at=at + timedelta(days=5), by=told["by"], at=at)
    services.reached(
        due_call_id=raised.visit.due_call.pk, outcome="unhappy", raised="异响还在", answer_due_at=at + timedelta(days=2), by=raised.told("follow_up_agent")["by"], at=at
    )  # fmt: skip
    assert cars(opened(now)) == [now.visit.plate]
    assert cars(opened(now, which="later")) == [later.visit.plate]
    assert cars(opened(now, which="unanswered")) == [raised.visit.plate]
    assert cars(opened(now, which="no such list")) == [now.visit.plate]


def test_it_is_searched_and_an_empty_one_says_so(delivered):
    first = delivered[0]
    assert cars(opened(first, q=first.visit.plate[-5:])) == [first.visit.plate]
    assert "Look for a piece of the plate" in opened(first, q="nothing").content.decode()
    assert "delivered in the last three days" in opened(first, which="later").content.decode()
    assert "Three days after a car has left" in opened(first, days=1).content.decode()


def test_it_is_paged(delivered, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    first = opened(delivered[0])
    second = opened(delivered[0], cursor=first.context["listing"].older)
    assert (len(cars(first)), len(cars(second))) == (2, 1)
    assert set(cars(first) + cars(second)) == {story.visit.plate for story in delivered}


def test_it_is_exported_by_who_may(delivered):
    text = b"".join(opened(delivered[0], **{"as": "csv"}).streaming_content).decode()
    assert len(text.strip().splitlines()) == 1 + DueCall.objects.count() == 4
    assert delivered[0].visit.plate in text
    assert text.split(",")[0].endswith("call due on") and DueCall.objects.first().due_on.isoformat() in text
    assert opened(delivered[0], "follow_up_agent", **{"as": "csv"}).status_code == 200
    assert "as=csv" in opened(delivered[0], "follow_up_agent").content.decode()


def test_the_call_is_due_by_the_standard_in_force_at_arrival(centre, django_capture_on_commit_callbacks):  # noqa: F811
    story = Car(centre).until("book")
    person = create_person(username="manager", display_name="Manager")
    by = staff(site_id=centre.site.pk, user=person, roles=["service_manager"])
    with django_capture_on_commit_callbacks(execute=True):
        new_version(code="follow_up.call", limit=5, reason="", valid_from=story.at, by=by, at=story.at)
    delivered = Car(centre, number=2).until("deliver")
    assert (delivered.visit.due_call.due_on - delivered.visit.day).days == 5
