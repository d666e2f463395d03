"""Cronbach's alpha: whether the items of a scale say the same thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .intervals import LEAST, Interval, fisher


@dataclass(frozen=True)
class Alpha:
    """`raw` from covariances, `standardised` from correlations; None where they cannot be had. `n`: respondents who answered all `items`.

    `interval`, `standardised_interval`: Feldt's 95 % interval, exact for raw alpha under normal, parallel items; an approximation for the other.
    """

    raw: float | None
    standardised: float | None
    n: int
    items: int
    interval: Interval | None = None
    standardised_interval: Interval | None = None


def alpha(rows: Sequence[Sequence[float | None]]) -> Alpha:
    """From one row of answers for each respondent; a row with a missing answer is left out.

    Needs two items and three whole rows; an item that everybody answers alike has no correlation, so there is no standardised alpha then.
    """
    items = max((len(row) for row in rows), default=0)
    whole = [[float(value) for value in row if value is not None] for row in rows if len(row) == items and None not in row]
    n = len(whole)
    if items < 2 or n < LEAST:
        return Alpha(None, None, n, items)
    covariances = _covariances(whole)
    raw = _raw(covariances)
    standardised = _standardised(covariances)
    return Alpha(raw, standardised, n, items, feldt(raw, n, items), feldt(standardised, n, items))


def _covariances(rows: list[list[float]]) -> list[list[float]]:
    n, items = len(rows), len(rows[0])
    means = [math.fsum(row[i] for row in rows) / n for i in range(items)]
    centred = [[value - mean for value, mean in zip(row, means, strict=True)] for row in rows]
    return [[math.fsum(row[i] * row[j] for row in centred) / (n - 1) for j in range(items)] for i in range(items)]


def _raw(covariances: list[list[float]]) -> float | None:
    items = len(covariances)
    total = math.fsum(math.fsum(row) for row in covariances)
    if total <= 1e-12:
        return None
    return items / (items - 1) * (1 - math.fsum(covariances[i][i] for i in range(items)) / total)


def _standardised(covariances: list[list[float]]) -> float | None:
    items = len(covariances)
    spreads = [math.sqrt(covariances[i][i]) for i in range(items)]
    if min(spreads) <= 1e-12:
        return None
    pairs = [covariances[i][j] / (spreads[i] * spreads[j]) for i in range(items) for j in range(i)]
    mean = math.fsum(pairs) / len(pairs)
    bottom = 1 + (items - 1) * mean
    return items * mean / bottom if abs(bottom) > 1e-12 else None


def feldt(value: float | None, n: int, items: int) -> Interval | None:
    """Feldt (1965): (1 − α) · F with n − 1 and (n − 1)(k − 1) degrees of freedom."""
    if value is None:
        return None
    df1, df2 = n - 1, (n - 1) * (items - 1)
    return Interval(1 - (1 - value) * fisher(df1, df2, 0.975), 1 - (1 - value) * fisher(df1, df2, 0.025), "feldt")
