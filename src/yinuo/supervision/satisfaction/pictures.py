"""What the charts show: figures, and the sentence that says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from . import words
from .groups import DIMENSIONS, Group
from .rules import control
from .rules.comparisons import Compared


def _points(value: float | None) -> int | None:
    return None if value is None else round(value)


def dumbbell(factors: Sequence[Compared]) -> dict[str, Any]:
    """Each factor last year, now, on average and at best."""
    series = [
        {"name": _("last year"), "tone": "idle", "values": [_points(row.against.last_year) for row in factors]},
        {"name": _("Now"), "tone": "busy", "values": [_points(row.now.value) for row in factors]},
        {"name": _("industry mean"), "tone": "risk", "values": [_points(row.against.mean) for row in factors]},
        {"name": _("industry best"), "tone": "kept", "values": [_points(row.against.best) for row in factors]},
    ]
    return {"columns": [str(words.FACTORS[row.code]) for row in factors], "series": series}


def dumbbell_says(factors: Sequence[Compared]) -> str:
    """The largest fall that is more than chance; else the factor farthest from the best; else the weakest."""
    known = [row for row in factors if row.now.value is not None]
    if not known:
        return _("Factors of the index")
    falls = [
        row for row in known if row.now.interval and row.against.last_year is not None and row.now.interval.high < row.against.last_year
    ]
    if falls:
        row = min(falls, key=lambda one: one.gap("last_year") or 0)
        return _("%(factor)s fell by %(points)d points, more than chance") % {
            "factor": _name(row), "points": round(-(row.gap("last_year") or 0)),
        }  # fmt: skip
    behind = [row for row in known if (row.gap("best") or 0) < 0]
    if behind:
        row = min(behind, key=lambda one: one.gap("best") or 0)
        return _("Farthest from the best: %(factor)s, %(points)d points below") % {
            "factor": _name(row),
            "points": round(-(row.gap("best") or 0)),
        }
    row = min(known, key=lambda one: one.now.value or 0)
    return _("Lowest factor: %(factor)s, %(points)d points") % {"factor": _name(row), "points": round(row.now.value or 0)}


def _name(row: Compared) -> str:
    text = str(words.FACTORS[row.code])
    return text[:1].upper() + text[1:]


def months(chart: control.Chart, shown: Sequence[date], name: str) -> dict[str, Any]:
    """The XmR chart; months with a signal have a tone."""
    size = len(shown)
    series = [
        {
            "name": name, "tone": "busy", "values": [_points(value) for value in chart.values],
            "tones": ["late" if place in chart.signals else None for place in range(size)],
        },
        {"name": _("mean"), "tone": "idle", "values": [_points(chart.mean)] * size},
    ]  # fmt: skip
    if chart.upper is not None:
        series += [
            {"name": _("upper limit"), "values": [_points(chart.upper)] * size},
            {"name": _("lower limit"), "values": [_points(chart.lower)] * size},
        ]
    return {"columns": [f"{month:%Y-%m}" for month in shown], "series": series}


def months_say(chart: control.Chart, shown: Sequence[date]) -> str:
    if chart.upper is None:
        return _("By month: %(n)d months with answers, limits need %(least)d") % {"n": chart.n, "least": control.LEAST}
    if not chart.signals:
        return _("By month: nothing but noise")
    last = max(chart.signals)
    return _("%(month)s is a signal: %(rule)s") % {"month": f"{shown[last]:%Y-%m}", "rule": words.SIGNALS[chart.signals[last]]}


def tolerance(zones: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """The zone of tolerance of dimensions or items, with the service as felt."""
    rows = {
        column: [None if (value := zone[column]["value"]) is None else round(value, 2) for zone in zones]
        for column in ("adequate", "desired", "perceived")
    }
    return {
        "columns": list(names),
        "series": [
            {"name": _("adequate service"), "tone": "idle", "values": rows["adequate"]},
            {"name": _("desired service"), "tone": "idle", "values": rows["desired"]},
            {
                "name": _("perceived service"),
                "tone": "busy",
                "values": rows["perceived"],
                "tones": [words.PLACES[zone["place"]][1] for zone in zones],
            },
        ],
    }


def tolerance_says(zones: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    below = [name for zone, name in zip(zones, names, strict=True) if zone["place"] == "below"]
    if below:
        return _("Below what is adequate: %(names)s") % {"names": _(", ").join(below)}
    return _("Every dimension lies within or above the zone of tolerance")


def shares(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Key drivers with their intervals, in percent."""

    def percent(values: list[float | None]) -> list[float | None]:
        return [None if value is None else round(100 * value, 1) for value in values]

    ends = [(row["interval"]["low"], row["interval"]["high"]) if row["interval"] else (None, None) for row in rows]
    return {
        "unit": "%",
        "columns": [str(words.FACTORS[row["code"]]) for row in rows],
        "series": [
            {"name": _("share"), "tone": "busy", "values": percent([row["share"] for row in rows])},
            {"name": _("from"), "values": percent([low for low, _high in ends])},
            {"name": _("to"), "values": percent([high for _low, high in ends])},
        ],
    }


def importance_map(rows: Sequence[Mapping[str, Any]], quadrants: Sequence[str], cross: tuple[float, float]) -> dict[str, Any]:
    tones = {"concentrate": "late", "keep": "kept", "low": "idle", "overdone": "busy"}
    of = [tones[quadrant] for quadrant in quadrants]
    return {
        "columns": [str(words.FACTORS[row["code"]]) for row in rows],
        "cross": [round(100 * cross[0], 1), round(cross[1])],
        "series": [
            {"name": _("importance (share, %)"), "values": [round(100 * row["share"], 1) for row in rows], "tones": of},
            {"name": _("performance (points)"), "values": [round(row["mean"]) for row in rows]},
        ],
    }


def loyalty_curve(curve: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "unit": "%",
        "columns": [str(level) for level in words.LEVELS],
        "series": [
            {
                "name": _("came back, here"),
                "tone": "busy",
                "values": [None if row["share"] is None else round(100 * row["share"]) for row in curve],
            },
            {
                "name": _("reference curve (a prior, not measured)"),
                "tone": "idle",
                "values": [round(100 * row["reference"]) for row in curve],
            },
        ],
    }


def groups(rows: Sequence[Group], by: str) -> dict[str, Any]:
    """The index of each group with its interval."""
    return {
        "columns": [str(_group(row, by)) for row in rows],
        "series": [
            {"name": _("index"), "tone": "busy", "values": [_points(row.index.value) for row in rows]},
            {"name": _("from"), "values": [_points(row.index.interval.low) if row.index.interval else None for row in rows]},
            {"name": _("to"), "values": [_points(row.index.interval.high) if row.index.interval else None for row in rows]},
        ],
    }


def _group(row: Group, by: str) -> Any:
    return words.member(by if by in DIMENSIONS else "customer", row.member)


def groups_say(rows: Sequence[Group], by: str) -> str:
    """Whether the lowest and the highest of those with enough answers differ by more than chance."""
    known = sorted((row for row in rows if row.index.interval), key=lambda row: row.index.value or 0)
    if len(known) < 2:
        return _("Index by group")
    low, high = _apart(known)
    assert low.index.interval and high.index.interval and low.index.value is not None and high.index.value is not None
    told = {"low": _group(low, by), "high": _group(high, by), "points": round(high.index.value - low.index.value)}
    if low.index.interval.high < high.index.interval.low:
        return _("“%(low)s” lies %(points)d points below “%(high)s”, more than chance") % told
    return _("From “%(low)s” to “%(high)s”: %(points)d points, within chance") % told


def _apart(known: Sequence[Group]) -> tuple[Group, Group]:
    """The lowest and the highest (`known` rises); where these are too thin to differ, the two farthest apart of those that do."""
    sure = [(low, high) for low, high in combinations(known, 2) if _end(low, "high") < _end(high, "low")]
    return max(sure, key=lambda pair: (pair[1].index.value or 0) - (pair[0].index.value or 0), default=(known[0], known[-1]))


def _end(row: Group, end: str) -> float:
    return float(getattr(row.index.interval, end))
