"""The eight elements as the pages show them: pictures, and the sentences that say what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import rules, words
from .queries import Seen

WEAK, GOOD = 12, 16  # points of twenty below which an element is red, from which it is green


def tone(element: rules.Element) -> str:
    if element.points is None:
        return "idle"
    if element.code in rules.COUNTED:
        return "kept" if element.code == "highlights" or not element.n else "risk"
    return "kept" if element.points >= GOOD else "risk" if element.points >= WEAK else "late"


def rounded(points: float | None) -> float | None:
    return None if points is None else round(points, 1)


def teams_picture(seen: Sequence[Seen]) -> dict[str, Any] | None:
    """Each team's sum last month and now."""
    known = [one for one in seen if one.now.total is not None]
    if not known:
        return None
    return {
        "columns": [str(one.team) for one in known],
        "series": [
            {"name": _("last month"), "tone": "idle", "values": [rounded(one.before.total) for one in known]},
            {"name": _("this month"), "tone": "busy", "values": [rounded(one.now.total) for one in known]},
        ],
    }


def teams_say(seen: Sequence[Seen]) -> str:
    known = sorted((one for one in seen if one.now.total is not None), key=lambda one: one.now.total or 0.0)
    if not known:
        return _("No team is scored completely yet")
    if len(known) == 1:
        return _("%(team)s: %(points)s points") % {"team": known[0].team, "points": rounded(known[0].now.total)}
    low, high = known[0], known[-1]
    told = {"low": low.team, "from": rounded(low.now.total), "high": high.team, "to": rounded(high.now.total)}
    return _("%(low)s has %(from)s points, %(high)s %(to)s") % told


def team_picture(seen: Seen, others: Mapping[str, float | None]) -> dict[str, Any]:
    """The eight elements of a team: last month, now, and the mean of the other teams."""
    codes = (*rules.SCORED, *rules.COUNTED)
    rows = [
        (_("last month"), "idle", [seen.before.elements[code].points for code in codes]),
        (_("this month"), "busy", [seen.now.elements[code].points for code in codes]),
        (_("other teams"), "risk", [others[code] for code in codes]),
    ]
    names = [f"{words.SIGNS.get(code, '')} {capfirst(words.ELEMENTS[code])}".strip() for code in codes]
    return {
        "columns": names,
        "series": [{"name": name, "tone": tone_, "values": [rounded(value) for value in values]} for name, tone_, values in rows],
    }


def team_says(seen: Seen) -> str:
    """The weakest of the judged elements; hardware is no matter of effort."""
    known = [seen.now.elements[code] for code in rules.SCORED if seen.now.elements[code].points is not None]
    if not known:
        return _("Not scored yet")
    weak = min(known, key=lambda one: one.points or 0.0)
    return _("Weakest: %(element)s, %(points)s of 20") % {"element": words.ELEMENTS[weak.code], "points": rounded(weak.points)}


def trend(seen: Seen) -> dict[str, Any] | None:
    """The sum of each month, from the first with one on."""
    told = [(month, rounded(score.total)) for month, score in seen.months]
    begun = next((place for place, (_month, points) in enumerate(told) if points is not None), len(told))
    if len(told) - begun < 2:
        return None
    columns = [f"{month:%Y-%m}" for month, _points in told[begun:]]
    return {"columns": columns, "series": [{"name": str(seen.team), "tone": "busy", "values": [points for _month, points in told[begun:]]}]}


def change_words(seen: Seen) -> str:
    return "" if seen.change is None else f"{seen.change:+.1f}".replace("-", "−")


def month_named(text: str, today: date) -> date:
    """The first day of a month typed as 2026-03; the running one where it cannot be read or lies ahead."""
    try:
        year, month = (int(part) for part in text.split("-"))
        found = date(year, month, 1)
    except ValueError:
        found = today.replace(day=1)
    return min(max(found, date(2000, 1, 1)), today.replace(day=1))
