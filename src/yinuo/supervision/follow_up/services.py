"""The follow-up after a delivered visit: due, called, answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import stamps
from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import record
from yinuo.core.workflow.services import move, swap
from yinuo.information.encounters import services as encounters
from yinuo.information.promises import services as promises
from yinuo.operations.standards.queries import limit_of
from yinuo.operations.visits import services as visits
from yinuo.operations.visits.models import Visit

from . import rules
from .models import DueCall


class TryAgainFirst(DomainError):
    sentence = _("Try at least three times before giving up; the next try can be at another hour.")


def open_due_call(act: Act, visit: Visit) -> None:
    """A delivered visit makes a follow-up due as many calendar days later as the standard says; one delivered again makes the same one due again."""
    days = limit_of(act.thread, "follow_up.call")
    due_on = timezone.localdate(act.at, current_site().zone) + timedelta(days=rules.DUE_DAYS if days is None else days)
    fresh = {"due_on": due_on, "state": DueCall.State.DUE, "attempts": 0, "call_again_at": None, "best_from": None}
    call = record(DueCall, visit=visit)
    if call is None:
        call = DueCall.objects.create(visit=visit, site_id=act.site_id, **fresh, **stamps(act.by, act.at))
    else:
        DueCall.objects.filter(pk=call.pk).update(**fresh)
    act.record("follow_up.due", call, on=due_on.isoformat())


def withdraw_due_call(act: Act, visit: Visit) -> None:
    """The visit was taken up again: nobody is called about an unfinished one."""
    call = DueCall.objects.filter(visit=visit, state=DueCall.State.DUE).first()
    if call:
        move(call, "cancel", act=act)


def reached(
    *,
    due_call_id: int,
    outcome: str,
    by: Actor,
    at: datetime,
    channel: str = "phone",
    interrupted: bool | None = None,
    raised: str = "",
    answer_due_at: datetime | None = None,
    note: str = "",
) -> DueCall:
    """The customer was spoken to. What they raised needs an answer by an agreed moment, which becomes a promise; without it the visit is closed."""
    _check_outcome(outcome, raised, answer_due_at, at)
    with story(DueCall, due_call_id, by=by, at=at, right="follow_up.write") as act:
        call = act.subject
        changes = {
            "outcome": outcome, "interrupted": interrupted, "raised": raised.strip(), "answer_due_at": answer_due_at, "note": note.strip(), "done_at": at,
            "owner_id": by.user_id, "attempts": call.attempts + 1,
        }  # fmt: skip
        encounters.record(
            act,
            customer_id=call.visit.customer_id,
            channel=channel,
            direction="out",
            about="follow_up",
            text=raised or note,
            outcome=outcome,
        )
        move(call, "reach", act=act, changes=changes, interrupted=interrupted, raised=bool(raised.strip()), outcome=outcome)
        if raised.strip():
            promises.make(
                act, kind="call_back", text=raised.strip()[:240], due_at=answer_due_at, customer_id=call.visit.customer_id, owner_id=by.user_id, subject=call, how=channel
            )  # fmt: skip
        elif call.visit.state == Visit.State.DELIVERED:
            visits.close(act, call.visit)
    return call


def _check_outcome(outcome: str, raised: str, answer_due_at: datetime | None, at: datetime) -> None:
    if outcome not in DueCall.Outcome.values:
        raise Invalid(_("Say how the customer was: satisfied, neither nor, not satisfied."))
    if outcome == DueCall.Outcome.UNHAPPY and not raised.strip():
        raise Invalid(_("Write what the customer is not satisfied with, in their words."))
    if raised.strip() and (answer_due_at is None or answer_due_at <= at):
        raise Invalid(_("Say until when the customer will have an answer; the moment must lie in the future."))


def call_again(*, due_call_id: int, again_at: datetime, by: Actor, at: datetime, note: str = "") -> DueCall:
    """Nobody answered, or it did not suit: the call comes back at `again_at` (in the future)."""
    if again_at <= at:
        raise Invalid(_("The next try must lie in the future."))
    with story(DueCall, due_call_id, by=by, at=at, right="follow_up.write") as act:
        call = act.subject
        swap(
            call,
            act=act,
            expect={"state": DueCall.State.DUE, "attempts": call.attempts},
            attempts=call.attempts + 1,
            call_again_at=again_at,
            note=note.strip(),
            best_from=None,
        )
        encounters.record(
            act,
            customer_id=call.visit.customer_id,
            channel="phone",
            direction="out",
            about="follow_up",
            text=note.strip(),
            outcome="not_reached",
        )
        act.record("follow_up.tried", call, again_at=again_at.isoformat())
    return call


def give_up(*, due_call_id: int, by: Actor, at: datetime) -> DueCall:
    """The customer could not be reached after at least three tries; the visit is closed. Raises TryAgainFirst."""
    with story(DueCall, due_call_id, by=by, at=at, right="follow_up.write") as act:
        call = act.subject
        if call.attempts < rules.TRIES:
            raise TryAgainFirst
        move(call, "give_up", act=act, changes={"done_at": at})
        if call.visit.state == Visit.State.DELIVERED:
            visits.close(act, call.visit)
    return call


def answer(*, due_call_id: int, text: str, by: Actor, at: datetime, channel: str = "phone") -> DueCall:
    """What the customer raised has an answer and the customer knows it; with it the promise is kept and the visit closed."""
    if not text.strip():
        raise Invalid(_("Write what the customer was answered."))
    with story(DueCall, due_call_id, by=by, at=at, right="follow_up.write") as act:
        call = act.subject
        if not call.raised:
            raise Invalid(_("This customer raised nothing that waits for an answer."))
        encounters.record(act, customer_id=call.visit.customer_id, channel=channel, direction="out", about="follow_up", text=text)
        settle(act, call)
    return call


def settle(act: Act, call: DueCall) -> None:
    """The customer has the answer that the call promised; the promise is kept and the visit closed."""
    swap(call, act=act, expect={"state": DueCall.State.DONE, "answered_at": None}, answered_at=act.at)
    promises.keep(act, kind="call_back", subject=call)
    act.record("follow_up.answered", call)
    if call.visit.state == Visit.State.DELIVERED:
        visits.close(act, call.visit)
