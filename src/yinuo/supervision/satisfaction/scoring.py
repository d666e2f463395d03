"""Counting complete answers: from the answers to one `Scored` row, from there to the month's cells. Done by `yinuo work`, and from the beginning by `rebuild`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from yinuo.core.sites.models import Site
from yinuo.operations.orders.models import Operation
from yinuo.supervision.surveys import rules as survey_rules
from yinuo.supervision.surveys.models import Answer, Question, Response, Wave

from . import segments
from .models import Cell, Scored, ToScore
from .rules import loyalty, scale
from .rules import segments as segment_rules
from .rules.sums import Score, Sums, add, brief, contribution

AT_ONCE = 200
SCALES = {"scale10": scale.TEN, "scale5": scale.FIVE}
Place = tuple[date, str, str]  # month, dimension, member


def score_waiting(site: Site, *, most: int = AT_ONCE) -> int:
    """Count up to `most` answers that wait, in one transaction; how many were. Two at once count nothing twice."""
    with transaction.atomic():
        waiting = list(ToScore.objects.select_for_update().order_by("id")[:most])
        if not waiting:
            return 0
        count(site, [row.response_id for row in waiting])
        ToScore.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def rebuild(site: Site) -> int:
    """Count the site's answers from the beginning; the result is the same as counting them as they came."""
    with transaction.atomic():
        ToScore.objects.all().delete()
        Scored.objects.all().delete()
        Cell.objects.all().delete()
        total = 0
        keys = list(Response.objects.filter(completed_at__isnull=False).order_by("id").values_list("pk", flat=True))
        for begun in range(0, len(keys), AT_ONCE):
            total += count(site, keys[begun : begun + AT_ONCE])
    return total


def count(site: Site, response_ids: Sequence[int]) -> int:
    """Put these answers into their cells; one that was counted before is taken out first."""
    changes: dict[Place, Sums] = defaultdict(dict)
    for row in Scored.objects.filter(response__in=response_ids):
        _spread(changes, row, -1)
    Scored.objects.filter(response__in=response_ids).delete()
    rows = scored_rows(site, response_ids)
    Scored.objects.bulk_create(rows)
    for row in rows:
        _spread(changes, row, 1)
    _write(site, {place: sums for place, sums in changes.items() if sums})
    return len(rows)


def _spread(changes: dict[Place, Sums], row: Scored, sign: int) -> None:
    part = contribution(score_of(row))
    for place in places(row):
        add(changes[place], part, sign)


def score_of(row: Scored) -> Score:
    return Score(row.factors, row.items, row.groups, tuple(row.words), row.recommend, row.level, row.anonymous)


def places(row: Scored) -> list[Place]:
    """The cells that a respondent belongs to."""
    month = row.day.replace(day=1)
    members = [(dimension, str(member)) for dimension, found in row.tags.items() for member in found]
    return [(month, "all", ""), *((month, dimension, member) for dimension, member in members)]


def _write(site: Site, changes: dict[Place, Sums]) -> None:
    """Add the changes to the cells, which are locked; empty cells go."""
    months = sorted({month for month, _dimension, _member in changes})
    rows = Cell.objects.select_for_update().filter(month__in=months).order_by("id") if months else []
    kept = {(row.month, row.dimension, row.member): row for row in rows}
    new: list[Cell] = []
    changed: list[Cell] = []
    empty: list[Cell] = []
    for place, sums in sorted(changes.items()):
        row = kept.get(place)
        if row is None:
            row = Cell(site=site, month=place[0], dimension=place[1], member=place[2], sums=sums)
            new.append(row)
        else:
            row.sums = add(row.sums, sums)
            (changed if row.sums else empty).append(row)
        row.brief = brief(row.sums) if row.dimension == Cell.Dimension.ALL else ""
    Cell.objects.bulk_create(new)
    Cell.objects.bulk_update(changed, ["sums", "brief"], batch_size=200)
    Cell.objects.filter(pk__in=[row.pk for row in empty]).delete()


def scored_rows(site: Site, response_ids: Sequence[int]) -> list[Scored]:
    """The answers of customers as rows to be kept; managers' and those without anything to count have none. Seven queries."""
    responses = list(
        Response.objects.filter(pk__in=response_ids, completed_at__isnull=False, wave__audience=Wave.Audience.CUSTOMERS)
        .select_related("visit__vehicle", "visit__customer", "customer")
        .order_by("id")
    )
    questions = _questions({response.version_id for response in responses})
    given: dict[int, list[tuple[Question, Answer]]] = defaultdict(list)
    for answer in Answer.objects.filter(response__in=responses, column="perceived", question__in=questions):
        given[answer.response_id].append((questions[answer.question_id], answer))
    technicians = _technicians([response.visit_id for response in responses if response.visit_id])
    facts, how = segments.facts_of(responses), segments.definitions()
    of_customer = {key: segment_rules.members(told, how) for key, told in facts.items()}
    rows = (_row(site.zone, response, given[response.pk], technicians, of_customer[response.pk]) for response in responses)
    return [row for row in rows if row.factors or row.recommend is not None or row.level is not None]


def _questions(versions: Iterable[int]) -> dict[int, Question]:
    """The questions of these versions that say anything to be counted."""
    kinds = [Question.Kind.SCALE10, Question.Kind.SCALE5, Question.Kind.RECOMMEND, Question.Kind.CHOICE]
    return {question.pk: question for question in Question.objects.filter(version__in=list(versions), kind__in=kinds)}


def _technicians(visits: Sequence[int]) -> dict[int, list[int]]:
    """visit → who worked on it."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Operation.objects.filter(line__order__visit__in=visits, technician__isnull=False, line__removed=False)
    for visit_id, technician_id in rows.values_list("line__order__visit_id", "technician_id"):
        found[visit_id].add(technician_id)
    return {visit_id: sorted(members) for visit_id, members in found.items()}


def _row(
    zone: ZoneInfo, response: Response, given: list[tuple[Question, Answer]], technicians: dict[int, list[int]], of_customer: list[str]
) -> Scored:
    score = score_answers(given)
    visit = response.visit
    moment = (visit.delivered_at if visit else None) or response.completed_at
    return Scored(
        site_id=response.site_id, response=response, visit=visit, advisor_id=response.advisor_id, day=moment.astimezone(zone).date(),
        anonymous=response.anonymous, factors=dict(score.factors), items=dict(score.items), groups=dict(score.groups), words=list(score.words),
        recommend=score.recommend, level=score.level, tags={} if response.anonymous else tags_of(response, technicians, of_customer),
    )  # fmt: skip


def tags_of(response: Response, technicians: dict[int, list[int]], of_customer: list[str]) -> dict[str, list[Any]]:
    """The members of each dimension that a response counts for."""
    visit = response.visit
    found: dict[str, list[Any]] = {"advisor": [response.advisor_id] if response.advisor_id else [], "customer": of_customer}
    if visit:
        found["technician"] = technicians.get(visit.pk, [])
        found["segment"] = ["maintenance" if visit.plain_maintenance else "repair", "waits" if visit.waits else "leaves"]
        found["brand"] = [visit.vehicle.make] if visit.vehicle and visit.vehicle.make else []
    return {dimension: members for dimension, members in found.items() if members}


def score_answers(given: list[tuple[Question, Answer]]) -> Score:
    """One respondent's answers as a score. Answers outside their scale are passed over."""
    items: dict[str, int] = {}
    factors: dict[str, list[int]] = defaultdict(list)
    groups: dict[str, list[int]] = defaultdict(list)
    words: list[str] = []
    recommend = level = None
    for question, answer in given:
        kind, value = question.kind, answer.value
        words += _words(question, answer)
        if question.key == survey_rules.RECOMMEND and scale.RECOMMEND.holds(value):
            recommend = value
        if kind not in SCALES or not SCALES[kind].holds(value):
            continue
        if question.key == survey_rules.OVERALL:
            level = loyalty.level_of_ten(value) if kind == "scale10" else value
        points = scale.hundredths([value], SCALES[kind]) or 0
        if question.factor and kind == "scale10":
            items[question.key] = points
            factors[question.factor].append(value)
        for group in _groups(question):
            groups[group].append(points)
    return Score(
        {factor: scale.hundredths(values) or 0 for factor, values in factors.items()}, items,
        {group: round(sum(values) / len(values)) for group, values in groups.items()}, tuple(sorted(set(words))), recommend, level,
    )  # fmt: skip


def _groups(question: Question) -> list[str]:
    named = (("aspect", question.aspect), ("decides", question.decides), ("source", question.expectation_source))
    return [f"{name}:{code}" for name, code in named if code]


def _words(question: Question, answer: Answer) -> list[str]:
    """What was chosen, as "key:code", to be counted."""
    return [f"{question.key}:{code}" for code in answer.text.split()] if question.kind == "choice" else []
