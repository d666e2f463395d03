"""What moves the index: the share of each factor in what a regression explains (LMG), which is fit for items that are correlated.

LMG (Lindeman, Merenda and Gold; Shapley's value of R²): the gain in R² when the factor is added, averaged over all orders of adding. Needs numpy,
which is imported when a function is called.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from .intervals import Interval

MOST = 12  # predictors: 4,096 regressions
LEAST_PER_PREDICTOR = 10  # respondents
ROUNDS = 1000
SEED = 20260301
CONCENTRATE, KEEP, LOW, OVERDONE = "concentrate", "keep", "low", "overdone"


class TooMany(ValueError):
    """More predictors than all orders can be tried for."""


@dataclass(frozen=True)
class Driver:
    """`share` of what is explained (0–1; sums to 1), `part` of all variance (sums to R²), with percentile bootstrap intervals of the share."""

    code: str
    share: float
    part: float
    interval: Interval | None
    mean: float


@dataclass(frozen=True)
class Drivers:
    """`r2`: the share of the outcome's variance that the predictors explain together. `n`: whole rows. `rounds`: bootstrap rounds that could be used."""

    drivers: tuple[Driver, ...]
    r2: float
    n: int
    rounds: int


def parts(covariance: Any) -> Any:
    """LMG parts of R² from a covariance matrix whose last row and column are the outcome's."""
    import numpy as np

    matrix = np.asarray(covariance, dtype=float)
    k = matrix.shape[0] - 1
    if k > MOST:
        raise TooMany(f"{k} predictors, {MOST} at most")
    explained = _r_squared_of_subsets(matrix, k)
    gains = np.zeros(k)
    for size in range(k):
        weight = math.factorial(size) * math.factorial(k - size - 1) / math.factorial(k)
        for subset in combinations(range(k), size):
            mask = sum(1 << place for place in subset)
            for place in range(k):
                if not mask >> place & 1:
                    gains[place] += weight * (explained[mask | 1 << place] - explained[mask])
    return gains


def _r_squared_of_subsets(matrix: Any, k: int) -> list[float]:
    """R² of the outcome on each subset of predictors, by bit mask."""
    import numpy as np

    spread = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(spread, spread)
    among, with_outcome = correlation[:k, :k], correlation[:k, k]
    explained = [0.0] * (1 << k)
    for size in range(1, k + 1):
        subsets = np.array(list(combinations(range(k), size)))
        left = among[subsets[:, :, None], subsets[:, None, :]]
        right = with_outcome[subsets]
        slopes = np.linalg.solve(left, right[..., None])[..., 0]
        for subset, value in zip(subsets, (slopes * right).sum(axis=1), strict=True):
            explained[sum(1 << int(place) for place in subset)] = float(value)
    return explained


def drivers(codes: Sequence[str], rows: Sequence[Sequence[float | None]], *, rounds: int = ROUNDS, seed: int = SEED) -> Drivers | None:
    """From rows of (predictors …, outcome); rows with a gap are left out, predictors that never vary too.

    None where fewer than ten whole rows for each predictor remain, or where predictors say exactly the same.
    """
    import numpy as np

    table = np.array([row for row in rows if None not in row], dtype=float)
    table = table if len(table) else table.reshape(0, len(codes) + 1)
    kept = [place for place in range(len(codes)) if len(table) and table[:, place].std() > 1e-9]
    if not kept or len(table) < LEAST_PER_PREDICTOR * len(kept) or table[:, -1].std() <= 1e-9:
        return None
    table = table[:, [*kept, len(codes)]]
    try:
        found = parts(np.cov(table, rowvar=False))
    except np.linalg.LinAlgError:
        return None
    r2 = float(found.sum())
    if not 1e-9 < r2 <= 1 + 1e-9 or not np.isfinite(found).all():
        return None
    low, high, used = _bootstrap(table, rounds, seed)
    means = table.mean(axis=0)
    rows_of = [
        Driver(
            codes[place], float(found[n] / r2), float(found[n]), Interval(low[n], high[n], "bootstrap") if used else None, float(means[n])
        )
        for n, place in enumerate(kept)
    ]
    return Drivers(tuple(sorted(rows_of, key=lambda row: -row.share)), r2, len(table), used)


def _bootstrap(table: Any, rounds: int, seed: int) -> tuple[list[float], list[float], int]:
    """2.5 and 97.5 % points of the shares over respondents drawn anew; the same seed gives the same interval."""
    import numpy as np

    draw = np.random.default_rng(seed)
    shares = []
    for _round in range(rounds):
        again = table[draw.integers(0, len(table), len(table))]
        if again.std(axis=0).min() <= 1e-9:
            continue
        try:
            found = parts(np.cov(again, rowvar=False))
        except np.linalg.LinAlgError:
            continue
        if np.isfinite(found).all() and found.sum() > 1e-9:
            shares.append(found / found.sum())
    if len(shares) < rounds / 2 or not shares:
        return [], [], 0
    low, high = np.percentile(np.array(shares), [2.5, 97.5], axis=0)
    return low.tolist(), high.tolist(), len(shares)


def quadrant(importance: float, performance: float, *, importance_mean: float, performance_mean: float) -> str:
    """Where a factor stands on the importance–performance map, whose cross is at the means."""
    if importance >= importance_mean:
        return CONCENTRATE if performance < performance_mean else KEEP
    return LOW if performance < performance_mean else OVERDONE
