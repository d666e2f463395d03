"""Named measures: a platform registers a function, indicators and pages read values by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Measured:
    """A value with its n (and the numerator, where it is a share); `value` None when n is 0."""

    value: float | None
    n: int
    met: int | None = None


@dataclass(frozen=True)
class Measure:
    """`unit`: ratio, minutes, money, count, points. `better`: "more" or "less". `drill`: name of the url that lists the records."""

    name: str
    label: Any
    unit: str
    better: str
    formula: Any
    drill: str
    read: Callable[[date, date], Measured]


_measures: dict[str, Measure] = {}


def measure(*, name: str, label: Any, unit: str, better: str, formula: Any, drill: str):
    """Register `read(since, until)` (local dates, both included, of the scoped site) as the measure `name`; ValueError when taken."""
    if better not in ("more", "less"):
        raise ValueError(better)

    def decorate(read):
        if name in _measures:
            raise ValueError(f"measure {name} is registered twice")
        _measures[name] = Measure(name, label, unit, better, formula, drill, read)
        return read

    return decorate


def all_measures() -> list[Measure]:
    return [_measures[name] for name in sorted(_measures)]


def named(name: str) -> Measure:
    """KeyError when there is no such measure."""
    return _measures[name]
