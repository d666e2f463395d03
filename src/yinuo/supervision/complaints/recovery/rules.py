"""What recovery is worth, and how many unhappy customers stay silent: shares with their intervals, never a figure without its n.

Reference figures are those of the field's teaching (docs of the domain): of complainers fully satisfied with the outcome 69–80 % buy again, of those not
satisfied 17–32 %; one in ten is ever reported. They stand only until the site has `ENOUGH` cases of its own, and are always labelled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

from yinuo.core.measures.rules import newcombe, wilson

ENOUGH = 30
HORIZONS = (61, 182, 365)  # days: an early sign, half a year, a year
REFERENCE = {"satisfied": (0.69, 0.80), "not_satisfied": (0.17, 0.32)}
REFERENCE_REPORTED = 0.10
LOST_AFTER = 1.5  # times the customer's own interval
LEAST_INTERVAL = 30


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson 1927). `own`: from the site's cases; otherwise a labelled reference without n."""

    share: float
    low: float
    high: float
    met: int = 0
    n: int = 0
    own: bool = True

    @property
    def small(self) -> bool:
        return self.own and self.n < ENOUGH


def share_of(met: int, n: int) -> Share | None:
    """None for n = 0: there is nothing to say."""
    if n <= 0:
        return None
    low, high = wilson(met, n)
    return Share(met / n, low, high, met, n)


def own_or_reference(own: Share | None, group: str) -> Share:
    """The site's own share once there are enough cases; the reference until then."""
    if own is not None and own.n >= ENOUGH:
        return own
    low, high = REFERENCE[group]
    return Share((low + high) / 2, low, high, own=False)


@dataclass(frozen=True, slots=True)
class Visited:
    """A delivered visit as the comparison reads it; `back_at`: the same customer's next arrival."""

    customer_id: int
    delivered_at: datetime
    before: int
    plain: bool
    back_at: datetime | None


def visits_in_order(rows: Iterable[tuple[int, datetime, datetime, bool]]) -> list[Visited]:
    """(customer, arrived, delivered, plain maintenance) of delivered visits, in any order → with what came before and after."""
    by_customer: dict[int, list[tuple[datetime, datetime, bool]]] = defaultdict(list)
    for customer_id, arrived, delivered, plain in rows:
        by_customer[customer_id].append((arrived, delivered, plain))
    found = []
    for customer_id, visits in by_customer.items():
        visits.sort()
        for n, (_arrived, delivered, plain) in enumerate(visits):
            back = next((arrived for arrived, _gone, _plain in visits[n + 1 :] if arrived > delivered), None)
            found.append(Visited(customer_id, delivered, n, plain, back))
    return found


def came_back(visit: Visited, since: datetime, days: int) -> bool:
    return visit.back_at is not None and since < visit.back_at <= since + timedelta(days=days)


def visits_a_year(visits: Sequence[Visited]) -> float:
    """How often a customer comes in a year: visits after the first, over the time since it (0 where no time has passed)."""
    end = max(visit.delivered_at for visit in visits)
    first: dict[int, datetime] = {}
    for visit in visits:
        first[visit.customer_id] = min(first.get(visit.customer_id, visit.delivered_at), visit.delivered_at)
    years = sum((end - since).total_seconds() for since in first.values()) / 86400 / 365
    return (len(visits) - len(first)) / years if years else 0.0


def stratum(visit: Visited) -> tuple[int, int, bool, int]:
    """What makes two visits comparable: the month, the kind of work, how often the customer had come before (0, 1–2, 3 and more)."""
    return visit.delivered_at.year, visit.delivered_at.month, visit.plain, 0 if visit.before == 0 else 1 if visit.before <= 2 else 2


def matched(cases: Sequence[Visited], others: Iterable[Visited], *, days: int) -> Share | None:
    """How many of comparable customers without complaint came back: their share in each stratum, weighted by the cases in it (direct standardisation).

    Only strata with both are compared. The interval is normal, from the weighted variances of the strata (with Laplace's 1/2 so that none is nought).
    """
    groups: dict[tuple, list[Visited]] = defaultdict(list)
    for visit in others:
        groups[stratum(visit)].append(visit)
    weights: dict[tuple, int] = defaultdict(int)
    for case in cases:
        if stratum(case) in groups:
            weights[stratum(case)] += 1
    total, share, variance, n, met = sum(weights.values()), 0.0, 0.0, 0, 0
    for key, weight in weights.items():
        back = sum(came_back(visit, visit.delivered_at, days) for visit in groups[key])
        size, part = len(groups[key]), weight / total
        share += part * back / size
        smooth = (back + 0.5) / (size + 1)
        variance += part**2 * smooth * (1 - smooth) / size
        n, met = n + size, met + back
    if not total:
        return None
    half = 1.96 * sqrt(variance)
    return Share(share, max(0.0, share - half), min(1.0, share + half), met, n)


@dataclass(frozen=True, slots=True)
class Worth:
    """Customers kept and what that is worth, minor units: the likely value between a low and a high one."""

    kept: float
    kept_low: float
    kept_high: float
    value: int
    value_low: int
    value_high: int


def worth(*, satisfied: int, with_recovery: Share, without: Share, yearly_margin: int, cost: int) -> Worth:
    """Customers kept × their yearly margin − what recovery cost.

    Kept: those settled with, times the difference between the return of satisfied and of unsatisfied complainers; its interval by Newcombe's method
    of two Wilson intervals (1998, method 10).
    """
    difference = with_recovery.share - without.share
    low, high = newcombe((with_recovery.share, with_recovery.low, with_recovery.high), (without.share, without.low, without.high))
    kept = [satisfied * part for part in (difference, low, high)]
    values = [round(part * yearly_margin) - cost for part in kept]
    return Worth(kept[0], kept[1], kept[2], values[0], values[1], values[2])


@dataclass(frozen=True, slots=True)
class Iceberg:
    """Of the delivered: probably unhappy (from calls, with interval), who spoke by themselves (counted), who probably stayed silent, and who spoke in vain."""

    delivered: int
    unhappy: Share | None
    unhappy_n: int
    unhappy_low: int
    unhappy_high: int
    spoke: int
    silent: int
    silent_low: int
    silent_high: int
    without_owner: int
    without_answer: int
    own: bool


def iceberg(*, delivered: int, asked: int, asked_unhappy: int, spoke: int, without_owner: int, without_answer: int) -> Iceberg:
    """Assumes that those who were reached by the follow-up are as the others, and that who spoke by themselves was unhappy.

    With fewer than `ENOUGH` calls the teaching's reference stands in place of the own share: for each who speaks ten are unhappy (at least as many as spoke).
    """
    unhappy = share_of(asked_unhappy, asked)
    own = unhappy is not None and unhappy.n >= ENOUGH
    if own and unhappy is not None:
        middle, low, high = (round(delivered * part) for part in (unhappy.share, unhappy.low, unhappy.high))
    else:
        middle, low, high = round(spoke / REFERENCE_REPORTED), spoke, round(spoke / (REFERENCE_REPORTED / 2))
    middle, low, high = (min(max(part, spoke), max(delivered, spoke)) for part in (middle, low, high))
    return Iceberg(
        delivered, unhappy, middle, low, high, spoke, middle - spoke, low - spoke, high - spoke, without_owner, without_answer, own,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regular:
    """A customer by their visits: how many, the first and the last."""

    customer_id: int
    visits: int
    first: datetime
    last: datetime

    @property
    def own_interval(self) -> float | None:
        """Mean days between visits; None with fewer than three, which say little."""
        return (self.last - self.first).total_seconds() / 86400 / (self.visits - 1) if self.visits >= 3 else None


def usual_interval(regulars: Iterable[Regular], otherwise: float = 180) -> float:
    """The middle of the customers' own intervals; `otherwise` where nobody has one."""
    known = [found for regular in regulars if (found := regular.own_interval) is not None]
    return median(known) if known else otherwise


def expected_back(regular: Regular, usual: float) -> datetime:
    """When the customer was to be expected: the last visit and their own interval (the usual one where they have none), at least thirty days."""
    return regular.last + timedelta(days=max(LEAST_INTERVAL, regular.own_interval or usual))


def is_lost(regular: Regular, usual: float, at: datetime) -> bool:
    """Beyond one and a half of the expected interval."""
    return at > regular.last + (expected_back(regular, usual) - regular.last) * LOST_AFTER
