"""The movement of the index as its page shows it: the waterfalls, their tables, and the sentences that say what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.operations.standards.models import Step
from yinuo.supervision.satisfaction.rules.index import Index
from yinuo.supervision.satisfaction.rules.movement import Part
from yinuo.supervision.satisfaction.words import FACTORS

from . import rules, words
from .movement import APART, COMMUNICATION, Movement
from .queries import Months
from .shown import change_words, door

DELIVERY, REST, UNEXPLAINED = "delivery", "rest", "unexplained"
LEAST = 0.05  # points below which a rest is nothing but rounding


@dataclass(frozen=True)
class Row:
    """A part with its words. `share`: whether its figures are shares of visits (else points)."""

    label: Any
    part: Part
    url: str = ""
    share: bool = False

    @property
    def tone(self) -> str:
        if not self.part.sure:
            return "idle"
        return "kept" if self.part.value > 0 else "late"

    @property
    def percent(self) -> tuple[float, float] | None:
        then, now = self.part.then, self.part.now
        return (100 * then, 100 * now) if then is not None and now is not None else None


def factor_rows(found: Movement, site: str, months: Months) -> list[Row]:
    """The factors, the largest part first."""
    period = f"?period={months.last:%Y-%m}" if len(months.each) == 1 else "?period=months3" if len(months.each) == 3 else ""
    rows = [Row(FACTORS[part.code], part, reverse("satisfaction:factor", args=[site, part.code]) + period) for part in found.factors.parts]
    return [*_largest(rows), *_rest(found.factors.rest, _("other weights"))]


def visit_rows(found: Movement, site: str, months: Months) -> list[Row]:
    """What went wrong on the visits, by step, then promises, then what nothing explains."""
    if found.visits is None:
        return []
    rows = [Row(label_of(part.code), part, _door(part.code, site, months), share=True) for part in found.visits.parts]
    others = _rest(found.rest, _("other respondents"))
    return [*_largest(rows), Row(_("unexplained"), found.visits.unexplained), *others]


def _door(code: str, site: str, months: Months) -> str:
    if code == COMMUNICATION:
        return reverse("gaps:gap", args=[site, rules.COMMUNICATION])
    return door(rules.DELIVERY, code, site, months)


def label_of(code: str) -> Any:
    return _("promises and estimates") if code == COMMUNICATION else Step(code).label


def _largest(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -abs(row.part.value))


def _rest(value: float, label: Any) -> list[Row]:
    return [Row(label, Part(REST, value))] if abs(value) >= LEAST else []


def gap_rows(found: Movement) -> list[tuple[int, Any, Part | None, str, str]]:
    """(number, name, what it contributed, how the gap itself moved, why nothing is told) of the five gaps."""
    told = {3: found.visits.groups[DELIVERY], 4: _named(found, COMMUNICATION)} if found.visits else {}
    rows = []
    for seen in found.gaps:
        part = told.get(seen.number)
        why = (
            ""
            if part
            else _("one figure for the whole house: its part lies in the unexplained")
            if seen.number in APART
            else _("too few visits")
        )
        rows.append((seen.number, words.NAMES[seen.number], part, change_words(seen), why))
    return rows


def _named(found: Movement, code: str) -> Part | None:
    return next((part for part in found.visits.parts if part.code == code), None) if found.visits else None


def waterfall(rows: list[Row], then: Index, now: Index) -> dict[str, Any] | None:
    """From the index then to the index now."""
    if then.value is None or now.value is None or not rows:
        return None
    levels = [_level(then), *[_bar(row) for row in rows], _level(now)]
    values, lows, highs = zip(*levels, strict=True)
    return {
        "columns": [_("index then"), *(_capital(row.label) for row in rows), _("index now")], "totals": [0, len(rows) + 1],
        "series": [
            {"name": _("Points"), "tone": "busy", "values": list(values), "tones": ["busy", *(row.tone for row in rows), "busy"]},
            {"name": _("from"), "values": list(lows)},
            {"name": _("to"), "values": list(highs)},
        ],
    }  # fmt: skip


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def _level(index: Index) -> tuple[float, float | None, float | None]:
    ends = (round(index.interval.low, 1), round(index.interval.high, 1)) if index.interval else (None, None)
    return (round(index.value or 0.0, 1), *ends)


def _bar(row: Row) -> tuple[float, float | None, float | None]:
    interval = row.part.interval
    ends = (round(interval.low, 1), round(interval.high, 1)) if interval else (None, None)
    return (round(row.part.value, 1), *ends)


def finding(found: Movement) -> str:
    """What moved, and whether chance would do as well."""
    change, interval = found.factors.change, found.factors.interval
    if change is None:
        return _("The index cannot be compared: one of the two times has no answers")
    told = {"points": f"{abs(change):.1f}"}
    if interval is None:
        return _("%(points)s points of change, too few answers to say more") % told
    if interval.holds(0):
        return _("The index moved by %(points)s points: within chance") % told
    return (
        _("The index rose by %(points)s points, more than chance")
        if change > 0
        else _("The index fell by %(points)s points, more than chance")
    ) % told


def factors_say(rows: list[Row]) -> str:
    """The factor that moved it most, of those that are more than chance."""
    return _most(rows, _("By factor: %(name)s %(points)s points"), _("By factor: nothing that is more than chance"))


def visits_say(rows: list[Row]) -> str:
    return _most(
        [row for row in rows if row.share], _("By step: %(name)s %(points)s points"), _("By step: nothing that is more than chance")
    )


def _most(rows: list[Row], sentence: str, otherwise: str) -> str:
    sure = [row for row in rows if row.part.sure]
    if not sure:
        return otherwise
    row = max(sure, key=lambda row: abs(row.part.value))
    sign = "+" if row.part.value > 0 else "−"
    return sentence % {"name": str(row.label), "points": f"{sign}{abs(row.part.value):.1f}"}
