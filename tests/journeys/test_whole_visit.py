"""One car from booking to the closed follow-up, through the services."""

from __future__ import annotations

from yinuo.core.events.models import Event
from yinuo.information.promises.models import Promise
from yinuo.operations.standards.models import Outcome

from ..whole_visit import car, centre  # noqa: F401


def test_a_visit_goes_from_booking_to_closed(car):  # noqa: F811
    story = car.until()
    assert story.visit.state == "closed"
    events = Event.objects.filter(thread=story.visit.thread)
    assert events.count() >= 40
    assert not events.filter(by=None).exists()


def test_every_step_done_right_meets_every_standard(car):  # noqa: F811
    story = car.until()
    outcomes = dict(Outcome.objects.filter(thread=story.visit.thread).values_list("code", "state"))
    assert {code for code, state in outcomes.items() if state == "missed"} == set()
    met = {code for code, state in outcomes.items() if state == "met"}
    assert {
        "booking.workload", "booking.reconfirm", "reception.greet", "reception.record", "consultation.listen", "consultation.uninterrupted",
        "consultation.verbatim", "consultation.walk_around", "confirmation.explained", "confirmation.estimate_accuracy", "lounge.settled",
        "repair.inspections", "handover.clean", "handover.notice", "handover.accompanied", "handover.on_time", "checkout.explained",
        "checkout.returned", "follow_up.call", "follow_up.next_service",
    } <= met  # fmt: skip


def test_the_promises_of_the_visit_are_kept(car):  # noqa: F811
    story = car.until()
    promises = dict(Promise.objects.filter(thread=story.visit.thread).values_list("kind", "state"))
    assert promises == {"arrival_slot": "kept", "price": "kept", "ready_time": "kept"}


def test_one_story_carries_booking_and_visit(car):  # noqa: F811
    story = car.until("greet")
    assert story.visit.thread_id == story.appointment.thread_id
    names = list(Event.objects.filter(thread=story.visit.thread).order_by("at", "id").values_list("name", flat=True))
    assert names.index("appointment.booked") < names.index("visit.arrived") < names.index("visit.greeted")
