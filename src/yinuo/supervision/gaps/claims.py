"""Whether what the centre advertises is true, visit for visit: counted for a month's sums, and listed where it was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from yinuo.core.sites.queries import current_site
from yinuo.information.promises.models import Promise
from yinuo.operations.standards.models import Outcome
from yinuo.operations.standards.rules import BY_CODE, YES
from yinuo.operations.standards.words import value_words
from yinuo.operations.visits.models import Visit

from . import rules
from .models import Claim

STANDARD, PROMISE, SPAN = "standard", "promise", "span"
ESTIMATE = "confirmation.estimate_accuracy"
JUDGED = (Outcome.State.MET, Outcome.State.MISSED)
SHOWN = 50
MOST_VISITS = 4000  # newest delivered visits that are looked at for a span


@dataclass(frozen=True)
class Untrue:
    """A visit on which a claim was not true: what was measured, in words ("" where it did not happen at all)."""

    visit: Visit | None
    day: date
    measured: str


def kind_of(claim: Claim) -> tuple[str, str]:
    """(standard, promise or span; its code)."""
    kind, _colon, code = claim.measure.partition(":")
    return kind, code


def unit_of(measure: str) -> str:
    """The unit of a claim's limit; "" where it has none."""
    kind, _colon, code = measure.partition(":")
    if kind == SPAN:
        return "seconds"
    unit = BY_CODE[code].unit if kind == STANDARD else ""
    return "" if unit == YES else unit


def stands_apart(claim: Claim) -> bool:
    """Whether it is judged anew: a kind of promise, and the estimate as its standard has it, are in gap 4 already."""
    kind, code = kind_of(claim)
    return kind != PROMISE and not (code == ESTIMATE and claim.limit is None)


def of_month(first: date, last: date) -> list[Claim]:
    """Claims advertised on any day of these."""
    return list(Claim.objects.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=last).order_by("id"))


def _within(claim: Claim, since: date, until: date) -> tuple[date, date]:
    """The days, both included, on which it was advertised."""
    return max(since, claim.valid_from), min(until, claim.valid_to or until)


def counted(claim: Claim, since: date, until: date) -> tuple[int, int]:
    """(visits or promises judged, of which it was true) from `since` to `until`, both included. One query."""
    since, until = _within(claim, since, until)
    if since > until:
        return 0, 0
    kind, code = kind_of(claim)
    if kind == SPAN:
        judged = [rules.span_true(facts, code, claim.limit or 0) for _pk, facts in _facts(code, since, until)]
        return sum(one is not None for one in judged), sum(one is True for one in judged)
    rows = _outcomes(code, since, until) if kind == STANDARD else _promises(code, since, until)
    found = rows.aggregate(n=Count("pk"), met=Count("pk", filter=_true(claim)))
    return found["n"], found["met"]


def _outcomes(code: str, since: date, until: date) -> QuerySet[Outcome]:
    return Outcome.objects.filter(day__gte=since, day__lte=until, code=code, state__in=JUDGED).order_by("-day", "-pk")


def _promises(kind: str, since: date, until: date) -> QuerySet[Promise]:
    begun, ended = _moments(since, until)
    return Promise.objects.filter(ended_at__gte=begun, ended_at__lt=ended, kind=kind, state__in=("kept", "broken")).order_by(
        "-ended_at", "-pk"
    )


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    zone = current_site().zone
    return datetime.combine(since, time(), zone), datetime.combine(until + timedelta(days=1), time(), zone)


def _true(claim: Claim) -> Q:
    kind, code = kind_of(claim)
    if kind == PROMISE:
        return Q(state="kept")
    met = Q(state=Outcome.State.MET)
    if claim.limit is None:
        return met
    kept = Q(value__gte=claim.limit) if BY_CODE[code].minimum else Q(value__lte=claim.limit)
    return kept | met & Q(value=None)


def _facts(span: str, since: date, until: date) -> Iterator[tuple[int, dict[str, dict[str, str]]]]:
    """(visit, what is known of the span) of delivered visits, the newest first. One query, of the two moments only."""
    begun, ended = _moments(since, until)
    rows = Visit.objects.filter(delivered_at__gte=begun, delivered_at__lt=ended).order_by("-delivered_at", "-pk")
    first, last = rules.SPANS[span]
    told = rows.values_list("pk", _moment_of(first), _moment_of(last))[:MOST_VISITS]
    for pk, start, end in told:
        yield pk, {rules.OVER: {}} | {name: {"last": moment} for name, moment in ((first, start), (last, end)) if moment}


def _moment_of(event: str) -> KeyTextTransform:
    """When it last happened, out of the thread's facts."""
    return KeyTextTransform("last", KeyTransform(event, "thread__facts"))


def untrue(claim: Claim, since: date, until: date) -> list[Untrue]:
    """The newest visits on which it was not true. Two queries."""
    since, until = _within(claim, since, until)
    if since > until:
        return []
    kind, code = kind_of(claim)
    if kind == SPAN:
        return _long_visits(claim, code, since, until)
    if kind == STANDARD:
        unit = BY_CODE[code].unit
        wrong = _outcomes(code, since, until).exclude(_true(claim)).values_list("thread_id", "day", "value")[:SHOWN]
        return _with_visits((thread, day, value_words(value, unit)) for thread, day, value in wrong)
    zone = current_site().zone
    broken = _promises(code, since, until).exclude(_true(claim)).values_list("thread_id", "due_at", "ended_at")[:SHOWN]
    return _with_visits(
        (thread, ended.astimezone(zone).date(), value_words(int((ended - due).total_seconds()), "seconds")) for thread, due, ended in broken
    )


def _with_visits(rows: Iterable[tuple[int, date, str]]) -> list[Untrue]:
    found = list(rows)
    visits = {
        visit.thread_id: visit for visit in Visit.objects.filter(thread__in=[row[0] for row in found]).select_related("advisor", "vehicle")
    }
    return [Untrue(visits.get(thread), day, measured) for thread, day, measured in found]


def _long_visits(claim: Claim, code: str, since: date, until: date) -> list[Untrue]:
    long: dict[int, str] = {}
    for pk, facts in _facts(code, since, until):
        if rules.span_true(facts, code, claim.limit or 0) is False:
            long[pk] = value_words(rules.span_of(facts, code), "seconds")
        if len(long) == SHOWN:
            break
    visits = Visit.objects.filter(pk__in=long).select_related("advisor", "vehicle").order_by("-delivered_at", "-pk")
    zone = current_site().zone
    return [Untrue(visit, visit.delivered_at.astimezone(zone).date(), long[visit.pk]) for visit in visits if visit.delivered_at]
