"""The index from sums: n, the score of each factor, the weighted index, and its interval.

Sums are whole numbers (hundredths of a point) over respondents. For each pair of factors (a ≤ b in the order of the alphabet) they hold, over the
respondents who answered both: how many, Σa, Σb, Σab; for a = b that is n, Σa, Σa, Σa². Nothing else is needed for the index and its interval under
any weights, so weights can change without going back to the answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement

from .intervals import FEW, LEAST, Interval, Mean, mean_of_sums, spread
from .scale import TOP, UNIT, normalised

Pairs = dict[str, list[int]]
DELTA = "delta"


@dataclass(frozen=True)
class Index:
    """`value` in points, None when no factor with a weight was answered. `weights`: as used, summing to 1.

    `dropped`: factors left out for want of answers. `n`: respondents with at least one factor. `why_not`: why there is no interval:
    "" (there is one), "few", "thin" (a factor has a single answer) or "alike".
    """

    value: float | None
    n: int
    interval: Interval | None
    factors: Mapping[str, Mean]
    weights: Mapping[str, float]
    dropped: tuple[str, ...]
    why_not: str = ""

    @property
    def few(self) -> bool:
        return self.n < FEW


def pairs_of(scores: Mapping[str, int]) -> Pairs:
    """One respondent's contribution: factor → hundredths of a point."""
    found: Pairs = {}
    for a, b in combinations_with_replacement(sorted(scores), 2):
        found[f"{a}|{b}"] = [1, scores[a], scores[b], scores[a] * scores[b]]
    return found


def added(sums: Iterable[Pairs]) -> Pairs:
    """Sums of sums."""
    total: Pairs = {}
    for pairs in sums:
        for key, values in pairs.items():
            kept = total.setdefault(key, [0, 0, 0, 0])
            for place, value in enumerate(values):
                kept[place] += value
    return total


def index_of(pairs: Pairs, weights: Mapping[str, float], n: int) -> Index:
    """The index of `n` respondents whose answers sum to `pairs`.

    Score of a factor: mean over the respondents who answered any of its items of their mean over the items they answered. Index: weighted mean of
    the factors' scores; a factor without answers drops out and the other weights are normalised again. Interval: delta method. The factors'
    means are correlated, since the same person gives all of them, so the variance of the weighted mean is w'Cw with C the covariance of the
    factors' means over respondents (pairwise where factors are missing, each scaled by n/(n−1)); Student's t with the fewest answers of a factor, less one,
    as degrees of freedom.
    """
    factors = {factor: factor_mean(pairs, factor) for factor in _factors(pairs)}
    used = normalised(weights, [factor for factor, mean in factors.items() if mean.n])
    if used is None:
        return Index(None, n, None, factors, {}, tuple(factor for factor, weight in weights.items() if weight > 0), "few")
    value = math.fsum(share * (factors[factor].value or 0.0) for factor, share in used.shares.items())
    interval, why_not = _interval(pairs, factors, used.shares, value)
    return Index(value, n, interval, factors, used.shares, used.dropped, why_not)


def value_of(pairs: Pairs, weights: Mapping[str, float]) -> float | None:
    """The value of `index_of` alone, for charts that draw many."""
    scores = {factor: score for factor in _factors(pairs) if (score := score_of(pairs, factor)) is not None}
    used = normalised(weights, list(scores))
    return None if used is None else math.fsum(share * scores[factor] for factor, share in used.shares.items())


def score_of(pairs: Pairs, factor: str) -> float | None:
    """The value of `factor_mean` alone."""
    n, total, _same, _squares = pairs.get(f"{factor}|{factor}", (0, 0, 0, 0))
    return total / n * (1 / UNIT) if n > 0 else None


def factor_mean(pairs: Pairs, factor: str) -> Mean:
    """A factor's score in points."""
    n, total, _same, squares = pairs.get(f"{factor}|{factor}", (0, 0, 0, 0))
    return mean_of_sums(n, total, squares, unit=1 / UNIT, floor=0, ceiling=TOP)


def _factors(pairs: Pairs) -> list[str]:
    return [a for a, b in (key.split("|") for key in pairs) if a == b]


def _interval(pairs: Pairs, factors: Mapping[str, Mean], shares: Mapping[str, float], value: float) -> tuple[Interval | None, str]:
    fewest = min(factors[factor].n for factor in shares)
    if max(factors[factor].n for factor in shares) < LEAST:
        return None, "few"
    if fewest < 2:
        return None, "thin"
    variance = _variance(pairs, factors, shares)
    if variance <= 1e-9:
        return None, "alike"
    return spread(value, math.sqrt(variance), fewest - 1, DELTA, 0, TOP), ""


def _variance(pairs: Pairs, factors: Mapping[str, Mean], shares: Mapping[str, float]) -> float:
    """w'Cw in points²."""
    total = 0.0
    for a, b in combinations_with_replacement(sorted(shares), 2):
        n, sum_a, sum_b, product = pairs.get(f"{a}|{b}", (0, 0, 0, 0))
        mean_a, mean_b = (factors[factor].value or 0.0 for factor in (a, b))
        moment = product / UNIT**2 - mean_a * sum_b / UNIT - mean_b * sum_a / UNIT + n * mean_a * mean_b
        n_a, n_b = factors[a].n, factors[b].n
        covariance = moment / (n_a * n_b) * math.sqrt(n_a / (n_a - 1) * n_b / (n_b - 1))
        total += (1 if a == b else 2) * shares[a] * shares[b] * covariance
    return max(0.0, total)


def variance_of(pairs: Pairs, index: Index, shares: Mapping[str, float] | None = None) -> float | None:
    """The variance of the index in points², or of other `shares` of its factors; None where a factor has a single answer."""
    used = index.weights if shares is None else shares
    if not used or min(index.factors[factor].n for factor in used) < 2:
        return None
    return _variance(pairs, index.factors, used)


def what_if(index: Index, factor: str, score: float) -> float | None:
    """The index if `factor` had `score` points and everything else stayed; None where the factor does not count. ValueError outside 0–1,000."""
    if not 0 <= score <= TOP:
        raise ValueError(f"{score} is outside 0–{TOP}")
    if index.value is None or factor not in index.weights:
        return None
    return index.value + index.weights[factor] * (score - (index.factors[factor].value or 0.0))


def needed(index: Index, factor: str, goal: float) -> float | None:
    """The score that `factor` would need, alone, for the index to be `goal`; None where it does not count or where 0–1,000 does not reach."""
    if index.value is None or factor not in index.weights:
        return None
    score = (index.factors[factor].value or 0.0) + (goal - index.value) / index.weights[factor]
    return score if 0 <= score <= TOP else None
