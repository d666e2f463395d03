"""Complaints that already happened, written in bulk by the same rules: no reactions, no outbox. A test makes one both ways and compares the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from yinuo.core.access.actor import Actor
from yinuo.core.clock.rules import Calendar
from yinuo.core.events import write as log
from yinuo.core.events.models import Event, Thread
from yinuo.core.events.registry import facet_of
from yinuo.core.events.rules import fold
from yinuo.core.sites.models import stamps
from yinuo.core.sites.services import next_number
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises.models import Promise
from yinuo.operations.visits.models import Visit
from yinuo.operations.workshop.queries import calendar

from . import rules
from .found import index_all
from .models import Complaint, Goodwill, GoodwillBudget, Pause, Said, StepClock
from .services.opening import SPOKEN

EVENTS_AT_ONCE = 80
EVENT_OF = {
    "listen": "complaint.listened", "apologise": "complaint.apologised", "understand": "complaint.understood", "offer": "complaint.offered",
    "agree": "complaint.agreed", "carry_out": "complaint.carried_out", "review": "complaint.closed",
}  # fmt: skip


@dataclass
class Gift:
    """What was given, within the giver's limit."""

    kind: str
    text: str
    amount: int
    at: datetime
    promised_for: datetime
    role: str
    handed_over: datetime | None = None


@dataclass
class Past:
    """A complaint as it went so far. `done`: when each step was done, in order; the first that is missing is where it stands.

    `told`: the columns learnt on the way (real_issue, offer, agreed, agreed_due_at, word, root_cause, …); `said`: (step, channel, text) of what was said.
    `promise=False` with `answer_due_at`: the answer was promised by somebody else (the follow-up call).
    """

    visit: Visit
    by: Actor
    way_in: str
    text: str
    received_at: datetime
    owner_id: int | None
    severity: str = "minor"
    channel: str = "phone"
    answer_due_at: datetime | None = None
    promise: bool = True
    done: Mapping[str, datetime] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    said: Sequence[tuple[str, str, str]] = ()
    gift: Gift | None = None
    pause: tuple[str, str, datetime] | None = None
    row: Any = None


@dataclass
class Sheet:
    """Rows to be written, by kind; `after` gives what needs the key of another row."""

    calendar: Calendar
    rows: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))
    events: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))


def write(pasts: Iterable[Past]) -> list[Complaint]:
    """Write the complaints with their clocks, promises, words and events; inside a transaction and the site's scope."""
    sheet, pasts = Sheet(calendar()), list(pasts)
    for past in pasts:
        past.row = _complaint(past, sheet.calendar)
    Complaint.objects.bulk_create([past.row for past in pasts], batch_size=200)
    index_all(past.row for past in pasts)
    gifts = [(past, _gift(past)) for past in pasts if past.gift]
    Goodwill.objects.bulk_create([row for _past, row in gifts], batch_size=200)
    for past in pasts:
        _clocks(past, sheet)
        _words(past, sheet)
        _promises(past, sheet)
    for past, row in gifts:
        _of_gift(past, row, sheet)
    for model in (StepClock, Pause, Said):
        model.objects.bulk_create(sheet.rows[model], batch_size=200)
    _with_events(sheet, Promise, Encounter)
    _write_events(sheet)
    _write_budgets(gifts)
    return [past.row for past in pasts]


def _standing(past: Past) -> str:
    return next((step for step in rules.STEPS if step not in past.done), "closed")


def _complaint(past: Past, calendar: Calendar) -> Complaint:
    state, at = _standing(past), past.received_at
    begun = max(past.done.values(), default=at)
    answer = past.answer_due_at or rules.answer_due(calendar, at, severity=past.severity)
    due_at = rules.step_due(calendar, begun, severity=past.severity, step=state if state != "closed" else "review", answer_due_at=answer)
    if state == "closed":
        due_at = rules.step_due(calendar, _begun(past, "review"), severity=past.severity, step="review")
    level = rules.first_level(past.severity)
    running = state != "closed" and past.pause is None
    visit, by = past.visit, past.by
    columns: dict[str, Any] = {
        "answered_at": past.done.get("offer"), "carried_out_at": past.done.get("carry_out"), "closed_at": past.done.get("review"),
        "word_at": past.done.get("review") if past.told.get("word") else None,
        "goodwill_cost": past.gift.amount if past.gift else 0, "paused_at": past.pause[2] if past.pause else None,
    }  # fmt: skip
    return Complaint(
        site_id=by.site_id, number=next_number(site=by.site_id, series="complaint"), thread_id=visit.thread_id, customer_id=visit.customer_id, visit=visit,
        vehicle_id=visit.vehicle_id, plate=visit.plate, way_in=past.way_in, text=past.text, severity=past.severity, owner_id=past.owner_id,
        owned=past.owner_id is not None, state=state, received_at=at, due_at=due_at, escalation=level,
        escalates_at=rules.escalates_at(calendar, due_at=due_at, severity=past.severity, level=level) if running else None,
        answer_due_at=answer, **columns, **past.told, **stamps(by, at),
    )  # fmt: skip


def _begun(past: Past, step: str) -> datetime:
    n = rules.STEPS.index(step)
    return past.done[rules.STEPS[n - 1]] if n else past.received_at


def _clocks(past: Past, sheet: Sheet) -> None:
    tell(
        sheet,
        past,
        "complaint.opened",
        past.received_at,
        past.row,
        number=past.row.number,
        way_in=past.way_in,
        severity=past.severity,
        owner=past.owner_id,
    )
    for step in rules.STEPS[: len(past.done) + (past.row.state != "closed")]:
        since, done = _begun(past, step), past.done.get(step)
        due = rules.step_due(sheet.calendar, since, severity=past.severity, step=step, answer_due_at=past.row.answer_due_at)
        sheet.rows[StepClock].append(
            StepClock(
                site_id=past.by.site_id, complaint=past.row, step=step, owner_id=past.owner_id, since=since, due_at=due, done_at=done,
                done_by_id=past.owner_id if done else None, minutes=rules.open_between(sheet.calendar, since, done) if done else None,
                in_time=done <= due if done else None,
            )
        )  # fmt: skip
        if done:
            _tell_step(past, sheet, step, done, done <= due)
    if past.pause:
        reason, note, since = past.pause
        sheet.rows[Pause].append(
            Pause(site_id=past.by.site_id, complaint=past.row, reason=reason, note=note, since=since, **stamps(past.by, since))
        )
        tell(sheet, past, "complaint.paused", since, past.row, reason=reason, step=past.row.state)


def _tell_step(past: Past, sheet: Sheet, step: str, done: datetime, in_time: bool) -> None:
    told: dict[str, Any] = {"step": step, "in_time": in_time}
    if step == "review":
        if past.told.get("word"):
            tell(sheet, past, "complaint.word_given", done, past.row, word=past.told["word"], channel="phone")
        told |= {"word": past.told.get("word", ""), "without": past.told.get("closed_without", ""), "cost": past.row.goodwill_cost}
    tell(sheet, past, EVENT_OF[step], done, past.row, **told)
    if step == "offer":
        tell(
            sheet,
            past,
            "complaint.answered",
            done,
            past.row,
            in_time=done <= past.row.answer_due_at,
            channel=past.channel,
            text=past.row.offer[:200],
        )


def _words(past: Past, sheet: Sheet) -> None:
    _said(past, sheet, "in", SPOKEN.get(past.way_in, "phone"), past.text, past.received_at)
    for step, channel, text in past.said:
        if step in past.done:
            _said(past, sheet, "out", channel, text, past.done[step])
    if past.told.get("word_text") and "review" in past.done:
        _said(past, sheet, "in", "phone", past.told["word_text"], past.done["review"])


def _said(past: Past, sheet: Sheet, direction: str, channel: str, text: str, at: datetime) -> None:
    by = past.by
    sheet.rows[Said].append(
        Said(
            site_id=by.site_id,
            complaint=past.row,
            direction=direction,
            channel=channel,
            text=text,
            said_at=at,
            by_id=by.user_id,
            by_name=by.name,
        )
    )
    row = Encounter(
        site_id=by.site_id, thread_id=past.visit.thread_id, customer_id=past.visit.customer_id, channel=channel, direction=direction, about="complaint",
        text=text, happened_at=at, by_id=by.user_id, **stamps(by, at),
    )  # fmt: skip
    sheet.rows[Encounter].append(
        (past, row, (("encounter.recorded", at, {"channel": channel, "direction": direction, "about": "complaint", "outcome": ""}),))
    )


def _promises(past: Past, sheet: Sheet) -> None:
    row, done = past.row, past.done
    if past.promise:
        text = _("Answer to complaint {number}").format(number=row.number)
        _promise(past, sheet, "complaint_answer", text, past.received_at, row.answer_due_at, done.get("offer"), row)
    if row.agreed and "agree" in done:
        _promise(past, sheet, "other", row.agreed[:240], done["agree"], row.agreed_due_at, done.get("carry_out"), row)


def _promise(
    past: Past, sheet: Sheet, kind: str, text: str, at: datetime, due: datetime, end: datetime | None, about: Any, amount: int | None = None
) -> None:
    state = "open" if end is None else "kept" if end <= due else "broken"
    row = Promise(
        site_id=past.by.site_id, thread_id=past.visit.thread_id, customer_id=past.visit.customer_id, kind=kind, text=text, state=state,
        owner_id=past.owner_id, made_at=at, how=past.channel, due_at=due, amount=amount, subject_type=about._meta.model_name, subject_id=about.pk,
        ended_at=end, **stamps(past.by, at),
    )  # fmt: skip
    told: list[tuple[str, datetime, dict[str, Any]]] = [
        ("promise.made", at, {"kind": kind, "due_at": due.isoformat(), "amount": amount, "version": 1, "how": past.channel})
    ]
    if end is not None:
        told.append((f"promise.{state}", end, {"kind": kind}))
    sheet.rows[Promise].append((past, row, tuple(told)))


def _gift(past: Past) -> Goodwill:
    gift = past.gift
    assert gift is not None
    return Goodwill(
        site_id=past.by.site_id, complaint=past.row, kind=gift.kind, text=gift.text, amount=gift.amount, state="handed_over" if gift.handed_over else "given",
        role=gift.role, month=gift.at.date().replace(day=1), promised_for=gift.promised_for, decided_at=gift.at, decided_by_id=past.by.user_id,
        handed_over_at=gift.handed_over, **stamps(past.by, gift.at),
    )  # fmt: skip


def _of_gift(past: Past, row: Goodwill, sheet: Sheet) -> None:
    told = {"amount": row.amount, "kind": row.kind}
    tell(sheet, past, "goodwill.given", row.decided_at, row, **told, approved=False, role=row.role)
    if row.handed_over_at:
        tell(sheet, past, "goodwill.handed_over", row.handed_over_at, row, **told)
    _promise(past, sheet, "compensation", row.text, row.decided_at, row.promised_for, row.handed_over_at, row, amount=row.amount)


def tell(sheet: Sheet, past: Past, name: str, at: datetime | None, subject: Any, /, **data: Any) -> None:
    by, thread_id = past.by, past.visit.thread_id
    assert at is not None
    sheet.events[thread_id].append(
        Event(
            site_id=by.site_id, name=name, subject_type=subject._meta.model_name, subject_id=subject.pk, thread_id=thread_id, at=at, recorded_at=at,
            by_id=by.user_id, by_name=by.name, origin=by.origin, data=data,
        )
    )  # fmt: skip


def _with_events(sheet: Sheet, *models: Any) -> None:
    """Rows of lower slices, with the events that tell of them."""
    for model in models:
        found = sheet.rows[model]
        model.objects.bulk_create([row for _past, row, _told in found], batch_size=200)
        for past, row, told in found:
            for name, at, data in told:
                tell(sheet, past, name, at, row, **data)


def _write_events(sheet: Sheet) -> None:
    threads = {thread.pk: thread for thread in Thread.objects.filter(pk__in=sheet.events)}
    for pk, events in sheet.events.items():
        events.sort(key=lambda event: event.at)
        threads[pk].facts = fold(threads[pk].facts, ((event.name, event.at, event.data) for event in events), facet_of)
    told = [event for events in sheet.events.values() for event in events]
    for n in range(0, len(told), EVENTS_AT_ONCE):
        log.append(told[n : n + EVENTS_AT_ONCE])
    Thread.objects.bulk_update(threads.values(), ["facts"], batch_size=200)


def _write_budgets(gifts: list[tuple[Past, Goodwill]]) -> None:
    spent: dict[tuple[int, str, Any], int] = defaultdict(int)
    for _past, row in gifts:
        spent[(row.site_id, row.role, row.month)] += row.amount
    GoodwillBudget.objects.bulk_create(
        GoodwillBudget(site_id=site_id, role=role, month=month, given=amount) for (site_id, role, month), amount in spent.items()
    )
