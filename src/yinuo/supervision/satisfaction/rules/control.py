"""The XmR chart (individuals and moving range): which months say something, and which are noise.

Limits are the mean ± 3 · mean moving range / 1.128 (d₂ of two values); the range's upper limit is 3.267 times its mean. Signals after Wheeler,
"Understanding Variation": one value outside the limits; three of four successive values nearer to a limit than to the mean, on one side; eight
successive values on one side of the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

D2 = 1.128
D4 = 3.267
LEAST, FIRM = 6, 12  # values below which there are no limits; and below which they are provisional
OUTSIDE, NEAR, RUN = "outside", "near_limit", "run"


@dataclass(frozen=True)
class Chart:
    """`signals`: place of the value → the rule it breaks (the strongest). `lower`, `upper` None where there are too few values."""

    values: tuple[float | None, ...]
    n: int
    mean: float | None
    lower: float | None
    upper: float | None
    range_mean: float | None
    range_upper: float | None
    signals: dict[int, str]

    @property
    def provisional(self) -> bool:
        return self.n < FIRM


def chart(values: Sequence[float | None], *, floor: float | None = None, ceiling: float | None = None) -> Chart:
    """The chart of `values` in order of time; None where a period has no value (it is passed over). Limits are cut off where the scale ends."""
    present = [(place, value) for place, value in enumerate(values) if value is not None]
    mean = sum(value for _place, value in present) / len(present) if present else None
    ranges = [abs(after[1] - before[1]) for before, after in pairwise(present)]
    if mean is None or len(present) < LEAST:
        return Chart(tuple(values), len(present), mean, None, None, None, None, {})
    range_mean = sum(ranges) / len(ranges)
    width = 3 * range_mean / D2
    lower = mean - width if floor is None else max(floor, mean - width)
    upper = mean + width if ceiling is None else min(ceiling, mean + width)
    signals = _signals(present, mean, width)
    return Chart(tuple(values), len(present), mean, lower, upper, range_mean, D4 * range_mean, signals)


def _signals(present: list[tuple[int, float]], mean: float, width: float) -> dict[int, str]:
    found: dict[int, str] = {}
    off = [value - mean for _place, value in present]
    for n, (place, _value) in enumerate(present):
        if rule := _rule(off[: n + 1], width):
            found[place] = rule
    return found


def _rule(off: list[float], width: float) -> str:
    """The rule that the last of these distances from the mean breaks."""
    last = off[-1]
    side = 1 if last > 0 else -1
    if abs(last) > width * (1 + 1e-12) and abs(last) > 1e-12:
        return OUTSIDE
    if last * side > width / 2 and sum(one * side > width / 2 for one in off[-4:]) >= 3:
        return NEAR
    return RUN if len(off) >= 8 and all(one * side > 0 for one in off[-8:]) else ""
