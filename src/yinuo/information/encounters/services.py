"""Encounters: every contact with a customer, and every notice."""

from __future__ import annotations

from datetime import datetime

from yinuo.core.access.actor import Actor
from yinuo.core.errors import NotHere
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy, tidy_lines
from yinuo.information.customers.models import Customer

from .models import Encounter


def record(
    act: Act,
    *,
    customer_id: int | None,
    channel: str,
    direction: str = Encounter.Direction.OUT,
    about: str,
    text: str = "",
    outcome: str = "",
    minutes: int | None = None,
) -> Encounter:
    """Record a contact as part of an act. `about`: a code of `Encounter.About` or of the slice that calls. Raises InvalidFields."""
    encounter = Encounter(
        site_id=act.site_id,
        thread=act.thread,
        customer_id=customer_id,
        channel=channel,
        direction=direction,
        about=tidy(about),
        text=tidy_lines(text),
        outcome=tidy(outcome),
        minutes=minutes,
        happened_at=act.at,
        by_id=act.by.user_id,
        **stamps(act.by, act.at),
    )
    check(encounter)
    encounter.save(force_insert=True)
    act.record("encounter.recorded", encounter, channel=channel, direction=str(direction), about=encounter.about, outcome=encounter.outcome)
    return encounter


def belong(act: Act, *, customer_id: int) -> None:
    """The contacts of this story whose customer was not known (booked online, say) were with this one."""
    Encounter.objects.filter(thread=act.thread, customer=None).update(customer_id=customer_id)


def record_encounter(
    *,
    customer_id: int | None,
    by: Actor,
    at: datetime,
    channel: str,
    about: str,
    direction: str = Encounter.Direction.OUT,
    text: str = "",
    outcome: str = "",
    minutes: int | None = None,
    thread_id: int | None = None,
) -> Encounter:
    """Record a contact with a customer: in the customer's own story, or in that of a visit (`thread_id`)."""
    thread = _thread(customer_id, thread_id)
    with new_story(by=by, at=at, right="encounters.write", thread=thread) as act:
        act.subject = record(
            act,
            customer_id=customer_id,
            channel=channel,
            direction=direction,
            about=about,
            text=text,
            outcome=outcome,
            minutes=minutes,
        )
    return act.subject


def _thread(customer_id: int | None, thread_id: int | None) -> Thread:
    """The story that the contact belongs to; NotHere when it, or the customer, is not of this site."""
    try:
        customer = Customer.objects.select_related("thread").get(pk=customer_id) if customer_id is not None else None
        if thread_id is not None:
            return Thread.objects.get(pk=thread_id)
    except (Customer.DoesNotExist, Thread.DoesNotExist):
        raise NotHere from None
    if customer is None:
        raise NotHere
    return customer.thread
