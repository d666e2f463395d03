"""One complaint made both ways, by the services and as history, gives the same rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import models

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.core.events.models import Event, Thread
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.supervision.complaints import history
from yinuo.supervision.complaints.models import Complaint, Goodwill, GoodwillBudget, Said, StepClock
from yinuo.supervision.complaints.services import goodwill, steps

from .scene import Case, complain

# keys, whose story it is, and who changed it last
OF_ITS_OWN = {
    "id",
    "number",
    "thread_id",
    "customer_id",
    "visit_id",
    "vehicle_id",
    "plate",
    "complaint_id",
    "subject_id",
    "changed_at",
    "changed_by_id",
}
SAID = (
    ("apologise", "phone", "让您久等了，非常抱歉。"), ("offer", "phone", "下次保养免工时"), ("agree", "phone", "下次保养免工时"),
    ("carry_out", "phone", "已办好"),
)  # fmt: skip
TEXTS = {"text"}  # of a promise the number is a part


def values(row: models.Model, without: set[str] = frozenset()) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in OF_ITS_OWN | without}


def by_services(story) -> Complaint:
    """At the desk, to the customer's word, with a gift handed over."""
    case: Case = complain(story)
    case.until("offered")
    gift = goodwill.give(kind="gift", text="洗车券", amount=5000, promised_for=story.at + timedelta(days=3), **case.told())
    steps.agree(agreed="下次保养免工时", due_at=story.at + timedelta(days=2), channel="phone", **case.told())
    goodwill.hand_over(goodwill_id=gift.pk, **case.by())
    steps.carried_out(text="已办好", channel="phone", **case.told())
    steps.close(word="satisfied", word_text="谢谢", root_cause="communication", gap=4, lesson="延误先打电话", **case.told())
    return case.now()


def as_history(model: Complaint, other) -> Complaint:
    """The same, told afterwards about another car."""
    done = dict(StepClock.objects.filter(complaint=model).values_list("step", "done_at"))
    gift = Goodwill.objects.get(complaint=model)
    learnt = (
        "wants", "real_issue", "facts", "process_step", "factor", "offer", "agreed", "agreed_due_at", "word", "word_text", "root_cause", "gap", "lesson",
    )  # fmt: skip
    past = history.Past(
        visit=other.visit, by=other.centre.who("advisor"), way_in="desk", channel="phone", text=model.text, received_at=model.received_at,
        owner_id=model.owner_id, done={step: done[step] for step in history.rules.STEPS}, told={name: getattr(model, name) for name in learnt},
        said=SAID,
        gift=history.Gift("gift", "洗车券", 5000, gift.decided_at, gift.promised_for, "advisor", gift.handed_over_at),
    )  # fmt: skip
    past.by = _same(past.by, model)
    return history.write([past])[0]


def _same(by, model: Complaint):
    name = Event.objects.filter(thread_id=model.thread_id, name="complaint.opened").values_list("by_name", flat=True).get()
    return replace(by, user_id=model.owner_id, name=name, origin="web")


def test_both_ways_give_the_same_rows(car):  # noqa: F811
    story, other = car.until("deliver"), Car(car.centre, number=2).until("deliver")
    one = by_services(story)
    spent = GoodwillBudget.objects.get().given
    GoodwillBudget.objects.all().delete()
    two = Complaint.objects.get(pk=as_history(one, other).pk)
    assert values(one) == values(two)
    assert GoodwillBudget.objects.get().given == spent
    for model in (StepClock, Goodwill, Said):
        mine, theirs = (sorted((values(row) for row in model.objects.filter(complaint=row)), key=str) for row in (one, two))
        assert mine == theirs, model
    kinds = ("complaint_answer", "other", "compensation")
    mine, theirs = (
        [
            values(row, TEXTS | {"how"})
            for row in Promise.objects.filter(thread_id=row.thread_id, kind__in=kinds).order_by("made_at", "kind")
        ]
        for row in (one, two)
    )
    assert mine == theirs
    told = [
        sorted((row.channel, row.direction, row.text) for row in Encounter.objects.filter(thread_id=row.thread_id, about="complaint"))
        for row in (one, two)
    ]
    assert told[0] == told[1]
    assert events(one) == events(two)
    mine, theirs = (Thread.objects.get(pk=row.thread_id).facts["complaint.closed"] for row in (one, two))
    assert mine == theirs


def events(row: Complaint) -> list[tuple]:
    found = Event.objects.filter(thread_id=row.thread_id, subject_type__in=("complaint", "goodwill"))
    return sorted(
        (event.at, event.name, event.by_id, str({key: event.data.get(key) for key in ("step", "in_time", "word", "severity", "amount")}))
        for event in found
    )
