"""Quantiles and intervals that pages need at once, in plain Python: no page waits for a library of 50 MiB to load.

The regularised incomplete beta function is the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method; quantiles of t are
found by Newton's method, those of F by bisection. Tests hold both to scipy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from yinuo.core.measures import rules as measures

LEAST = 3  # answers below which no interval is told
FEW = 30  # answers below which a score is marked as a small sample


@dataclass(frozen=True)
class Interval:
    """A 95 % confidence interval and the method it was made by."""

    low: float
    high: float
    method: str

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Mean:
    """A mean with its n; `value` None without answers, `interval` None with fewer than three answers or when all are alike."""

    value: float | None
    n: int
    interval: Interval | None = None

    @property
    def few(self) -> bool:
        return self.n < FEW


def incomplete_beta(a: float, b: float, x: float) -> float:
    """I_x(a, b): the probability that a beta(a, b) variable is at most `x`."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    tiny, c, d = 1e-300, 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1.0 / (d or tiny)
    product = d
    for m in range(1, 400):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / (1.0 + term * d or tiny)
            c = 1.0 + term / c or tiny
            product *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return product


@lru_cache(maxsize=2048)
def student_t(df: int, p: float = 0.975) -> float:
    """The point below which a share `p` (more than a half) of Student's t with `df` degrees of freedom lies.

    Begun with the expansion of Abramowitz and Stegun 26.7.5. Right of nought the distribution is concave, so that Newton's steps come nearer from below.
    """
    z = NormalDist().inv_cdf(p)
    t = z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    for _step in range(60):
        above = incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2
        step = (above - (1 - p)) / (scale * (1 + t * t / df) ** (-(df + 1) / 2))
        t += step
        if abs(step) <= 1e-12 * t:
            break
    return t


@lru_cache(maxsize=512)
def fisher(df1: int, df2: int, p: float) -> float:
    """The point below which a share `p` of the F distribution lies."""
    return _root(lambda f: incomplete_beta(df1 / 2, df2 / 2, df1 * f / (df1 * f + df2)), p)


def _root(share: Callable[[float], float], p: float) -> float:
    low, high = 0.0, 1.0
    while share(high) < p and high < 1e12:
        low, high = high, high * 2
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) < p else (low, middle)
    return (low + high) / 2


def mean_of_sums(
    n: int, total: float, squares: float, *, unit: float = 1.0, floor: float | None = None, ceiling: float | None = None
) -> Mean:
    """The mean of n answers from their sum and sum of squares, with Student's t interval, kept between `floor` and `ceiling`.

    `unit`: what the sums are counted in. Where all answers are alike their spread says nothing, so no interval is told rather than one of no width.
    """
    if n <= 0:
        return Mean(None, 0)
    mean = total / n * unit
    variance = (squares - total * total / n) / (n - 1) * unit * unit if n > 1 else 0.0
    if n < LEAST or variance <= 1e-12 * max(1.0, mean * mean):
        return Mean(mean, n)
    return Mean(mean, n, spread(mean, math.sqrt(variance / n), n - 1, "t", floor, ceiling))


def mean_of(values: list[float]) -> Mean:
    """The mean of single values with Student's t interval."""
    return mean_of_sums(len(values), math.fsum(values), math.fsum(value * value for value in values))


def spread(mean: float, error: float, df: int, method: str, floor: float | None = None, ceiling: float | None = None) -> Interval:
    """mean ± t · standard error, cut off where the scale ends."""
    half = student_t(df) * error
    low = mean - half if floor is None else max(floor, mean - half)
    high = mean + half if ceiling is None else min(ceiling, mean + half)
    return Interval(low, high, method)


def wilson(met: int, n: int) -> Interval | None:
    """Wilson's score interval of a share; None without cases."""
    if n <= 0:
        return None
    return Interval(*measures.wilson(met, n), "wilson")


@dataclass(frozen=True)
class Difference:
    """The mean of `left` less that of `right`, with Welch's interval; `value` None where a side is empty."""

    value: float | None
    left: Mean
    right: Mean
    interval: Interval | None = None

    @property
    def sure(self) -> bool:
        """Whether chance alone would hardly make it."""
        return self.interval is not None and not self.interval.holds(0)


def difference(left: list[float], right: list[float]) -> Difference:
    """Of two groups of values; three on each side are needed for an interval, whose degrees of freedom are rounded down."""
    means = mean_of(left), mean_of(right)
    if means[0].value is None or means[1].value is None:
        return Difference(None, *means)
    value = means[0].value - means[1].value
    if min(len(left), len(right)) < LEAST:
        return Difference(value, *means)
    parts = [
        sum((one - mean.value) ** 2 for one in side) / (len(side) - 1) / len(side) for side, mean in zip((left, right), means, strict=True)
    ]
    error = math.sqrt(sum(parts))
    if error <= 1e-9:
        return Difference(value, *means)
    df = sum(parts) ** 2 / sum(part**2 / (len(side) - 1) for part, side in zip(parts, (left, right), strict=True))
    return Difference(value, *means, spread(value, error, max(1, int(df)), "welch"))
