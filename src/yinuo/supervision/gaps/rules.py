"""The five gaps, each in points from 0 (none) to 100 (nothing of what is wanted), so that they stand on one axis.

1 knowledge: customers' importance against what managers believe it is. 2 standards: expectations that no standard in force covers at the
expected level. 3 delivery: standards missed. 4 communication: promises broken. 5 customer: perceived service below the desired one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from yinuo.core.measures.rules import newcombe, wilson
from yinuo.supervision.satisfaction.rules.intervals import Interval, Mean, mean_of_sums, spread

KNOWLEDGE, STANDARDS, DELIVERY, COMMUNICATION, CUSTOMER = range(1, 6)
GAPS = (KNOWLEDGE, STANDARDS, DELIVERY, COMMUNICATION, CUSTOMER)
AUDITED = (KNOWLEDGE, STANDARDS, DELIVERY, COMMUNICATION)
LEAST = 3  # answers of each side below which gap 1 is not told
LOWEST, HIGHEST = 1, 10  # the scale of importance


@dataclass(frozen=True)
class Part:
    """One thing of which a gap is made (an item, a step, a kind of promise): points, n and interval as the gap's own."""

    code: str
    points: float | None
    n: int
    interval: Interval | None = None


@dataclass(frozen=True)
class Gap:
    """`points` None where nothing was measured; `n`: what it was measured on (answers, expectations, visits, promises)."""

    number: int
    points: float | None
    n: int
    interval: Interval | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Sums:
    """Judged things in clusters (a visit's standards): how many clusters and things, how many were met, and the sums of squares and products
    over clusters that the ratio's variance needs. Sums of several months or sites are added.
    """

    clusters: int = 0
    n: int = 0
    met: int = 0
    nn: int = 0
    mm: int = 0
    nm: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(mine + theirs for mine, theirs in zip(self.as_tuple(), other.as_tuple(), strict=True)))

    def as_tuple(self) -> tuple[int, ...]:
        return self.clusters, self.n, self.met, self.nn, self.mm, self.nm


def of_clusters(clusters: Iterable[tuple[int, int]]) -> Sums:
    """From each cluster's (n, met)."""
    total = Sums()
    for n, met in clusters:
        total += Sums(1, n, met, n * n, met * met, n * met)
    return total


def short_of(sums: Sums) -> tuple[float | None, Interval | None]:
    """(points short of all met, 95 % interval): the ratio of two totals over clusters, since what happens within a visit hangs together
    (Cochran, Sampling Techniques, 1977, 6.3); Wilson's interval where each cluster is a single thing. With fewer than three clusters, or where all is
    alike, the spread within a cluster cannot be known: then Wilson's as if each cluster were one thing, which is never too narrow.
    """
    if not sums.n:
        return None, None
    missed = sums.n - sums.met
    low, high = wilson(missed / sums.n * sums.clusters, sums.clusters)
    interval = Interval(100 * low, 100 * high, "wilson")
    if sums.clusters >= LEAST and sums.n > sums.clusters and 0 < missed < sums.n:
        share = sums.met / sums.n
        squares = sums.mm - 2 * share * sums.nm + share * share * sums.nn
        error = math.sqrt(max(0.0, squares) * sums.clusters / (sums.clusters - 1)) / sums.n
        interval = spread(100 * missed / sums.n, 100 * error, sums.clusters - 1, "ratio", 0.0, 100.0)
    return 100 * missed / sums.n, interval


def of_shares(number: int, total: Sums, parts: Mapping[str, Sums]) -> Gap:
    """Gap 3 or 4: what was missed or broken, in all and by part."""
    points, interval = short_of(total)
    told = tuple(part_of(code, sums) for code, sums in parts.items() if sums.n)
    return Gap(number, points, total.clusters if number == DELIVERY else total.n, interval, told)


def part_of(code: str, sums: Sums) -> Part:
    """What was missed or broken, as a part."""
    return Part(code, *_told(sums))


def _told(sums: Sums) -> tuple[float | None, int, Interval | None]:
    points, interval = short_of(sums)
    return points, sums.n, interval


@dataclass(frozen=True)
class Side:
    """One side's importance answers: n, sums, and sums of products of the items (by their order), over people who answered every item."""

    n: int
    totals: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]


def side_of(rows: Sequence[Sequence[int]], items: int) -> Side:
    """From people's answers, each a row of `items` values on the scale of importance."""
    totals = tuple(sum(row[i] for row in rows) for i in range(items))
    products = tuple(tuple(sum(row[i] * row[j] for row in rows) for j in range(items)) for i in range(items))
    return Side(len(rows), totals, products)


def knowledge(customers: Side, managers: Side, items: Sequence[str]) -> Gap:
    """Gap 1: the mean over items of how far managers' mean importance lies from customers', in hundredths of the scale.

    Parts are signed: positive where customers hold it for more important than managers believe. The interval of the whole is Welch's for the
    linear form with the signs as they were found; it is cut off at 0.
    """
    if min(customers.n, managers.n) < LEAST or not items:
        return Gap(KNOWLEDGE, None, min(customers.n, managers.n))
    unit = 100 / (HIGHEST - LOWEST)
    parts = []
    for place, item in enumerate(items):
        weights = [float(other == place) for other in range(len(items))]
        parts.append(Part(item, *_difference(customers, managers, weights, unit)))
    signs = [math.copysign(1 / len(items), part.points or 0.0) for part in parts]
    points, n, interval = _difference(customers, managers, signs, unit, floor=0.0)
    return Gap(KNOWLEDGE, points, n, interval, tuple(parts))


def _difference(
    customers: Side, managers: Side, weights: Sequence[float], unit: float, floor: float | None = None
) -> tuple[float, int, Interval | None]:
    (mean, variance), (believed, of_belief) = _linear(customers, weights), _linear(managers, weights)
    difference, both = (mean - believed) * unit, variance + of_belief
    n = customers.n + managers.n
    if both <= 1e-12:
        return difference, n, None
    freedom = both**2 / (variance**2 / (customers.n - 1) + of_belief**2 / (managers.n - 1))
    return difference, n, spread(difference, math.sqrt(both) * unit, max(1, int(freedom)), "welch", floor, 100.0)


def _linear(side: Side, weights: Sequence[float]) -> tuple[float, float]:
    """Mean of the weighted sum of a person's answers, and the variance of that mean."""
    mean = sum(weight * total for weight, total in zip(weights, side.totals, strict=True)) / side.n
    squares = sum(weights[i] * weights[j] * side.products[i][j] for i in range(len(weights)) for j in range(len(weights)))
    return mean, max(0.0, squares - side.n * mean * mean) / (side.n - 1) / side.n


@dataclass(frozen=True)
class Expected:
    """Something customers expect: its importance (any positive weight), the standards that answer for it, each (in force, limit, higher is better),
    and the level that is expected, in the standard's unit; `level` None: it is enough that there is one.
    """

    code: str
    importance: float
    standards: tuple[tuple[bool, int | None, bool], ...]
    level: int | None = None

    @property
    def covered(self) -> bool:
        return any(in_force and self._high_enough(limit, more) for in_force, limit, more in self.standards)

    def _high_enough(self, limit: int | None, more: bool) -> bool:
        if self.level is None or limit is None:
            return True
        return limit >= self.level if more else limit <= self.level


def standards(expected: Sequence[Expected]) -> Gap:
    """Gap 2: the share of expectations, by importance, without a standard in force at the expected level. A count of what is written: no interval."""
    whole = sum(one.importance for one in expected)
    if not whole:
        return Gap(STANDARDS, None, 0)
    parts = tuple(Part(one.code, 0.0 if one.covered else 100.0, 1) for one in expected)
    return Gap(STANDARDS, 100 * sum(one.importance for one in expected if not one.covered) / whole, len(expected), None, parts)


# what of a visit a claim can be about besides standards and promises: from the last of one event to the last of the other
SPANS: dict[str, tuple[str, str]] = {
    "greeting": ("visit.arrived", "visit.greeted"),
    "estimate": ("visit.arrived", "estimate.presented"),
    "repair": ("estimate.agreed", "visit.ready"),
    "wash": ("visit.ready", "car.cleaned"),
    "notice": ("visit.ready", "customer.told_ready"),
    "payment": ("customer.told_ready", "visit.delivered"),
    "visit": ("visit.arrived", "visit.delivered"),
}
OVER = "visit.delivered"  # after it, what did not happen will not


def span_of(facts: Mapping[str, Mapping[str, Any]], span: str) -> int | None:
    """Seconds of the span; None where its end did not happen. Events out of order count as no time."""
    begun, ended = (facts.get(name, {}).get("last") for name in SPANS[span])
    if not begun or not ended:
        return None
    return max(0, int((datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()))


def span_true(facts: Mapping[str, Mapping[str, Any]], span: str, limit: int) -> bool | None:
    """Whether it took no longer than `limit` seconds; None where the visit never came to it."""
    if SPANS[span][0] not in facts or OVER not in facts:
        return None
    seconds = span_of(facts, span)
    return seconds is not None and seconds <= limit


@dataclass(frozen=True)
class Scores:
    """n, sum and sum of squares of people's superiority gaps (perceived − desired, in thousandths of the scale), as SERVQUAL gives them."""

    n: int = 0
    total: int = 0
    squares: int = 0

    def __add__(self, other: Scores) -> Scores:
        return Scores(self.n + other.n, self.total + other.total, self.squares + other.squares)


def customer(total: Scores, dimensions: Mapping[str, Scores]) -> Gap:
    """Gap 5: how far the perceived service lies below the desired one, in hundredths of the scale; above it is a negative gap."""
    whole = _shortfall(total)
    parts = tuple(Part(code, mean.value, mean.n, mean.interval) for code, scores in dimensions.items() if (mean := _shortfall(scores)).n)
    return Gap(CUSTOMER, whole.value, whole.n, whole.interval, parts)


def _shortfall(scores: Scores) -> Mean:
    return mean_of_sums(scores.n, -scores.total, scores.squares, unit=0.1, floor=-100.0, ceiling=100.0)


def superiority(pairs: Iterable[tuple[int, int]], *, lowest: int, highest: int) -> int | None:
    """One person's perceived − desired over the items they answered (`pairs`: desired, perceived), in thousandths of the scale's length; None without an item."""
    differences = [perceived - desired for desired, perceived in pairs]
    return round(1000 * fmean(differences) / (highest - lowest)) if differences else None


def widest(gaps: Iterable[Gap]) -> Gap | None:
    """The gap to close first: of 1 to 4, which the centre can close itself, the one with the most points."""
    told = [gap for gap in gaps if gap.number != CUSTOMER and gap.points is not None]
    return max(told, key=lambda gap: gap.points or 0.0, default=None)


def moved(now: Gap, then: Gap) -> bool | None:
    """True when a gap moved by more than chance would do in 19 of 20 cases (Newcombe's square-and-add of the two intervals); None when it cannot be said."""
    if now.points is None or then.points is None or now.interval is None or then.interval is None:
        return None
    below, above = newcombe((now.points, now.interval.low, now.interval.high), (then.points, then.interval.low, then.interval.high))
    return below > 0 or above < 0
