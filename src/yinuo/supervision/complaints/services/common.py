"""What every act on a complaint does: end one step's clock, begin the next, say what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yinuo.core.clock.rules import Calendar
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.events.services import Act
from yinuo.core.validation import check, tidy_lines
from yinuo.core.workflow.services import move, swap
from yinuo.information.encounters import services as encounters
from yinuo.operations.workshop.queries import calendar

from .. import rules, times
from ..models import Complaint, Pause, Said, StepClock

CHANNELS = ("face", "phone", "text", "wechat", "email", "page")


class StandsStill(DomainError):
    sentence = _("The clock of this complaint stands still. Let it go on first.")


class IsMerged(DomainError):
    sentence = _("This complaint was joined to another. Open that one.")


class IsClosed(DomainError):
    sentence = _("This complaint is closed. Open it again if it is not settled after all.")


def hours(at: datetime) -> Calendar:
    """The site's business hours, as far as clocks from `at` on need them."""
    return calendar()


def alive(complaint: Complaint, *, running: bool = False) -> None:
    """Raise unless the complaint can be worked on; `running`: nor while its clock stands still."""
    if complaint.merged_into_id is not None:
        raise IsMerged
    if complaint.state == Complaint.State.CLOSED:
        raise IsClosed
    if running and complaint.paused_at is not None:
        raise StandsStill


def begin_clock(act: Act, complaint: Complaint, *, due_at: datetime) -> None:
    """The clock of the step at which the complaint now stands."""
    earlier = StepClock.objects.filter(complaint=complaint, step=complaint.state).count()
    StepClock.objects.create(
        site_id=act.site_id, complaint=complaint, step=complaint.state, round=earlier + 1, owner_id=complaint.owner_id, since=act.at, due_at=due_at
    )  # fmt: skip


def end_clock(act: Act, complaint: Complaint, calendar: Calendar) -> None:
    """The step that stood open is done: how long it took, without the pauses, and whether that was in time."""
    clock = StepClock.objects.filter(complaint=complaint, done_at=None).order_by("-id").first()
    if clock is None:
        return
    waited = sum(
        _waited(calendar, pause, clock.since, act.at) for pause in Pause.objects.filter(complaint=complaint, since__gte=clock.since)
    )
    clock.minutes = max(0, rules.open_between(calendar, clock.since, act.at) - waited)
    clock.waited, clock.done_at, clock.done_by_id = waited, act.at, act.by.user_id
    clock.due_at, clock.in_time = complaint.due_at, act.at <= complaint.due_at
    clock.save(update_fields=["minutes", "waited", "done_at", "done_by", "due_at", "in_time"])


def _waited(calendar: Calendar, pause: Pause, since: datetime, at: datetime) -> int:
    return rules.open_between(calendar, max(pause.since, since), pause.until or at)


def advance(act: Act, complaint: Complaint, name: str, changes: dict[str, Any] | None = None, **data: Any) -> None:
    """Take the complaint one step along: its clock ends, the next step's begins. Raises IsMerged, StandsStill, IllegalMove, LostMove."""
    calendar, held = hours(act.at), times.of(complaint)
    step = complaint.FLOW.moves[name].target
    due_at = (
        complaint.due_at
        if step == "closed"
        else rules.step_due(calendar, act.at, severity=complaint.severity, step=step, answer_due_at=complaint.answer_due_at, times=held)
    )
    level = rules.first_level(complaint.severity)
    told = dict(changes or {}) | {"due_at": due_at, "escalation": level}
    told["escalates_at"] = (
        None if step == "closed" else rules.escalates_at(calendar, due_at=due_at, severity=complaint.severity, level=level, times=held)
    )
    end_clock(act, complaint, calendar)
    checked(complaint, **told)
    move(complaint, name, act=act, changes=told, step=complaint.state, in_time=act.at <= complaint.due_at, **data)
    if step != "closed":
        begin_clock(act, complaint, due_at=due_at)


def checked(complaint: Complaint, **changes: Any) -> None:
    """Raise InvalidFields unless the changes fit their columns; the record is left as it was."""
    before = {name: getattr(complaint, name) for name in changes}
    try:
        for name, value in changes.items():
            setattr(complaint, name, value)
        check(complaint)
    finally:
        for name, value in before.items():
            setattr(complaint, name, value)


def change(act: Act, complaint: Complaint, **changes: Any) -> None:
    """Write what was learnt, if nobody moved the complaint meanwhile."""
    checked(complaint, **changes)
    swap(complaint, act=act, expect={"state": complaint.state}, **changes)


def say(act: Act, complaint: Complaint, *, text: str, channel: str, direction: str = "out", answered: bool = True) -> None:
    """Something was said about the complaint: it stands on its page, on the customer's page of it, and in the customer's one story."""
    text = tidy_lines(text)[:10_000]
    if not text:
        return
    if channel not in CHANNELS:
        raise Invalid(_("Say how the customer was spoken to."))
    Said.objects.create(
        site_id=act.site_id, complaint=complaint, direction=direction, channel=channel, text=text, said_at=act.at, by_id=act.by.user_id, by_name=act.by.name,
        answered=answered,
    )  # fmt: skip
    encounters.record(act, customer_id=complaint.customer_id, channel=channel, direction=direction, about="complaint", text=text)


def wanted(text: str, sentence: Any, most: int = 4000) -> str:
    """The text, tidy; Invalid with `sentence` when there is none, or with words when it is too long."""
    text = tidy_lines(text)
    if not text:
        raise Invalid(sentence)
    if len(text) > most:
        raise Invalid(_("This is too long: {n} characters, at most {most} fit. Shorten it.").format(n=len(text), most=most))
    return text
