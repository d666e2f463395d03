"""The index of each group of a customer segment, or of another dimension of the visit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from . import figures
from .models import Cell
from .rules import control
from .rules.index import Index
from .rules.periods import MONTHS_OF_CHART, Period, month_back
from .rules.recommend import Recommend
from .rules.segments import DEFINITIONS, order
from .rules.sums import Sums, together

DIMENSIONS = ("segment", "brand")  # that stand beside the definitions as ways to tell customers apart
WAYS = (*DEFINITIONS, *DIMENSIONS)
MOST_MEMBERS = 20


@dataclass(frozen=True)
class Group:
    """One group: index and recommend score of the period, the index a year before, the XmR chart of its months."""

    member: str
    index: Index
    past: Index
    recommend: Recommend
    chart: control.Chart
    months: list[date]


def groups(by: str, period: Period) -> list[Group]:
    """Of a definition, or of another dimension of the visit. Two queries: cells, weights."""
    reach = Period(min(month_back(period.last, MONTHS_OF_CHART - 1), period.year_before.first), period.last)
    rows = Cell.objects.filter(month__range=(reach.first, reach.last))
    rows = rows.filter(dimension=by) if by in DIMENSIONS else rows.filter(dimension="customer", member__startswith=f"{by}:")
    kept: dict[str, dict[date, Sums]] = defaultdict(dict)
    for member, month, sums in rows.order_by("month").values_list("member", "month", "sums"):
        kept[member][month] = sums
    weights = figures.weights_of(period.last.year)
    found = [_group(member, months, period, reach, weights) for member, months in kept.items()]
    shown = sorted((group for group in found if group.index.n or group.past.n), key=lambda group: -group.index.n)[:MOST_MEMBERS]
    return sorted(shown, key=lambda group: order(group.member))


def _group(member: str, months: dict[date, Sums], period: Period, reach: Period, weights: dict[str, float]) -> Group:
    now, then = (_over(months, of) for of in (period, period.year_before))
    shown = figures.shown_months(reach, months)
    return Group(
        member, figures.index_of_sums(now, weights), figures.index_of_sums(then, weights), figures.recommend_of(now),
        figures.chart_of(months, shown, weights), shown,
    )  # fmt: skip


def _over(months: dict[date, Sums], period: Period) -> Sums:
    return together(sums for month, sums in months.items() if period.holds(month))
