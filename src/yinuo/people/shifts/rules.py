"""From the usual week and its exceptions to the spans in which a person is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of one day with one optional break."""

    starts: time
    ends: time
    break_starts: time | None = None
    break_ends: time | None = None


@dataclass(frozen=True, slots=True)
class Differs:
    """What differs on one date: absent, or other hours."""

    absent: bool
    starts: time | None = None
    ends: time | None = None


def spans_of(shift: Shift) -> list[Span]:
    """The shift without its break; a break outside the shift takes nothing away."""
    if shift.break_starts is None or shift.break_ends is None or shift.break_starts >= shift.break_ends:
        return [(shift.starts, shift.ends)]
    before = (shift.starts, min(shift.break_starts, shift.ends))
    after = (max(shift.break_ends, shift.starts), shift.ends)
    if shift.break_ends <= shift.starts or shift.break_starts >= shift.ends:
        return [(shift.starts, shift.ends)]
    return [span for span in (before, after) if span[0] < span[1]]


def spans_on_day(usual: Iterable[Shift], differs: Differs | None) -> list[Span]:
    """When the person is there on a day: the usual shifts, unless an exception says otherwise."""
    if differs is None:
        return sorted(span for shift in usual for span in spans_of(shift))
    if differs.absent or differs.starts is None or differs.ends is None:
        return []
    return [(differs.starts, differs.ends)]
