"""Intervals of shares and of their differences, once for all who measure."""

from __future__ import annotations

from math import hypot

Z95 = 1.959963984540054  # the normal distribution's 97.5 % point


def wilson(met: float, n: int, z: float = Z95) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); (0, 1) for n = 0."""
    if n == 0:
        return 0.0, 1.0
    share, square = met / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * ((share * (1 - share) + square / (4 * n)) / n) ** 0.5 / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float]:
    """95 % interval of `one` less `other`, each (value, low, high): square and add (Newcombe 1998, method 10)."""
    (value, low, high), (then, low_then, high_then) = one, other
    difference = value - then
    return difference - hypot(value - low, high_then - then), difference + hypot(high - value, then - low_then)
