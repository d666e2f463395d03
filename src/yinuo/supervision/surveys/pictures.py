"""Response rates as pictures: each with its interval, and the sentence that says what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .queries import Rate


def rates(rows: Sequence[Rate]) -> dict[str, Any]:
    """Percent answered with the 95 % interval; who was not asked has no point."""
    return {
        "unit": "%",
        "columns": [str(rate.label) for rate in rows],
        "series": [
            {"name": _("answered"), "tone": "busy", "values": [rate.percent for rate in rows]},
            {"name": _("from"), "values": [rate.interval[0] if rate.n else None for rate in rows]},
            {"name": _("to"), "values": [rate.interval[1] if rate.n else None for rate in rows]},
        ],
    }


def months_say(months: Sequence[Rate]) -> str:
    """The last whole month beside the one before: more than chance, or not."""
    asked = [rate for rate in months[:-1] if rate.n and not rate.small][-2:]
    if len(asked) < 2:
        return _("Response rate by month")
    before, last = asked
    told = {"month": last.label, "percent": last.percent, "before": before.percent}
    if last.interval[1] < before.interval[0]:
        return _("%(month)s: %(percent)s %% answered, fewer than the %(before)s %% before, more than chance") % told
    if last.interval[0] > before.interval[1]:
        return _("%(month)s: %(percent)s %% answered, more than the %(before)s %% before, more than chance") % told
    return _("%(month)s: %(percent)s %% answered, %(before)s %% before: within chance") % told


def centres_say(rows: Sequence[Rate]) -> str:
    if len(rows) < 2:
        return _("Response rate of each centre")
    high, low = rows[0], rows[-1]
    told = {"low": low.label, "high": high.label, "from": low.percent, "to": high.percent}
    return _("From %(from)s %% (%(low)s) to %(to)s %% (%(high)s)") % told
