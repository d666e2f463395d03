"""The seven steps, one act each; the clock that stands still; who is responsible; the customer's word and the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yinuo.core.access.actor import Actor
from yinuo.core.access.models import Membership
from yinuo.core.access.rules import ROLES
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act, story
from yinuo.core.sites.models import stamps
from yinuo.core.validation import check, tidy
from yinuo.core.workflow.services import swap
from yinuo.information.promises import services as promises
from yinuo.supervision.follow_up import services as follow_up
from yinuo.supervision.follow_up.models import DueCall

from .. import rules, times
from ..found import index_complaint
from ..models import Complaint, Goodwill, Pause, StepClock
from .common import advance, alive, change, checked, hours, say, wanted

RIGHT = "complaints.write"
MOST_FACTS = 30


class NoWordYet(DomainError):
    sentence = gettext_lazy("A complaint closes with the customer's word, or with the reason why there is none.")


class GoodwillOpen(DomainError):
    sentence = gettext_lazy("Something promised for this complaint is not handed over yet. Hand it over or withdraw it first.")


def listened(*, complaint_id: int, text: str, wants: str, channel: str, by: Actor, at: datetime) -> Complaint:
    """Step 1: it was listened to, repeated back and confirmed. `text`: the words as the customer confirmed them."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        told = {"text": wanted(text, _("Write what the customer said, in their words."), most=20_000), "wants": wants.strip()}
        _take(act, complaint)
        advance(act, complaint, "listened", told, channel=channel)
        index_complaint(complaint)
    return complaint


def apologised(*, complaint_id: int, text: str, channel: str, by: Actor, at: datetime) -> Complaint:
    """Step 2: somebody said sorry, in words and by a channel."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        say(act, complaint, text=wanted(text, _("Write how it was said.")), channel=channel)
        _take(act, complaint)
        advance(act, complaint, "apologised", channel=channel)
    return complaint


def understood(
    *, complaint_id: int, real_issue: str, facts: Sequence[str], process_step: str, wants: str, by: Actor, at: datetime, factor: str = ""
) -> Complaint:
    """Step 3: the real issue and what the customer wants are found; `facts`: what the records say, in words."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        told = {
            "real_issue": wanted(real_issue, _("Write what it is really about.")),
            "facts": [tidy(fact)[:240] for fact in facts if tidy(fact)][:MOST_FACTS],
            "process_step": process_step,
            "factor": factor or complaint.factor,
            "wants": wants.strip() or complaint.wants,
        }
        advance(act, complaint, "understood", told, facts=len(told["facts"]))
    return complaint


def offered(*, complaint_id: int, offer: str, channel: str, by: Actor, at: datetime) -> Complaint:
    """Step 4: a solution was found and offered. With it the customer has an answer: that promise is kept, in time or not."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        offer = wanted(offer, _("Write what is offered."))
        say(act, complaint, text=offer, channel=channel)
        first = complaint.answered_at is None
        advance(act, complaint, "offered", {"offer": offer, **({"answered_at": at} if first else {})}, channel=channel)
        _answered(act, complaint, offer, channel, first=first)
    return complaint


def _answered(act: Act, complaint: Complaint, text: str, channel: str, *, first: bool) -> None:
    """The promised answer, and what a follow-up call promised, are kept by the same words."""
    promises.keep(act, kind="complaint_answer", subject=complaint)
    if first:
        act.record(
            "complaint.answered",
            complaint,
            in_time=complaint.answer_due_at is None or act.at <= complaint.answer_due_at,
            channel=channel,
            text=text[:200],
        )
    _settle_call(act, complaint)


def _settle_call(act: Act, complaint: Complaint) -> None:
    """The follow-up call that raised it is answered too, and its visit is closed."""
    if complaint.source_type != "duecall" or complaint.source_id is None:
        return
    call = (
        DueCall.objects.select_related("visit")
        .filter(pk=complaint.source_id, state=DueCall.State.DONE, answered_at=None)
        .exclude(raised="")
        .first()
    )
    if call is not None:
        follow_up.settle(act, call)


def agree(*, complaint_id: int, agreed: str, due_at: datetime, channel: str, by: Actor, at: datetime) -> Complaint:
    """Step 5: the customer agrees. What was agreed is a promise, due at a moment in the future."""
    if due_at <= at:
        raise Invalid(_("This time has passed. A promise is due in the future."))
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        agreed = wanted(agreed, _("Write what was agreed."))
        say(act, complaint, text=agreed, channel=channel)
        advance(act, complaint, "agreed", {"agreed": agreed, "agreed_due_at": due_at, "carried_out_at": None}, channel=channel)
        promises.make(
            act, kind="other", text=tidy(agreed)[:240], due_at=due_at, customer_id=complaint.customer_id, owner_id=complaint.owner_id, subject=complaint,
            how=channel,
        )  # fmt: skip
    return complaint


def refuse(*, complaint_id: int, text: str, channel: str, by: Actor, at: datetime) -> Complaint:
    """The customer does not agree: another solution is sought."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        say(act, complaint, text=wanted(text, _("Write what the customer said.")), channel=channel, direction="in")
        advance(act, complaint, "refused", channel=channel)
    return complaint


def carried_out(*, complaint_id: int, text: str, channel: str, by: Actor, at: datetime) -> Complaint:
    """Step 6: what was agreed is done and the customer knows it; the promise is kept, or was too late."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = _at_step(act)
        say(act, complaint, text=text, channel=channel)
        advance(act, complaint, "carried_out", {"carried_out_at": at}, channel=channel)
        promises.keep(act, kind="other", subject=complaint)
    return complaint


def record_word(*, complaint_id: int, word: str, text: str, by: Actor, at: datetime, channel: str = "phone") -> Complaint:
    """The customer says how it was settled (on the phone, or by their own page)."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        return take_word(act, act.subject, word=word, text=text, channel=channel)


def take_word(act: Act, complaint: Complaint, *, word: str, text: str, channel: str) -> Complaint:
    alive(complaint)
    if word not in Complaint.Word.values:
        raise Invalid(_("Say whether the customer is satisfied with how it was settled."))
    change(act, complaint, word=word, word_text=text.strip(), word_at=act.at)
    say(act, complaint, text=text, channel=channel, direction="in")
    act.record("complaint.word_given", complaint, word=word, channel=channel)
    return complaint


def close(
    *, complaint_id: int, by: Actor, at: datetime, word: str = "", word_text: str = "", without: str = "", reason: str = "", **learnt: Any
) -> Complaint:
    """Step 7 and the end. Without the customer's word a reason is needed. `learnt`: root_cause, gap, factor, process_step, lesson.

    From an earlier step only without the word: the customer takes it back, cannot be reached, …
    """
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint)
        if word and (word, word_text.strip()) != (complaint.word, complaint.word_text):
            take_word(act, complaint, word=word, text=word_text, channel="phone")
        _may_close(complaint, without, reason)
        name = "close" if complaint.state == Complaint.State.REVIEW else "close_early"
        if complaint.paused_at is not None:
            _resume(act, complaint)
        told = {"closed_at": at, "closed_without": without if not complaint.word else "", "closed_reason": tidy(reason), **learnt}
        advance(act, complaint, name, told, word=complaint.word, without=told["closed_without"], cost=complaint.goodwill_cost)
        for kind in ("complaint_answer", "other"):
            promises.withdraw(
                act, kind=kind, reason=str(complaint.get_closed_without_display() or pgettext("complaint", "closed")), subject=complaint
            )
        _settle_call(act, complaint)
    return complaint


def _may_close(complaint: Complaint, without: str, reason: str) -> None:
    if Goodwill.objects.filter(complaint=complaint, state__in=("asked", "given")).exists():
        raise GoodwillOpen
    if complaint.word and complaint.state == Complaint.State.REVIEW:
        return
    if without not in Complaint.WithoutWord.values or not tidy(reason):
        raise NoWordYet


def reopen(*, complaint_id: int, reason: str, by: Actor, at: datetime) -> Complaint:
    """It is not settled after all. Everything that was done stays; it goes on with finding the real issue."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        return open_again(act, act.subject, reason=reason)


def open_again(act: Act, complaint: Complaint, *, reason: str) -> Complaint:
    reason = wanted(reason, _("Write why it is opened again."))
    told = {
        "reopened": complaint.reopened + 1,
        "closed_at": None,
        "closed_without": "",
        "closed_reason": "",
        "word": "",
        "word_text": "",
        "word_at": None,
    }
    advance(act, complaint, "reopen", told, reason=reason[:240], times=complaint.reopened + 1)
    say(act, complaint, text=reason, channel="page" if act.by.origin == "customer" else "phone", direction="in")
    return complaint


def pause(*, complaint_id: int, reason: str, by: Actor, at: datetime, note: str = "") -> Complaint:
    """The clock stands still for a stated reason; it shows, and is counted apart."""
    if reason not in Pause.Reason.values:
        raise Invalid(_("Say what is waited for."))
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint, running=True)
        row = Pause(site_id=act.site_id, complaint=complaint, reason=reason, note=tidy(note), since=at, **stamps(by, at))
        check(row)
        swap(complaint, act=act, expect={"state": complaint.state, "paused_at": None}, paused_at=at, escalates_at=None)
        row.save(force_insert=True)
        act.record("complaint.paused", complaint, reason=reason, step=complaint.state)
    return complaint


def resume(*, complaint_id: int, by: Actor, at: datetime) -> Complaint:
    """The clock goes on with what was left."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint)
        _resume(act, complaint)
    return complaint


def _resume(act: Act, complaint: Complaint) -> None:
    row = Pause.objects.filter(complaint=complaint, until=None).first()
    if row is None or complaint.paused_at is None:
        raise Invalid(_("The clock of this complaint is running."))
    calendar, paused_at = hours(row.since), complaint.paused_at
    due_at = rules.resumed_due(calendar, due_at=complaint.due_at, paused_at=paused_at, at=act.at)
    held = times.of(complaint)
    escalates = rules.escalates_at(calendar, due_at=due_at, severity=complaint.severity, level=complaint.escalation, times=held)
    swap(complaint, act=act, expect={"paused_at": paused_at}, paused_at=None, due_at=due_at, escalates_at=escalates)
    row.until, row.minutes = act.at, rules.open_between(calendar, row.since, act.at)
    row.save(update_fields=["until", "minutes"])
    StepClock.objects.filter(complaint=complaint, done_at=None).update(due_at=due_at)
    act.record("complaint.resumed", complaint, reason=row.reason, minutes=row.minutes, step=complaint.state)


def assign(*, complaint_id: int, user_id: int, by: Actor, at: datetime) -> Complaint:
    """Name who is responsible: somebody of this centre who may handle complaints. Their promises go with it."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint)
        if user_id not in handlers():
            raise Invalid(_("This person does not handle complaints at this centre."))
        _give_to(act, complaint, user_id)
    return complaint


def _take(act: Act, complaint: Complaint) -> None:
    """Who works on a complaint without owner becomes its owner."""
    if complaint.owner_id is None and act.by.user_id is not None:
        _give_to(act, complaint, act.by.user_id)


def _give_to(act: Act, complaint: Complaint, user_id: int) -> None:
    before = complaint.owner_id
    swap(complaint, act=act, expect={"owner_id": before}, owner_id=user_id, owned=True)
    StepClock.objects.filter(complaint=complaint, done_at=None).update(owner_id=user_id)
    for kind in ("complaint_answer", "other"):
        for promise in promises.open_of(act, kind, complaint):
            swap(promise, act=act, expect={"state": "open"}, owner_id=user_id)
    act.record("complaint.assigned", complaint, owner=user_id, before=before)


def handlers() -> set[int]:
    """Who may handle complaints at this centre."""
    roles = [role for role, capabilities in ROLES.items() if RIGHT in capabilities]
    return set(Membership.objects.filter(role__in=roles, user__is_active=True).values_list("user_id", flat=True))


def classify(*, complaint_id: int, severity: str, by: Actor, at: datetime, process_step: str = "", factor: str = "") -> Complaint:
    """How serious it is, where it belongs. Another severity sets the present step's clock anew from its beginning."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint, running=True)
        told: dict[str, Any] = {"process_step": process_step or complaint.process_step, "factor": factor or complaint.factor}
        before = complaint.severity
        if severity != before:
            told |= _clock_anew(act, complaint, severity)
        checked(complaint, severity=severity, **{name: told[name] for name in ("process_step", "factor")})
        swap(complaint, act=act, expect={"state": complaint.state, "severity": before}, severity=severity, **told)
        act.record("complaint.classified", complaint, severity=severity, before=before, step=told["process_step"], factor=told["factor"])
    return complaint


def _clock_anew(act: Act, complaint: Complaint, severity: str) -> dict[str, Any]:
    if severity not in Complaint.Severity.values:
        raise Invalid(_("Say how serious it is."))
    clock = StepClock.objects.filter(complaint=complaint, done_at=None).first()
    since = clock.since if clock else act.at
    calendar, held = hours(since), times.of(complaint)
    due_at = rules.step_due(calendar, since, severity=severity, step=complaint.state, answer_due_at=complaint.answer_due_at, times=held)
    level = max(complaint.escalation, rules.first_level(severity))
    StepClock.objects.filter(complaint=complaint, done_at=None).update(due_at=due_at)
    return {
        "due_at": due_at,
        "escalation": level,
        "escalates_at": rules.escalates_at(calendar, due_at=due_at, severity=severity, level=level, times=held),
    }


def tell(*, complaint_id: int, text: str, channel: str, by: Actor, at: datetime, direction: str = "out") -> Complaint:
    """Something said between the steps; what the customer wrote is answered by it."""
    with story(Complaint, complaint_id, by=by, at=at, right=RIGHT) as act:
        complaint = act.subject
        alive(complaint)
        say(act, complaint, text=wanted(text, _("Write what was said."), most=10_000), channel=channel, direction=direction)
        if direction == "out":
            complaint.said.filter(direction="in", answered=False).update(answered=True)
        act.record("complaint.spoken", complaint, channel=channel, direction=direction)
    return complaint


def _at_step(act: Act) -> Complaint:
    """The complaint, if it can be worked on now; whether its step is the right one is said by its flow."""
    alive(act.subject, running=True)
    return act.subject
