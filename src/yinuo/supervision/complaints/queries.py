"""Complaints as screens read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from yinuo.core.accounts.models import User
from yinuo.core.errors import NotHere
from yinuo.core.events.models import Event
from yinuo.core.sites.queries import current_site
from yinuo.core.workflow.queries import in_states
from yinuo.operations.visits.words import event_words

from . import evidence, fairness, rules
from .models import Complaint, Goodwill, Pause, Said, StepClock
from .services.goodwill import rooms
from .services.steps import handlers
from .words import PRINCIPLE_WORDS, PRINCIPLES, REPEATS, STEPS

WITH = (
    "customer",
    "visit__vehicle",
    "visit__advisor",
    "visit__thread",
    "vehicle",
    "owner",
    "merged_into",
    "repeat_of",
    "split_from",
    "created_by",
)
SHOWN = 60
LOOKED_AT_FOR_REPEATS = 100


def all_open(rows: QuerySet[Complaint] | None = None) -> QuerySet[Complaint]:
    return (Complaint.objects.all() if rows is None else rows).filter(in_states(rules.OPEN), merged_into=None)


def late(at: datetime) -> Q:
    return Q(due_at__lt=at, paused_at=None)


def listed(
    *, which: str = "", severity: str = "", way_in: str = "", step: str = "", owner_id: int | None = None, text: str = "", at: datetime
) -> QuerySet[Complaint]:
    """Complaints for a list. `which`: open (default), late, ownerless, paused, escalated, closed, all."""
    rows: QuerySet[Complaint] = Complaint.objects.select_related("customer", "owner", "visit__vehicle")
    if which not in ("closed", "all"):
        rows = all_open(rows)
    narrow = {
        "late": late(at), "ownerless": Q(owned=False), "paused": Q(paused_at__isnull=False), "escalated": Q(escalation__gte=1),
        "closed": Q(state="closed"),
    }  # fmt: skip
    rows = rows.filter(narrow.get(which, Q()))
    fixed = {"severity": severity, "way_in": way_in, "process_step": step, "owner_id": owner_id}
    rows = rows.filter(**{name: value for name, value in fixed.items() if value})
    return rows.filter(_found(text)) if text else rows


def _found(text: str) -> Q:
    """By number, plate, name, phone, or words of the complaint."""
    text = text.strip().lstrip("#")
    found = Q(plate__icontains=text) | Q(customer__name__icontains=text) | Q(contact_name__icontains=text) | Q(text__icontains=text)
    found |= Q(customer__phone__contains=text) | Q(contact_phone__contains=text)
    return found | Q(number=int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else found


def tally(at: datetime) -> dict[str, int]:
    """What stands above the list. One query over the open ones."""
    return all_open().aggregate(
        open=Count("pk"), late=Count("pk", filter=late(at)), ownerless=Count("pk", filter=Q(owned=False)),
        paused=Count("pk", filter=Q(paused_at__isnull=False)), escalated=Count("pk", filter=Q(escalation__gte=1)),
    )  # fmt: skip


@dataclass(frozen=True)
class StepShown:
    """One of the seven steps on the ribbon, with its clock as it came out."""

    code: str
    label: Any
    icon: str
    state: str
    tone: str
    clock: StepClock | None


@dataclass(frozen=True)
class Principle:
    label: Any
    hint: Any
    tone: str
    word: Any


@dataclass(frozen=True)
class MayRepeat:
    complaint: Complaint
    reasons: list[Any]


@dataclass(frozen=True)
class CasePage:
    complaint: Complaint
    ribbon: list[StepShown]
    clocks: list[StepClock]
    pauses: list[Pause]
    pause: Pause | None
    waited: int
    goodwill: list[Goodwill]
    rooms: dict[str, rules.Room]
    said: list[Said]
    facts: list[evidence.Fact]
    principles: list[Principle]
    repeats: list[MayRepeat]
    merged: list[Complaint]
    parts: list[Complaint]
    told: list[tuple[Any, str, str, Event]]
    people: list[User]
    paid: int
    fairness: fairness.Fairness | None


def complaint_of(complaint_id: int) -> Complaint:
    """The complaint with what its page shows of it. Raises NotHere."""
    found = Complaint.objects.select_related(*WITH).filter(pk=complaint_id).first()
    if found is None:
        raise NotHere
    return found


def case_page(complaint_id: int, *, by: Any, at: datetime) -> CasePage:
    """About a dozen queries."""
    complaint = complaint_of(complaint_id)
    clocks = labelled(StepClock.objects.filter(complaint=complaint).select_related("owner", "done_by").order_by("id")[:SHOWN])
    pauses = list(Pause.objects.filter(complaint=complaint).order_by("-since")[:SHOWN])
    goodwill = list(Goodwill.objects.filter(complaint=complaint).select_related("created_by", "decided_by").order_by("-id")[:SHOWN])
    paid = _paid(complaint)
    return CasePage(
        complaint=complaint,
        ribbon=ribbon_of(complaint, clocks, at=at),
        clocks=clocks,
        pauses=pauses,
        pause=next((pause for pause in pauses if pause.until is None), None),
        waited=sum(pause.minutes or 0 for pause in pauses),
        goodwill=goodwill,
        rooms=rooms(complaint, by, at=at),
        said=list(Said.objects.filter(complaint=complaint).order_by("-said_at", "-id")[:SHOWN]),
        facts=evidence.facts_of(complaint.visit, at=at, currency=current_site().currency),
        principles=_principles(complaint, clocks, goodwill, paid, at),
        repeats=may_repeat(complaint),
        merged=list(Complaint.objects.filter(merged_into=complaint).order_by("id")[:SHOWN]),
        parts=list(Complaint.objects.filter(split_from=complaint).order_by("id")[:SHOWN]),
        told=_told(complaint),
        people=people(),
        paid=paid,
        fairness=fairness.of(complaint),
    )


def labelled(rows: QuerySet[StepClock]) -> list[StepClock]:
    found = list(rows)
    for clock in found:
        clock.label = STEPS[clock.step][0]
    return found


def people() -> list[User]:
    """Who may handle complaints here."""
    return list(User.objects.filter(pk__in=handlers()).order_by("display_name", "pk")[:100])


def _paid(complaint: Complaint) -> int:
    """What the customer was charged on the visit, minor units."""
    if complaint.visit is None:
        return 0
    return evidence._amount(complaint.visit, "invoice.issued") or 0


def ribbon_of(complaint: Complaint, clocks: list[StepClock], *, at: datetime) -> list[StepShown]:
    last = {clock.step: clock for clock in clocks}
    reached = rules.STEPS.index(complaint.state) if complaint.state in rules.STEPS else len(rules.STEPS)
    return [_step(code, n, reached, last.get(code), complaint, at) for n, code in enumerate(rules.STEPS)]


def _step(code: str, n: int, reached: int, clock: StepClock | None, complaint: Complaint, at: datetime) -> StepShown:
    label, icon = STEPS[code]
    if n == reached:
        tone = "idle" if complaint.paused_at else "late" if complaint.due_at < at else "busy"
        return StepShown(code, label, icon, "here", tone, clock)
    done = clock is not None and clock.done_at is not None and n < reached
    state = "done" if done else "skipped" if n < reached else "todo"
    tone = "late" if done and clock.in_time is False else "kept" if done else "idle"
    return StepShown(code, label, icon, state, tone, clock if done else None)


def _principles(complaint: Complaint, clocks: list[StepClock], goodwill: list[Goodwill], paid: int, at: datetime) -> list[Principle]:
    asked = [row for row in goodwill if row.answer_due_at is not None]
    answered_late = sum((row.decided_at or at) > row.answer_due_at for row in asked if row.answer_due_at)
    answer = complaint.answered_at or (at if complaint.answer_due_at and at > complaint.answer_due_at else None)
    facts = rules.Facts(
        clocks=tuple(rules.Clocked(clock.step, clock.in_time if clock.done_at else _still(complaint, at)) for clock in clocks),
        answer_in_time=answer <= complaint.answer_due_at if answer and complaint.answer_due_at else None,
        facts_named=len(complaint.facts),
        asked_above=len(asked),
        answered_late_above=answered_late,
        agreed=bool(complaint.agreed),
        kept_in_time=_kept(complaint, at),
        cost=complaint.goodwill_cost,
        paid=paid if complaint.visit_id else None,
        approved=any(row.approved for row in goodwill),
    )
    judged = rules.principles(facts)
    return [Principle(label, hint, judged[code], PRINCIPLE_WORDS[judged[code]]) for code, (label, hint) in PRINCIPLES.items()]


def _still(complaint: Complaint, at: datetime) -> bool | None:
    return False if complaint.paused_at is None and complaint.is_open and complaint.due_at < at else None


def _kept(complaint: Complaint, at: datetime) -> bool | None:
    if complaint.agreed_due_at is None:
        return None
    done = complaint.carried_out_at
    return done <= complaint.agreed_due_at if done else (False if at > complaint.agreed_due_at else None)


def may_repeat(complaint: Complaint) -> list[MayRepeat]:
    """Earlier complaints that this may be again, with the reasons, the strongest first. One query."""
    if complaint.repeat_of_id or not (complaint.customer_id or complaint.vehicle_id):
        return []
    mine = Q(customer_id=complaint.customer_id or 0) | Q(vehicle_id=complaint.vehicle_id or 0)
    since = complaint.received_at - timedelta(days=round(rules.REPEAT_MONTHS * 30.44))
    rows = Complaint.objects.filter(mine, received_at__gte=since, received_at__lte=complaint.received_at, merged_into=None)
    rows = rows.exclude(pk=complaint.pk).exclude(split_from=complaint.pk).order_by("-received_at")[:LOOKED_AT_FOR_REPEATS]
    found = [(row, rules.repeat_reasons(complaint.text, _earlier(complaint, row))) for row in rows]
    kept = sorted((pair for pair in found if pair[1]), key=lambda pair: -len(pair[1]))[:5]
    return [MayRepeat(row, [REPEATS[reason] for reason in reasons]) for row, reasons in kept]


def _earlier(complaint: Complaint, row: Complaint) -> rules.Earlier:
    return rules.Earlier(
        same_customer=row.customer_id is not None and row.customer_id == complaint.customer_id,
        same_vehicle=row.vehicle_id is not None and row.vehicle_id == complaint.vehicle_id,
        same_step=bool(complaint.process_step) and row.process_step == complaint.process_step,
        same_factor=bool(complaint.factor) and row.factor == complaint.factor,
        text=row.text,
    )


def _told(complaint: Complaint) -> list[tuple[Any, str, str, Event]]:
    """What was done on the case, newest first: the complaint's events and those of its goodwill."""
    rows = Event.objects.filter(thread_id=complaint.thread_id).filter(
        Q(subject_type="complaint", subject_id=complaint.pk) | Q(name__startswith="goodwill.")
    )
    mine = set(Goodwill.objects.filter(complaint=complaint).values_list("pk", flat=True))
    found = [row for row in rows.order_by("-at", "-id")[:120] if row.subject_type == "complaint" or row.subject_id in mine]
    return [(*event_words(row.name), row) for row in found]


def unanswered_words(*, limit: int = 20) -> list[Said]:
    """What customers wrote on their pages and nobody has answered yet."""
    return list(Said.objects.filter(answered=False).select_related("complaint__customer").order_by("said_at")[:limit])


def clocks_between(since: datetime, until: datetime) -> list[dict[str, Any]]:
    """How the clocks of each step came out in a time: how many, how many in time, open minutes on average, waited apart. One query."""
    rows = StepClock.objects.filter(done_at__gte=since, done_at__lt=until).values("step")
    found = {
        row["step"]: row
        for row in rows.annotate(
            n=Count("id"), kept=Count("id", filter=Q(in_time=True)), minutes=Avg("minutes"), waited=Sum("waited")
        ).order_by()
    }
    return [{"label": STEPS[code][0], "icon": STEPS[code][1], **found[code]} for code in rules.STEPS if code in found]
