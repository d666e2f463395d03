"""Reading the prepared sums: the index of a period with its comparisons, by month, by site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from yinuo.operations.standards.models import StepFactor
from yinuo.operations.standards.versions import book_of
from yinuo.supervision.surveys.models import Question
from yinuo.supervision.surveys.rules import FEWEST_SHOWN, STEP_FACTORS

from . import scoring
from .models import Benchmark, Cell, FactorWeight, Scored
from .rules import comparisons, control, perceived
from .rules.comparisons import Compared
from .rules.index import Index, index_of, score_of, value_of
from .rules.intervals import Mean
from .rules.periods import MONTHS_OF_CHART, Period, month_back
from .rules.recommend import Recommend, recommend
from .rules.scale import DEFAULT_WEIGHTS, FACTORS, TOP
from .rules.sums import Sums, add, contribution, of_briefs, together

CUTS = ("advisor", "technician", "segment", "customer", "brand")


@dataclass(frozen=True)
class Asked:
    """What is looked at: months, members of dimensions (`cuts`), and factors that a `step` of the visit moves ("": all)."""

    period: Period
    cuts: Mapping[str, str] = field(default_factory=dict)
    step: str = ""

    def at(self, period: Period) -> Asked:
        return Asked(period, self.cuts, self.step)


@dataclass(frozen=True)
class Against:
    """The three benchmarks of every code, and where each comes from. `sources`: words beside the kind."""

    values: Mapping[str, comparisons.Benchmark]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Overview:
    """The index page."""

    index: Index
    past: Index
    whole: Compared
    factors: list[Compared]
    lists: Mapping[str, list[Compared]]
    recommend: Recommend
    recommend_past: Recommend
    chart: control.Chart
    months: list[date]
    aspects: Mapping[str, Mean]
    decides: Mapping[str, Mean]
    sources: Mapping[str, int]
    levels: list[int]
    against: Against
    anonymous: int
    chosen: list[tuple[Question, list[tuple[dict[str, Any], int]]]]


def months_of(asked: Asked) -> dict[date, Sums]:
    """month → sums. One query: of cells where at most one cut is asked for, else of the respondents themselves."""
    if len(asked.cuts) > 1:
        return _months_of_several(asked)
    dimension, member = next(iter(asked.cuts.items()), ("all", ""))
    rows = Cell.objects.filter(dimension=dimension, member=member, month__range=(asked.period.first, asked.period.last))
    return dict(rows.order_by("month").values_list("month", "sums"))


def _months_of_several(asked: Asked) -> dict[date, Sums]:
    found: dict[date, Sums] = {}
    for row in respondents(asked):
        add(found.setdefault(row.day.replace(day=1), {}), contribution(scoring.score_of(row)))
    return found


def respondents(asked: Asked) -> Iterable[Scored]:
    """Everybody asked for, the newest first."""
    return _cut(Scored.objects.filter(day__range=(asked.period.since, asked.period.until)).order_by("-day", "-id"), asked)


def of_days(since: date, until: date) -> Sums:
    """Sums over days that need not be whole months."""
    rows = Scored.objects.filter(day__range=(since, until))
    return together(contribution(scoring.score_of(row)) for row in rows)


def visitors(asked: Asked, most: int) -> list[Scored]:
    """The newest of those asked for whose visit is known, with day, visit and factors only."""
    rows = Scored.objects.filter(day__range=(asked.period.since, asked.period.until), visit__isnull=False).order_by("-day", "-id")
    return _cut(rows.only("day", "visit_id", "factors", *(["tags"] if asked.cuts else []))[:most], asked)


def _cut(rows: Iterable[Scored], asked: Asked) -> list[Scored]:
    if not asked.cuts:
        return list(rows)
    return [row for row in rows if all(member in map(str, row.tags.get(dimension, [])) for dimension, member in asked.cuts.items())]


def index_of_sums(sums: Sums, weights: Mapping[str, float]) -> Index:
    return index_of(sums.get("pairs", {}), weights, sums.get("n", 0))


def weights_of(year: int, brand: str = "") -> dict[str, float]:
    """The weights in force: of the year or the last one before that has any, the brand's before those of all brands, else the published ones."""
    rows = (
        FactorWeight.objects.filter(year__lte=year, brand__in={brand, ""}).order_by("year").values_list("brand", "year", "factor", "weight")
    )
    sets: dict[tuple[str, int], dict[str, float]] = {}
    for of, then, factor, weight in rows:
        sets.setdefault((of, then), {})[factor] = weight / 1000
    for of in dict.fromkeys((brand, "")):
        if years := [then for named, then in sets if named == of]:
            return sets[of, max(years)]
    return dict(DEFAULT_WEIGHTS)


def benchmarks_of(year: int, past: Mapping[str, float | None]) -> Against:
    """Mean and best as noted for the year or the last one before; own last year as it was measured (`past`), else as noted."""
    latest: dict[tuple[str, str], Benchmark] = {}
    for row in Benchmark.objects.filter(year__lte=year).order_by("year"):
        latest[row.code, row.kind] = row
    codes = {code for code, _kind in latest} | set(past)
    values = {}
    for code in codes:
        noted = {kind: latest[code, kind].tenths / 10 if (code, kind) in latest else None for kind in Benchmark.Kind.values}
        measured = past.get(code)
        values[code] = comparisons.Benchmark(noted["last_year"] if measured is None else measured, noted["mean"], noted["best"])
    sources = {
        kind: f"{row.source}, {row.year}"
        for (code, kind), row in latest.items()
        if code == "" or kind not in {k for c, k in latest if c == ""}
    }
    return Against(values, sources)


def overview(asked: Asked) -> Overview:
    """Everything of the index page, in a handful of queries: cells, weights, benchmarks, steps."""
    reach = reach_of(asked.period)
    months = months_of(asked.at(reach))
    year = asked.period.last.year
    weights = _of_step(weights_of(year, asked.cuts.get("brand", "")), asked.step)
    now = together(sums for month, sums in months.items() if asked.period.holds(month))
    then = together(sums for month, sums in months.items() if asked.period.year_before.holds(month))
    index, past = index_of_sums(now, weights), index_of_sums(then, weights)
    against = benchmarks_of(year, _measured(past))
    factors = [_compare(code, index.factors.get(code, Mean(None, 0)), against) for code in FACTORS if code in weights]
    shown = shown_months(reach, months)
    return Overview(
        index=index, past=past, whole=_compare("", Mean(index.value, index.n, index.interval), against), factors=factors,
        lists=comparisons.priorities([*factors, *items_against(now, then, against, weights)]), recommend=recommend_of(now), recommend_past=recommend_of(then),
        chart=chart_of(months, shown, weights), months=shown, aspects=perceived.groups(now.get("groups", {}), "aspect", perceived.ASPECTS),
        decides=perceived.groups(now.get("groups", {}), "decides", perceived.DECIDERS), sources=sources_of(now),
        levels=now.get("levels", [0] * 5), against=against, anonymous=now.get("anonymous", 0), chosen=chosen_of(now),
    )  # fmt: skip


def reach_of(period: Period) -> Period:
    """The months of a chart that ends with the period, and those of the year before."""
    return Period(min(month_back(period.last, MONTHS_OF_CHART - 1), period.year_before.first), period.last)


def shown_months(reach: Period, months: Mapping[date, Sums]) -> list[date]:
    """The months of a chart: three years at most, from the first with an answer on, at least the last twelve."""
    shown = list(reach.months())[-MONTHS_OF_CHART:]
    first = next((place for place, month in enumerate(shown) if month in months), len(shown))
    return shown[min(first, len(shown) - 12) :]


def _measured(past: Index) -> dict[str, float | None]:
    """Last year's own figures as far as they can be held against: from three respondents on."""
    found = {code: mean.value for code, mean in past.factors.items() if mean.n >= 3}
    return {"": past.value, **found} if past.n >= 3 else found


def _compare(code: str, now: Mean, against: Against) -> Compared:
    return comparisons.compare(code, now, against.values.get(code, comparisons.Benchmark()))


def items_against(now: Sums, then: Sums, against: Against, weights: Mapping[str, float]) -> list[Compared]:
    """Items against their own last year, and against what was noted for them."""
    factors = factor_of_items() if now.get("items") else {}
    found = []
    for code, group in now.get("items", {}).items():
        if factors.get(code, "") not in weights:
            continue
        past = perceived.group_mean(then.get("items", {}).get(code))
        noted = against.values.get(code, comparisons.Benchmark())
        last = past.value if past.n >= 3 else noted.last_year
        found.append(comparisons.compare(code, perceived.group_mean(group), comparisons.Benchmark(last, noted.mean, noted.best)))
    return found


def factor_of_items() -> dict[str, str]:
    """item → factor, over all versions of the site's questionnaires."""
    return dict(Question.objects.exclude(factor="").values_list("key", "factor").order_by("version_id"))


def item_texts(language: str) -> dict[str, str]:
    """item → its words in this language, the newest version's."""
    rows = Question.objects.exclude(factor="").values_list("key", "texts").order_by("version_id")
    return {key: texts.get(language) or next(iter(texts.values()), key) for key, texts in rows}


def _of_step(weights: dict[str, float], step: str) -> dict[str, float]:
    """The weights of the factors that a step moves."""
    if not step:
        return weights
    moved = {factor for factor, steps in steps_of_factors().items() if step in steps}
    return {factor: weight for factor, weight in weights.items() if factor in moved}


def steps_of_factors() -> dict[str, list[str]]:
    """factor → the steps of the visit that move it at the scoped site, in the order of the visit. What the car itself does wrong no step moves."""
    of_step = {theirs: ours for ours, theirs in STEP_FACTORS.items()}
    found: dict[str, list[str]] = {factor: [] for factor in FACTORS}
    for step, factor in StepFactor.objects.values_list("step", "factor"):
        if of_step.get(factor) in found:
            found[of_step[factor]].append(step)
    return found


def with_standards(site_id: int) -> None:
    """The site's standards and the factors of its steps are there (they are put in at first need)."""
    book_of(site_id)


def recommend_of(sums: Sums) -> Recommend:
    return recommend(sums.get("recommend", [0] * 11))


def sources_of(sums: Sums) -> dict[str, int]:
    """How many named each source of their expectation."""
    words = sums.get("words", {})
    return {code: words.get(f"expected_from:{code}", [0])[0] for code in perceived.SOURCES}


def chosen_of(sums: Sums) -> list[tuple[Question, list[tuple[dict[str, Any], int]]]]:
    """Questions of choice about what else decides satisfaction (whose doing it was, who else was there): how many chose each option."""
    words = sums.get("words", {})
    if not words:
        return []
    asked = Question.objects.filter(kind=Question.Kind.CHOICE).exclude(decides="").order_by("version_id", "position")
    newest = {question.key: question for question in asked}
    counted = (
        (question, [(option, words.get(f"{key}:{option['code']}", [0])[0]) for option in question.options])
        for key, question in newest.items()
    )
    return [(question, rows) for question, rows in counted if any(n for _option, n in rows)]


def chart_of(months: Mapping[date, Sums], shown: list[date], weights: Mapping[str, float], factor: str = "") -> control.Chart:
    """The XmR chart of the index, or of a factor. A month of too few, where anonymity was promised to some, has no point."""
    values: list[float | None] = []
    for month in shown:
        sums = months.get(month, {})
        pairs = sums.get("pairs", {})
        mean = score_of(pairs, factor) if factor else value_of(pairs, weights)
        hidden = sums.get("anonymous", 0) and sums.get("n", 0) < FEWEST_SHOWN
        values.append(None if hidden else mean)
    return control.chart(values, floor=0, ceiling=TOP)


def newest_month() -> date | None:
    """The last month with any answer at the scoped site."""
    return Cell.objects.filter(dimension="all", member="").aggregate(last=Max("month"))["last"]


def members(period: Period) -> dict[str, list[str]]:
    """dimension → the members that have cells at the scoped site in the months of a chart that ends with the period."""
    found: dict[str, list[str]] = {}
    rows = Cell.objects.filter(month__range=(reach_of(period).first, period.last)).exclude(dimension="all")
    for dimension, member in rows.values_list("dimension", "member").distinct().order_by("dimension", "member"):
        found.setdefault(dimension, []).append(member)
    return found


def of_sites(site_ids: list[int], period: Period) -> dict[int, tuple[Index, Index, Recommend]]:
    """site → index now, a year before, recommend score. The caller has opened the scope of these sites. Two queries, of what is needed only."""
    past = period.year_before
    kept: dict[tuple[int, Period], list[str]] = {(site_id, of): [] for site_id in site_ids for of in (period, past)}
    rows = Cell.objects.filter(site__in=site_ids, dimension="all", member="", month__range=(past.first, period.last))
    for site_id, month, brief in rows.values_list("site_id", "month", "brief"):
        for of in (period, past):
            if of.holds(month):
                kept[site_id, of].append(brief)
    sums = {key: of_briefs(briefs) for key, briefs in kept.items()}
    weights = weights_of_sites(site_ids, period.last.year)
    return {
        site_id: (
            index_of_sums(sums[site_id, period], weights[site_id]), index_of_sums(sums[site_id, past], weights[site_id]),
            recommend_of(sums[site_id, period]),
        )
        for site_id in site_ids
    }  # fmt: skip


def weights_of_sites(site_ids: list[int], year: int) -> dict[int, dict[str, float]]:
    """site → the weights of all brands in force in that year."""
    sets: dict[int, dict[int, dict[str, float]]] = {}
    rows = FactorWeight.objects.filter(site__in=site_ids, year__lte=year, brand="").values_list("site_id", "year", "factor", "weight")
    for site_id, then, factor, weight in rows:
        sets.setdefault(site_id, {}).setdefault(then, {})[factor] = weight / 1000
    return {site_id: of[max(of)] if (of := sets.get(site_id)) else dict(DEFAULT_WEIGHTS) for site_id in site_ids}


def what_if_table(index: Index) -> list[tuple[str, Any, float]]:
    """(factor, its score, its weight) for the factors that count, the heaviest first."""
    return sorted(((code, index.factors[code].value, weight) for code, weight in index.weights.items()), key=lambda row: -row[2])
