"""Promises: made, kept, renegotiated, broken, withdrawn. Functions that take `act` work on the open promises of the act's thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.actor import Actor
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.events.models import Thread
from yinuo.core.events.services import Act, new_story, story
from yinuo.core.sites.models import change_stamps, stamps
from yinuo.core.statements.asked import records
from yinuo.core.validation import InvalidFields, check, tidy
from yinuo.core.workflow.services import move, swap
from yinuo.information.customers.models import Customer

from . import rules
from .models import Promise


class KeptByItself(DomainError):
    sentence = _(
        "This promise is kept by what is recorded, not by hand: do the act itself. If it will not be kept, say so with the reason."
    )


class AlreadyDue(DomainError):
    sentence = _("This promise is already due. It can no longer be renegotiated: say what happened, and make a new promise.")


def make(
    act: Act,
    *,
    kind: str,
    text: str,
    due_at: datetime,
    customer_id: int | None = None,
    owner_id: int | None = None,
    amount: int | None = None,
    subject: models.Model | None = None,
    expected_at: datetime | None = None,
    how: str = "",
) -> Promise:
    """Make a promise as part of an act. `amount`: minor units; `subject`: what it is about; `how`: the channel by which it was given."""
    about = {"subject_type": subject._meta.model_name, "subject_id": subject.pk} if subject is not None else {}
    particulars = {"kind": kind, "text": tidy(str(text))[:240], "customer_id": customer_id, "owner_id": owner_id, "amount": amount}
    return _make(act, due_at=due_at, expected_at=expected_at, how=how, **particulars, **about)


def _make(act: Act, *, how: str, **columns) -> Promise:
    promise = Promise(site_id=act.site_id, thread=act.thread, made_at=act.at, how=tidy(how), **columns, **stamps(act.by, act.at))
    check(promise)
    promise.save(force_insert=True)
    due_at = promise.due_at.isoformat()
    act.record(
        "promise.made", promise, kind=str(promise.kind), due_at=due_at, amount=promise.amount, version=promise.version, how=promise.how
    )
    return promise


def keep(act: Act, *, kind: str, subject: models.Model | None = None) -> list[Promise]:
    """What was promised is done: the thread's open promises of this kind are kept, or broken where it came too late."""
    return [_end(act, promise) for promise in open_of(act, kind, subject)]


def fail(act: Act, *, kind: str, reason: str, subject: models.Model | None = None) -> list[Promise]:
    """What was promised is not done (a price exceeded, a part that will not come): the thread's open promises of this kind are broken."""
    found = open_of(act, kind, subject)
    for promise in found:
        move(promise, "break", act=act, changes=_ending(act, reason), kind=promise.kind)
    return found


def renegotiate_open(
    act: Act, *, kind: str, due_at: datetime, amount: int | None = None, how: str, reason: str = "", subject: models.Model | None = None
) -> list[Promise]:
    """The customer agreed to something else: each open promise of this kind gets its next version. One that was already due is broken, and followed all the same."""
    return [_next_version(act, promise, due_at=due_at, amount=amount, how=how, reason=reason) for promise in open_of(act, kind, subject)]


def withdraw(act: Act, *, kind: str | None = None, reason: str = "", subject: models.Model | None = None) -> list[Promise]:
    """The ground of the promises has gone (a booking cancelled, a visit void): open ones of this kind, or of all kinds, end without being kept or broken."""
    found = open_of(act, kind, subject)
    for promise in found:
        move(promise, "withdraw", act=act, changes=_ending(act, reason), kind=promise.kind)
    return found


def expect(act: Act, *, kind: str, expected_at: datetime | None, subject: models.Model | None = None) -> list[Promise]:
    """The schedule says when it will be done; at risk from that moment on when that is later than promised."""
    found = open_of(act, kind, subject)
    for promise in found:
        if promise.expected_at != expected_at:
            swap(promise, act=act, expect={"state": "open"}, expected_at=expected_at)
        raise_if_at_risk(act, promise)
    return found


def hand_over(act: Act, *, owner_id: int, earlier_owner_id: int) -> int:
    """Whoever takes over the story's matters takes over the open promises of who had them; how many."""
    rows = Promise.objects.filter(thread_id=act.thread.pk, state="open", owner_id=earlier_owner_id)
    return rows.update(owner_id=owner_id, **change_stamps(act.by, act.at))


def make_promise(
    *,
    customer_id: int,
    kind: str,
    text: str,
    due_at: datetime,
    by: Actor,
    at: datetime,
    owner_id: int | None = None,
    how: str = "",
    amount: int | None = None,
) -> Promise:
    """Anybody's promise to a customer, in the customer's own story. Its owner is who made it unless somebody else is named."""
    if not tidy(text):
        raise InvalidFields({"text": [str(_("Say what was promised."))]})
    if due_at <= at:
        raise InvalidFields({"due_at": [str(_("This time has passed. A promise is due in the future."))]})
    thread = Thread.objects.filter(pk__in=Customer.objects.filter(pk=customer_id).values("thread_id")).first()
    if thread is None:
        raise NotHere
    with new_story(by=by, at=at, right="promises.write", thread=thread) as act:
        owner_id = owner_id or by.user_id
        act.subject = make(
            act, kind=kind, text=_short(text), due_at=due_at, customer_id=customer_id, owner_id=owner_id, amount=amount, how=how
        )
    return act.subject


def keep_promise(*, promise_id: int, by: Actor, at: datetime) -> Promise:
    """It is done. Raises IllegalMove when it has ended already, KeptByItself for one that an act keeps."""
    with story(Promise, promise_id, by=by, at=at, right="promises.write") as act:
        if act.subject.state == "open" and rules.kept_by_act(act.subject.kind, act.subject.subject_type):
            raise KeptByItself
        return _end(act, act.subject)


def break_promise(*, promise_id: int, reason: str, by: Actor, at: datetime) -> Promise:
    """It will not be done, and that is said. The reason is kept."""
    with story(Promise, promise_id, by=by, at=at, right="promises.write") as act:
        move(act.subject, "break", act=act, changes=_ending(act, _reason(reason)), kind=act.subject.kind)
    return act.subject


def renegotiate_promise(
    *, promise_id: int, due_at: datetime, how: str, by: Actor, at: datetime, amount: int | None = None, reason: str = ""
) -> Promise:
    """The next version, agreed with the customer (`how`: by which channel) before the promise was due. Raises AlreadyDue."""
    if not tidy(how):
        raise InvalidFields({"how": [str(_("Say how the customer agreed: by phone, face to face, …"))]})
    if due_at <= at:
        raise InvalidFields({"due_at": [str(_("This time has passed. A promise is due in the future."))]})
    with story(Promise, promise_id, by=by, at=at, right="promises.write") as act:
        promise = act.subject
        if promise.state == "open" and not rules.may_renegotiate(promise.kind, due_at=promise.due_at, at=at):
            raise AlreadyDue
        return _next_version(act, promise, due_at=due_at, amount=amount, how=how, reason=reason)


def withdraw_promise(*, promise_id: int, reason: str, by: Actor, at: datetime) -> Promise:
    with story(Promise, promise_id, by=by, at=at, right="promises.write") as act:
        move(act.subject, "withdraw", act=act, changes=_ending(act, _reason(reason)), kind=act.subject.kind)
    return act.subject


def correct_promise(*, promise_id: int, state: str, reason: str, by: Actor, at: datetime) -> Promise:
    """A wrongly ended promise is set right: to kept, broken or open again. The first ending stays in the log, the reason beside it."""
    if state not in rules.CORRECTIONS:
        raise InvalidFields({"state": [str(_("Choose what is right: kept, broken or still open."))]})
    reason = _reason(reason)
    with story(Promise, promise_id, by=by, at=at, right="promises.write") as act:
        promise = act.subject
        name = rules.CORRECTIONS[state]
        act.record("correction.made", promise, of=f"promise.{promise.state}", to=None, reason=reason)
        ending = {"ended_at": None, "reason": reason} if state == "open" else _ending(act, reason)
        move(promise, name, act=act, changes=ending, kind=promise.kind, corrected=True)
    return promise


def open_of(act: Act, kind: str | None, subject: models.Model | None = None) -> list[Promise]:
    """The open promises of the act's thread, of one kind or all, about `subject` when one is given; oldest first."""
    conditions: dict[str, Any] = {"thread": act.thread.pk, "state": "open"}
    if kind is not None:
        conditions["kind"] = kind
    if subject is not None:
        conditions |= {"subject_type": subject._meta.model_name, "subject_id": subject.pk}
    return records(Promise, order_by=("id",), **conditions)


def raise_if_at_risk(act: Act, promise: Promise) -> bool:
    """Say once that the promise is at risk; True when it is said now."""
    if promise.at_risk_at is not None or not rules.runs(promise.kind, expected_at=promise.expected_at):
        return False
    if not rules.at_risk(due_at=promise.due_at, expected_at=promise.expected_at, at=act.at):
        return False
    swap(promise, act=act, expect={"state": "open", "at_risk_at": None}, at_risk_at=act.at)
    expected = promise.expected_at.isoformat() if promise.expected_at else None
    act.record("promise.at_risk", promise, kind=promise.kind, due_at=promise.due_at.isoformat(), expected_at=expected)
    return True


def _end(act: Act, promise: Promise) -> Promise:
    in_time = rules.kept_in_time(promise.kind, due_at=promise.due_at, at=act.at)
    late = str(_("done too late"))
    move(promise, "keep" if in_time else "break", act=act, changes=_ending(act, "" if in_time else late), kind=promise.kind)
    return promise


def _next_version(act: Act, promise: Promise, *, due_at: datetime, amount: int | None, how: str, reason: str) -> Promise:
    name = "renegotiate" if rules.may_renegotiate(promise.kind, due_at=promise.due_at, at=act.at) else "break"
    move(promise, name, act=act, changes=_ending(act, reason), kind=promise.kind, how=tidy(how))
    kept = ("kind", "text", "customer_id", "owner_id", "subject_type", "subject_id")
    columns = {column: getattr(promise, column) for column in kept}
    amount = promise.amount if amount is None else amount
    return _make(act, due_at=due_at, amount=amount, how=how, earlier=promise, version=promise.version + 1, **columns)


def _ending(act: Act, reason: str) -> dict:
    return {"ended_at": act.at, "reason": tidy(str(reason))[:240]}


def _short(text: str) -> str:
    """What a person typed is refused, not cut, when it is too long."""
    text = tidy(text)
    if len(text) > 240:
        problem = _("This is too long: {n} characters, at most {most} fit. Shorten it.").format(n=len(text), most=240)
        raise InvalidFields({"text": [str(problem)]})
    return text


def _reason(reason: str) -> str:
    reason = tidy(reason)
    if not reason:
        raise InvalidFields({"reason": [str(_("Give the reason, in a few words."))]})
    return reason
