"""From a weak factor to its items, the steps that move it, the standards that were missed, and the visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yinuo.operations.standards.models import Outcome
from yinuo.operations.standards.words import TITLES
from yinuo.operations.visits.models import Visit

from . import figures
from .figures import Asked, Overview
from .models import Scored
from .rules import control
from .rules.comparisons import Compared
from .rules.intervals import Difference, difference
from .rules.periods import MONTHS_OF_CHART, Period, month_back
from .rules.scale import UNIT

MOST_VISITS = 2000  # newest respondents whose visits are looked at
SHOWN = 30


@dataclass(frozen=True)
class MissedStandard:
    """A standard of one of the factor's steps among the visits of those who answered: how often missed, and what those customers gave against the others."""

    code: str
    title: Any
    step: str
    missed: int
    met: int
    score: Difference

    @property
    def percent(self) -> float:
        return round(100 * self.missed / (self.missed + self.met), 1)


@dataclass(frozen=True)
class LowVisit:
    """A visit whose customer gave little, with the standards it missed."""

    visit_id: int
    plate: str
    day: Any
    advisor: str
    points: int
    missed: Sequence[Any]


@dataclass(frozen=True)
class FactorPage:
    """One factor. `read`: how many respondents were joined with their visits."""

    code: str
    compared: Compared
    items: list[Compared]
    steps: Sequence[str]
    standards: list[MissedStandard]
    visits: list[LowVisit]
    chart: control.Chart
    read: int


def factor_page(asked: Asked, code: str, seen: Overview) -> FactorPage | None:
    """None where the factor is not among those asked for."""
    compared = next((row for row in seen.factors if row.code == code), None)
    if compared is None:
        return None
    of_item = figures.factor_of_items()
    items = [row for row in _items(asked) if of_item.get(row.code) == code]
    steps = figures.steps_of_factors()[code]
    rows = [row for row in figures.visitors(asked, MOST_VISITS) if code in row.factors]
    visits = {visit.pk: visit for visit in Visit.objects.filter(pk__in=[row.visit_id for row in rows]).select_related("advisor")}
    outcomes = _outcomes([visit.thread_id for visit in visits.values()], steps)
    points = {visits[row.visit_id].thread_id: row.factors[code] / UNIT for row in rows}
    chart = figures.chart_of(figures.months_of(asked.at(_reach(asked))), seen.months, {code: 1.0}, code)
    return FactorPage(code, compared, items, steps, _standards(outcomes, points), _low(rows, visits, outcomes, code), chart, len(rows))


def _reach(asked: Asked) -> Period:
    return Period(month_back(asked.period.last, MONTHS_OF_CHART - 1), asked.period.last)


def _items(asked: Asked) -> list[Compared]:
    months = figures.months_of(asked.at(asked.period.year_before)), figures.months_of(asked)
    then, now = (figures.together(of.values()) for of in months)
    against = figures.benchmarks_of(asked.period.last.year, {})
    found = figures.items_against(now, then, against, dict.fromkeys(figures.FACTORS, 1.0))
    return sorted(found, key=lambda row: row.now.value or 0)


def _outcomes(threads: Sequence[int], steps: Sequence[str]) -> dict[int, dict[str, tuple[str, str]]]:
    """thread → code → (step, state), judged ones of these steps."""
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    rows = (
        Outcome.objects.filter(thread__in=threads, step__in=steps, state__in=("met", "missed"))
        if threads and steps
        else Outcome.objects.none()
    )
    for thread_id, code, step, state in rows.values_list("thread_id", "code", "step", "state"):
        found[thread_id][code] = (step, state)
    return found


def _standards(outcomes: Mapping[int, Mapping[str, tuple[str, str]]], points: Mapping[int, float]) -> list[MissedStandard]:
    """The standards, those first whose missing goes with the lowest scores."""
    sides: dict[str, dict[str, list[float]]] = defaultdict(lambda: {"met": [], "missed": []})
    step_of: dict[str, str] = {}
    for thread_id, codes in outcomes.items():
        for code, (step, state) in codes.items():
            sides[code][state].append(points[thread_id])
            step_of[code] = step
    found = [
        MissedStandard(code, TITLES.get(code, code), step_of[code], len(of["missed"]), len(of["met"]), difference(of["missed"], of["met"]))
        for code, of in sides.items()
        if of["missed"]
    ]
    return sorted(found, key=lambda row: (not row.score.sure, row.score.value if row.score.value is not None else 0.0))


def _low(
    rows: Sequence[Scored], visits: Mapping[int, Visit], outcomes: Mapping[int, Mapping[str, tuple[str, str]]], code: str
) -> list[LowVisit]:
    found = []
    for row in sorted(rows, key=lambda row: (row.factors[code], -row.day.toordinal()))[:SHOWN]:
        visit = visits[row.visit_id]
        missed = [TITLES.get(one, one) for one, (_step, state) in outcomes.get(visit.thread_id, {}).items() if state == "missed"]
        advisor = str(visit.advisor) if visit.advisor else ""
        found.append(LowVisit(visit.pk, visit.plate, row.day, advisor, round(row.factors[code] / UNIT), missed))
    return found
