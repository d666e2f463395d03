"""Preparing the sums of a month from the records: always the whole month anew, so that it comes out the same whenever it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from yinuo.core.sites.queries import current_site
from yinuo.information.promises.models import Promise
from yinuo.operations.standards.models import Outcome
from yinuo.supervision.surveys.models import Answer, Question, Questionnaire, Wave
from yinuo.supervision.surveys.rules import SCALES

from . import claims, rules
from .models import GapSum
from .visited import SPLIT, visited

JUDGED = (Outcome.State.MET, Outcome.State.MISSED)
ESTIMATE = "confirmation.estimate_accuracy"
ESTIMATE_PART = "estimate"


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return first_of(month + timedelta(days=32))


def prepare(month: date, *, at: datetime) -> None:
    """Make the sums of a month of the scoped site anew. A handful of queries and one write."""
    found: dict[int, dict[str, Any]] = {
        rules.KNOWLEDGE: _knowledge(month),
        rules.DELIVERY: _delivery(month),
        rules.COMMUNICATION: _communication(month),
    }
    found[rules.CUSTOMER] = _customer(month)
    found[SPLIT] = visited(month, month_after(month))
    site = current_site()
    rows = [
        GapSum(site_id=site.pk, month=month, gap=gap, part=part, sums=sums, prepared_at=at)
        for gap, parts in found.items()
        for part, sums in parts.items()
    ]
    with transaction.atomic():
        GapSum.objects.filter(month=month).delete()
        GapSum.objects.bulk_create(rows or [GapSum(site_id=site.pk, month=month, gap=0, sums=[], prepared_at=at)])


def _moments(month: date) -> tuple[datetime, datetime]:
    zone = current_site().zone
    return datetime.combine(month, time(), zone), datetime.combine(month_after(month), time(), zone)


def _delivery(month: date) -> dict[str, list[int]]:
    """Standards judged, clustered by visit: in all, and by step."""
    rows = Outcome.objects.filter(day__gte=month, day__lt=month_after(month), state__in=JUDGED).order_by()
    counted = rows.values_list("thread_id", "step").annotate(n=Count("id"), met=Count("id", filter=Q(state=Outcome.State.MET)))
    whole: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    steps: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for thread, step, n, met in counted:
        whole[thread][0] += n
        whole[thread][1] += met
        steps[step].append((n, met))
    told = {"": rules.of_clusters((n, met) for n, met in whole.values())} | {
        step: rules.of_clusters(found) for step, found in steps.items()
    }
    return {part: list(sums.as_tuple()) for part, sums in told.items() if sums.n}


def _communication(month: date) -> dict[str, list[int]]:
    """Promises that ended, by kind, estimates against what was paid in the end, and what was advertised; each is one thing of its own.

    A claim that only says what a promise or the estimate says has its part, and is not counted in the whole again.
    """
    since, until = _moments(month)
    ended = Promise.objects.filter(ended_at__gte=since, ended_at__lt=until, state__in=("kept", "broken")).order_by()
    counts = {kind: (n, met) for kind, n, met in ended.values_list("kind").annotate(n=Count("id"), met=Count("id", filter=Q(state="kept")))}
    estimates = Outcome.objects.filter(day__gte=month, day__lt=month_after(month), code=ESTIMATE, state__in=JUDGED)
    found = estimates.aggregate(n=Count("id"), met=Count("id", filter=Q(state=Outcome.State.MET)))
    counts[ESTIMATE_PART] = found["n"], found["met"]
    parts = {part: _singles(n, met) for part, (n, met) in counts.items() if n}
    last = month_after(month) - timedelta(days=1)
    advertised = {claim: _singles(*claims.counted(claim, month, last)) for claim in claims.of_month(month, last)}
    whole = sum([*parts.values(), *(sums for claim, sums in advertised.items() if claims.stands_apart(claim))], rules.Sums())
    parts |= {claim.part: sums for claim, sums in advertised.items()}
    return {part: list(sums.as_tuple()) for part, sums in ({"": whole} | parts).items() if sums.n}


def _singles(n: int, met: int) -> rules.Sums:
    return rules.Sums(clusters=n, n=n, met=met, nn=n, mm=met, nm=met)


def _customer(month: date) -> dict[str, list[int]]:
    """Perceived less desired service of each person, in all and by dimension."""
    pairs: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for response, dimension, desired, perceived in _columns(month):
        pairs[response][dimension].append((desired, perceived))
        pairs[response][""].append((desired, perceived))
    lowest, highest = SCALES[Question.Kind.THREE_COLUMNS]
    scores: dict[str, rules.Scores] = defaultdict(rules.Scores)
    for person in pairs.values():
        for part, told in person.items():
            found = rules.superiority(told, lowest=lowest, highest=highest)
            if found is not None:
                scores[part] += rules.Scores(1, found, found * found)
    return {part: [score.n, score.total, score.squares] for part, score in scores.items() if part or score.n}


def _columns(month: date) -> Iterator[tuple[int, str, int, int]]:
    """(response, dimension, desired, perceived) of each item answered in both columns, of people who finished in the month."""
    rows = _answers(month, question__kind=Question.Kind.THREE_COLUMNS).values_list(
        "response_id", "question_id", "question__dimension", "column", "value"
    )
    cells: dict[tuple[int, int, str], dict[str, int]] = defaultdict(dict)
    for response, question, dimension, column, value in rows:
        cells[response, question, dimension][column] = value
    for (response, _question, dimension), told in cells.items():
        if "desired" in told and "perceived" in told:
            yield response, dimension, told["desired"], told["perceived"]


def _answers(month: date, **asked: Any) -> Any:
    since, until = _moments(month)
    return Answer.objects.filter(
        response__completed_at__gte=since, response__completed_at__lt=until, value__isnull=False, **asked
    ).order_by()


def _knowledge(month: date) -> dict[str, dict[str, Any]]:
    """Importance as customers and as managers see it, over people who answered every item."""
    rows = _answers(month, question__kind=Question.Kind.SCALE10, question__version__questionnaire__kind=Questionnaire.Kind.IMPORTANCE)
    people: dict[str, dict[int, dict[str, int]]] = {audience: defaultdict(dict) for audience in Wave.Audience.values}
    keys: dict[str, None] = {}
    for audience, response, key, value in rows.values_list("response__wave__audience", "response_id", "question__key", "value"):
        people[audience][response][key] = value
        keys[key] = None
    items = sorted(keys)
    told = {}
    for audience, answers in people.items():
        whole = [[given[key] for key in items] for given in answers.values() if given.keys() == keys.keys()]
        if whole:
            side = rules.side_of(whole, len(items))
            told[audience] = {"items": items, "n": side.n, "totals": side.totals, "products": side.products}
    return told
