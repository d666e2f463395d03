"""How well topics were found: accuracy, macro-F1, normalised mutual information."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence


def accuracy(truth: Sequence[Hashable], told: Sequence[Hashable]) -> float:
    return sum(one == other for one, other in zip(truth, told, strict=True)) / len(truth)


def macro_f1(truth: Sequence[Hashable], told: Sequence[Hashable]) -> float:
    """The mean over all classes of 2·hits / (in truth + told); a class that is never hit counts 0."""
    hits = Counter(one for one, other in zip(truth, told, strict=True) if one == other)
    real, said = Counter(truth), Counter(told)
    return sum(2 * hits[name] / (real[name] + said[name]) for name in real | said) / len(real | said)


def mutual(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Normalised mutual information, 0 to 1, by the mean of the two entropies (Strehl and Ghosh 2002, arithmetic form)."""
    n = len(one)
    a, b, both = Counter(one), Counter(other), Counter(zip(one, other, strict=True))
    shared = sum(count / n * math.log(count * n / (a[x] * b[y])) for (x, y), count in both.items())
    spread = (_entropy(a, n) + _entropy(b, n)) / 2
    return shared / spread if spread else 1.0


def _entropy(counts: Counter, n: int) -> float:
    return -sum(count / n * math.log(count / n) for count in counts.values())
