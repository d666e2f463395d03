"""What takes too long for a page, computed by `yinuo work` when there is something new: key drivers, three-column scales, loyalty zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from yinuo.core.sites.models import Site
from yinuo.operations.visits.models import Visit
from yinuo.supervision.complaints.models import STILL_OPEN, Complaint
from yinuo.supervision.surveys.models import Answer, Question, Wave

from .models import Cell, Scored, Study
from .rules import drivers, loyalty, purchases, servqual
from .rules.intervals import Interval, Mean
from .rules.periods import RUNNING, Period, earlier_spans, span_of
from .rules.scale import FACTORS, UNIT
from .rules.sums import Sums

AT_LEAST_APART = timedelta(hours=1)
BACK_WITHIN = timedelta(days=365)
WEEK = 7.0
LOST = 0.2  # chance of still being a customer, below which somebody counts as one who did not come back


def refresh(site: Site, *, at: datetime) -> list[str]:
    """Compute anew what is an hour old and has new answers, or is of another day; gives what was."""
    today = at.astimezone(site.zone).date()
    scored = counted()
    known = {study.kind: study for study in Study.objects.filter(span="year")}
    done = []
    for kind, compute in COMPUTE.items():
        study = known.get(kind)
        if study is None or _stale(study, scored, at, site):
            write(site, kind, compute, today, scored, at)
            done.append(kind)
    return done


def refresh_spans(site: Site, *, at: datetime, most: int = 6) -> list[tuple[str, str]]:
    """Compute (span, kind) of the other months that can be chosen: those never computed, those with new answers; a few in one turn."""
    today = at.astimezone(site.zone).date()
    months = counted_months()
    if not months:
        return []
    known = {(study.span, study.kind): study for study in Study.objects.defer("result")}
    done: list[tuple[str, str]] = []
    for span in spans(today, months):
        period = span_of(span, today)
        n = sum(count for month, count in months.items() if period and period.holds(month))
        for kind, compute in COMPUTE.items():
            study = known.get((span, kind))
            if span == "year" or period is None or not n or not _wanted(study, span, n, at, site):
                continue
            write(site, kind, compute, today, n, at, span=span)
            done.append((span, kind))
            if len(done) >= most:
                return done
    return done


def _wanted(study: Study | None, span: str, n: int, at: datetime, site: Site) -> bool:
    if study is None:
        return True
    anew = study.scored != n and at - study.computed_at >= AT_LEAST_APART
    return anew or (span in RUNNING and _stale(study, study.scored, at, site))


def counted_months() -> dict[date, int]:
    """month → answers that were counted at the scoped site. One query, of cells."""
    rows = Cell.objects.filter(dimension="all", member="").values_list("month", "sums__n", "sums__recommend")
    return {month: max(n or 0, sum(marks or ())) for month, n, marks in rows}


def spans(today: date, months: Mapping[date, int]) -> list[str]:
    """What can be chosen at a site with answers of these months."""
    return [*RUNNING, *earlier_spans(min(months), today)] if months else list(RUNNING)


def counted() -> int:
    """How many answers are counted at the scoped site."""
    return sum(Cell.objects.filter(dimension="all", member="").values_list("sums__all", flat=True))


def _stale(study: Study, scored: int, at: datetime, site: Site) -> bool:
    another_day = study.computed_at.astimezone(site.zone).date() != at.astimezone(site.zone).date()
    return another_day or (study.scored != scored and at - study.computed_at >= AT_LEAST_APART)


def write(
    site: Site,
    kind: str,
    compute: Callable[[Period, date], tuple[int, Sums]],
    today: date,
    scored: int,
    at: datetime,
    *,
    span: str = "year",
) -> None:
    period = span_of(span, today)
    assert period is not None
    n, result = compute(period, today)
    Study.objects.update_or_create(
        site=site, kind=kind, span=span, defaults={"since": period.since, "until": period.until, "computed_at": at, "n": n, "scored": scored, "result": result},
    )  # fmt: skip


# key drivers


def compute_drivers(period: Period, today: date) -> tuple[int, Sums]:
    """Shares of the factors in what overall satisfaction varies by (recommendation, where the levels were not asked)."""
    rows = list(Scored.objects.filter(day__range=(period.since, period.until)).values_list("factors", "level", "recommend"))
    answered = [row for row in rows if row[0]]
    codes = [code for code in FACTORS if 2 * sum(code in row[0] for row in answered) > len(answered) > 0]
    for outcome, place in (("level", 1), ("recommend", 2)):
        table = [[*(row[0].get(code, 0) / UNIT if code in row[0] else None for code in codes), row[place]] for row in answered]
        found = drivers.drivers(codes, table) if codes else None
        if found is not None:
            return found.n, {"outcome": outcome, "r2": found.r2, "rounds": found.rounds, "drivers": [asdict(one) for one in found.drivers]}
    return len(answered), {}


# service quality in three columns


def compute_servqual(period: Period, today: date) -> tuple[int, Sums]:
    """Each dimension and item with its zone of tolerance, and the scales' reliability."""
    respondents, items, texts = _three_columns(period)
    found = servqual.dimensions(respondents, items)
    if not found:
        return 0, {}
    whole = servqual.overall(respondents)
    return servqual.answered(respondents), {
        "whole": _zone(whole),
        "dimensions": [
            {"zone": _zone(one.zone), "items": [_zone(item) for item in one.items], "alphas": {name: asdict(value) for name, value in one.alphas.items()}}
            for one in found
        ],
        "total": asdict(servqual.total_alpha(respondents, list(items))),
        "texts": texts,
    }  # fmt: skip


def _zone(zone: servqual.Zone) -> Sums:
    return asdict(zone) | {"place": zone.place}


def _three_columns(period: Period) -> tuple[list[servqual.Answers], dict[str, str], dict[str, Any]]:
    """(respondents, item → dimension, item → {language: text})."""
    questions = {row.pk: row for row in Question.objects.filter(kind=Question.Kind.THREE_COLUMNS).order_by("version_id", "position")}
    columns = {name: place for place, name in enumerate(servqual.COLUMNS)}
    people: dict[int, dict[str, list[int | None]]] = defaultdict(dict)
    rows = Answer.objects.filter(
        question__in=questions, response__completed_at__isnull=False, response__completed_at__date__range=(period.since, period.until),
        response__wave__audience=Wave.Audience.CUSTOMERS,
    )  # fmt: skip
    for response_id, question_id, column, value in rows.values_list("response_id", "question_id", "column", "value"):
        people[response_id].setdefault(questions[question_id].key, [None, None, None])[columns[column]] = value
    asked = {key for person in people.values() for key in person}
    items = {row.key: row.dimension for row in questions.values() if row.key in asked}
    texts = {row.key: row.texts for row in questions.values() if row.key in asked}
    return [{key: (row[0], row[1], row[2]) for key, row in person.items()} for person in people.values()], items, texts


# loyalty


def compute_loyalty(period: Period, today: date) -> tuple[int, Sums]:
    """The zone of each customer by their newest answer, the site's own curve from those whose year is over, and who is still a customer; as of the
    end of the period."""
    today = min(today, period.until)
    rows = (
        Scored.objects.filter(level__isnull=False, response__customer__isnull=False, day__gte=today - 2 * BACK_WITHIN, day__lte=today)
        .order_by("day", "id")
        .values_list("response__customer_id", "day", "level", "recommend")
    )
    answers = list(rows)
    visits = _visits({row[0] for row in answers}, today)
    model, alive = _still_customers(today)
    newest = {row[0]: row for row in answers}
    open_then = STILL_OPEN | Q(merged_into=None, closed_at__date__gt=today)
    cases = Complaint.objects.filter(open_then, customer__isnull=False, received_at__date__lte=today)
    unsolved = set(cases.values_list("customer_id", flat=True))
    zones = [_zone_of(row, visits, alive, unsolved, today) for row in newest.values()]
    over = [(level, came_back(visits[customer], day)) for customer, day, level, _mark in answers if day + BACK_WITHIN <= today]
    chances = [(row[2], alive[customer]) for customer, row in newest.items() if customer in alive]
    result: Sums = {
        "zones": loyalty.counts(zones), "curve": [asdict(one) for one in loyalty.curve(over)], "alive": _by_level(chances),
        "model": asdict(model) if model else None,
    }  # fmt: skip
    return len(newest), result if newest else {}


def _zone_of(
    row: tuple[int, date, int, int | None], visits: Mapping[int, list[date]], alive: Mapping[int, float], unsolved: set[int], today: date
) -> str:
    customer, day, level, mark = row
    returned: bool | None = came_back(visits[customer], day)
    if not returned and day + BACK_WITHIN > today:
        returned = False if alive.get(customer, 1.0) < LOST else None
    recommends = None if mark is None or mark in (7, 8) else mark >= 9
    return loyalty.zone(level, loyalty.Behaviour(returned=returned, recommends=recommends, complaint_open=customer in unsolved))


def came_back(days: list[date], since: date) -> bool:
    """Whether one of the days lies in the year after `since`."""
    return any(since < day <= since + BACK_WITHIN for day in days)


def _visits(customers: set[int], until: date) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {customer: [] for customer in customers}
    keys = sorted(customers)
    for begun in range(0, len(keys), 500):
        rows = Visit.objects.filter(customer__in=keys[begun : begun + 500], delivered_at__isnull=False, day__lte=until)
        for customer_id, day in rows.values_list("customer_id", "day"):
            found[customer_id].append(day)
    return found


def _still_customers(today: date) -> tuple[purchases.Model | None, dict[int, float]]:
    """BG/NBD over all customers of the last three years, time in weeks; and the chance of each to still be one."""
    days: dict[int, set[date]] = defaultdict(set)
    rows = Visit.objects.filter(delivered_at__isnull=False, customer__isnull=False, day__gte=today - 3 * BACK_WITHIN, day__lte=today)
    for customer_id, day in rows.values_list("customer_id", "day"):
        days[customer_id].add(day)
    past = {
        customer: (len(on) - 1.0, (max(on) - min(on)).days / WEEK, max(0, (today - min(on)).days) / WEEK)
        for customer, on in days.items() if min(on) < today
    }  # fmt: skip
    model = purchases.fit(list(past.values()))
    return model, {customer: purchases.alive(model, *row) for customer, row in past.items()} if model else {}


def _by_level(chances: list[tuple[int, float]]) -> list[dict[str, Any]]:
    found = []
    for level in loyalty.LEVELS:
        of = [chance for one, chance in chances if one == level]
        found.append({"level": level, "n": len(of), "share": sum(of) / len(of) if of else None})
    return found


COMPUTE: dict[str, Callable[[Period, date], tuple[int, Sums]]] = {
    Study.Kind.DRIVERS: compute_drivers,
    Study.Kind.SERVQUAL: compute_servqual,
    Study.Kind.LOYALTY: compute_loyalty,
}


def study(kind: str, span: str = "year") -> Study | None:
    return Study.objects.filter(kind=kind, span=span).first()


def mean_of(told: Mapping[str, Any]) -> Mean:
    """A mean as it was kept in a study."""
    return Mean(told["value"], told["n"], Interval(**told["interval"]) if told["interval"] else None)
