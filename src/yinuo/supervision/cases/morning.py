"""The morning meeting: one case, one word of praise, what was missed, what is promised for today, complaints that nobody has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from yinuo.core.sites.queries import current_site
from yinuo.core.statements.asked import asked as question
from yinuo.information.encounters.models import Encounter
from yinuo.information.promises import queries as promises
from yinuo.information.promises.rules import NOT_BY_CLOCK
from yinuo.operations.standards.queries import last_day_judged, missed_on
from yinuo.supervision.complaints import queries as complaints
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.surveys.models import Answer

from . import rules, words
from .models import Case

PRAISE_DAYS, CASES_IN_TURN, ROWS = 14, 40, 4
FULL, SAID_ENOUGH = 9, 6


@dataclass(frozen=True)
class Praise:
    """What a customer said, without who it was; names of colleagues stay."""

    text: str
    at: datetime
    url: str


@dataclass(frozen=True)
class Morning:
    day: date
    day_before: date
    case: Case | None
    praise: Praise | None
    missed: list[tuple[str, Any, int, int]]
    promises: list[promises.PromiseRow]
    promised: int
    ownerless: list[Complaint]
    without_owner: int


def morning(*, at: datetime) -> Morning:
    """Ten queries, whatever the past holds."""
    day = timezone.localtime(at).date()
    before = last_day_judged(day)
    end = promises.day_of(at)[1]
    due = promises.filtered().filter(state="open", due_at__lt=end).exclude(kind__in=NOT_BY_CLOCK)
    nobody = complaints.listed(which="ownerless", at=at)
    return Morning(
        day=day, day_before=before, case=case_of_the_day(day), praise=praise(at=at), missed=missed_on(before)[:ROWS],
        promises=promises.shaped(due.order_by("due_at", "id")[:ROWS], at=at, site_code=current_site().code), promised=due.count(),
        ownerless=list(nobody.order_by("due_at", "id")[:ROWS]), without_owner=nobody.count(),
    )  # fmt: skip


def case_of_the_day(day: date) -> Case | None:
    rows = list(Case.objects.filter(state="published").order_by("-published_at", "-id").prefetch_related("tags")[:CASES_IN_TURN])
    found = rules.of_the_day([timezone.localtime(row.published_at).date() for row in rows if row.published_at], day)
    return None if found is None else rows[found]


def praise(*, at: datetime) -> Praise | None:
    """The latest word of praise: said to somebody, or written under full marks. Nobody's anonymous answer."""
    since = at - timedelta(days=PRAISE_DAYS)
    found = [told for told in (_heard(since), _written(since)) if told]
    return max(found, key=lambda told: told.at, default=None)


@question(Encounter)
def _praises(rows: QuerySet[Encounter], since: Any) -> QuerySet:
    rows = rows.filter(about="praise", direction="in", happened_at__gte=since).exclude(text="")
    return rows.select_related("customer").order_by("-happened_at", "-id")[:1]


def _heard(since: datetime) -> Praise | None:
    row = _praises.first(since=since)
    if row is None:
        return None
    url = reverse("encounters:list", args=[current_site().code]) + "?about=praise"
    return Praise(_without_customer(row.text, row.customer), row.happened_at, url)


def _written(since: datetime) -> Praise | None:
    """Of the last hundred complete answers."""
    rows = Answer.objects.filter(
        question__kind="text",
        response__completed_at__gte=since,
        response__anonymous=False,
        response__overall__gte=FULL,
        response__negative=False,
    )
    rows = rows.exclude(text="").select_related("response__customer").order_by("-response__completed_at", "-id")
    row = next((row for row in rows[:100] if len(row.text.strip()) >= SAID_ENOUGH), None)
    if row is None:
        return None
    response: Any = row.response
    return Praise(
        _without_customer(row.text, response.customer),
        response.completed_at,
        reverse("surveys:response", args=[current_site().code, response.pk]),
    )


def _without_customer(text: str, customer: Any) -> str:
    known = rules.Known.of(customers=[customer.name] if customer else [])
    return rules.anonymised(text, known, words.neutral(current_site().language)).text
