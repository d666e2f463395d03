"""Would you recommend us (0–10): the share of promoters (9, 10) less that of detractors (0–6), from −100 to 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from yinuo.core.measures.rules import Z95

from .intervals import FEW, LEAST, Interval

METHOD = "adjusted_wald"


@dataclass(frozen=True)
class Recommend:
    """`value` None without answers, `interval` None below three."""

    value: float | None
    n: int
    promoters: int
    passives: int
    detractors: int
    interval: Interval | None

    @property
    def few(self) -> bool:
        return self.n < FEW


def recommend(counts: Sequence[int]) -> Recommend:
    """From how many gave 0, 1, … 10. Raises ValueError unless there are eleven counts, none below nought.

    Interval: adjusted Wald (Bonett and Price's idea, for the recommend score Sauro and Lewis): three answers are added to the sample, ¾ each to
    promoters and detractors, 1½ to passives; it does not collapse when all answers are alike.
    """
    if len(counts) != 11 or any(count < 0 for count in counts):
        raise ValueError("eleven counts are wanted, none below nought")
    detractors, passives, promoters = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    n = detractors + passives + promoters
    if not n:
        return Recommend(None, 0, 0, 0, 0, None)
    value = 100 * (promoters - detractors) / n
    return Recommend(value, n, promoters, passives, detractors, _interval(promoters, detractors, n) if n >= LEAST else None)


def _interval(promoters: int, detractors: int, n: int) -> Interval:
    size = n + 3
    p, d = (promoters + 0.75) / size, (detractors + 0.75) / size
    half = Z95 * math.sqrt((p + d - (p - d) ** 2) / size)
    return Interval(100 * max(-1.0, p - d - half), 100 * min(1.0, p - d + half), METHOD)
