"""What the charts show, and the sentence that says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yinuo.supervision.satisfaction.rules import control
from yinuo.supervision.satisfaction.words import SIGNALS

from .queries import Overview, Share, TopicRow, Trend

PICTURES = 9


def small_ones(seen: Overview) -> dict[str, Any] | None:
    """The share of each of the first nine topics by month, one scale for all."""
    rows = seen.rows[:PICTURES]
    if not rows:
        return None
    series = [
        {
            "name": str(row.topic)[:24], "tone": "busy", "values": list(row.trend.chart.values),
            "tones": ["risk" if place in row.trend.chart.signals else "busy" for place in range(len(seen.months))],
        }
        for row in rows
    ]  # fmt: skip
    highest = max((value for row in rows for value in row.trend.chart.values if value is not None), default=100)
    return {"columns": [f"{month:%Y-%m}" for month in seen.months], "series": series, "unit": "%", "max": highest}


def finding(rows: Sequence[TopicRow]) -> str:
    """A topic whose last month says something; else the one most spoken of."""
    for row in rows:
        if row.trend.news > 0:
            return _("More is said about “%(topic)s” than chance explains") % {"topic": row.topic}
    for row in rows:
        if row.trend.news < 0:
            return _("Less is said about “%(topic)s” than chance explains") % {"topic": row.topic}
    if not rows:
        return ""
    return _("Most spoken of: %(topic)s, %(percent)s %%") % {"topic": rows[0].topic, "percent": rows[0].share.percent}


def months(trend: Trend) -> dict[str, Any]:
    """The control chart of a topic's share."""
    chart, size = trend.chart, len(trend.months)
    series = [
        {
            "name": _("share of all texts"), "tone": "busy", "values": list(chart.values),
            "tones": ["late" if place in chart.signals else None for place in range(size)],
        },
        {"name": _("mean"), "tone": "idle", "values": [_tenth(chart.mean)] * size},
    ]  # fmt: skip
    if chart.upper is not None:
        series += [
            {"name": _("upper limit"), "values": [_tenth(chart.upper)] * size},
            {"name": _("lower limit"), "values": [_tenth(chart.lower)] * size},
        ]
    return {"columns": [f"{month:%Y-%m}" for month in trend.months], "series": series, "unit": "%"}


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def months_say(trend: Trend) -> str:
    chart = trend.chart
    if chart.upper is None:
        return _("By month: %(n)d months with enough texts, limits need %(least)d") % {"n": chart.n, "least": control.LEAST}
    if not chart.signals:
        return _("By month: nothing but noise")
    last = max(chart.signals)
    return _("%(month)s is a signal: %(rule)s") % {"month": f"{trend.months[last]:%Y-%m}", "rule": SIGNALS[chart.signals[last]]}


def by_site(rows: Sequence[tuple[Any, int | None, Share]]) -> dict[str, Any]:
    ends = [row[2].interval or (None, None) for row in rows]
    return {
        "unit": "%",
        "columns": [str(row[0]) for row in rows],
        "series": [
            {"name": _("share of all texts"), "tone": "busy", "values": [row[2].percent for row in rows]},
            {"name": _("from"), "values": [low for low, _high in ends]},
            {"name": _("to"), "values": [high for _low, high in ends]},
        ],
    }
