"""What moved the index between two times: by factor, by gap and step, from prepared sums only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yinuo.supervision.satisfaction import figures
from yinuo.supervision.satisfaction.rules.index import Index
from yinuo.supervision.satisfaction.rules.movement import Explained, Split, by_factor, explained, weighed
from yinuo.supervision.satisfaction.rules.periods import Period
from yinuo.supervision.satisfaction.rules.scale import UNIT
from yinuo.supervision.satisfaction.rules.sums import Sums, together

from . import rules
from .models import GapSum
from .queries import Months, Seen, gaps
from .visited import COLUMNS, COMMUNICATION, SPLIT, WENT_WRONG, added

APART = (rules.KNOWLEDGE, rules.STANDARDS, rules.CUSTOMER)  # one figure for the whole house: nothing to tell them apart by, visit for visit
GROUPS = {"delivery": tuple(code for code in WENT_WRONG if code != COMMUNICATION)}


@dataclass(frozen=True)
class Movement:
    """`visits` None where too few respondents have a known visit; then `joined` says how many there were in each time.

    `rest`: what the change of those with a known visit and all answers differs from that of the index: other respondents, other weights.
    """

    now: Index
    then: Index
    factors: Split
    visits: Explained | None
    joined: tuple[int, int]
    rest: float
    gaps: list[Seen]


def movement(months: Months, against: Months, *, at: datetime) -> Movement:
    """Eight queries, all of prepared sums, weights and expectations."""
    sums = tuple(_sums(one) for one in (against, months))
    then, now = (figures.index_of_sums(of, figures.weights_of(one.last.year)) for of, one in zip(sums, (against, months), strict=True))
    factors = by_factor(then, now, (sums[0].get("pairs", {}), sums[1].get("pairs", {})))
    wanted = [part.code for part in factors.parts]
    tables = _tables(months, against, wanted)
    joined = tables[0].n, tables[1].n
    found = None
    if wanted:
        weights = _weights(then, now, wanted)
        kept = [COLUMNS.index(code) for code in WENT_WRONG]
        before, after = (weighed(table, weights, kept) for table in tables)
        found = explained(before, after, WENT_WRONG, GROUPS)
    rest = (factors.change or 0.0) - found.change if found else 0.0
    return Movement(now, then, factors, found, joined, rest, gaps(months, at=at, against=against))


def _sums(months: Months) -> Sums:
    return together(figures.months_of(figures.Asked(Period(months.first, months.last))).values())


def _weights(then: Index, now: Index, wanted: list[str]) -> list[float]:
    """What each column weighs in a respondent's own index, from hundredths of a point to points."""
    both = {code: (then.weights[code] + now.weights[code]) / 2 for code in wanted}
    whole = sum(both.values())
    return [both.get(column, 0.0) / whole / UNIT for column in COLUMNS]


def _tables(months: Months, against: Months, wanted: list[str]) -> list[Any]:
    rows: dict[date, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    reach = {*against.each, *months.each}
    for month, part, sums in GapSum.objects.filter(month__in=reach, gap=SPLIT).values_list("month", "part", "sums"):
        rows[month].append((part, sums))
    return [added([row for month in one.each for row in rows[month]], wanted) for one in (against, months)]
