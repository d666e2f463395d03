"""A week's report in words, tones and pictures: the same for the page, the PDF and the e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yinuo.core.sites.models import Site

from . import rules
from .figures import Report
from .rules import Share

FEW = 30


@dataclass(frozen=True)
class Tile:
    """A figure with what it is held against. `url`: its records."""

    label: str
    value: str
    note: str = ""
    tone: str = ""
    url: str = ""


def percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f} %"


def ends(interval: Any) -> str:
    """An interval of shares as "63–88 %"; "" for none."""
    return f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f} %" if interval else ""


def tiles(report: Report) -> list[Tile]:
    now, then = report.now, report.before
    return [
        Tile(_("calls due"), str(now.due), _before(then.due)),
        _share_tile(_("reached"), now.rate, then.rate),
        Tile(_("could not be reached"), str(now.unreachable), _before(then.unreachable)),
        Tile(_("late"), str(now.late), _before(then.late), tone="risk" if now.late else "kept" if now.due else ""),
        Tile(_("raised by customers"), str(report.raised_n), open_words(report), tone="late" if report.raised_open else ""),
        Tile(_("cases opened"), str(report.cases_n), _before(report.cases_before)),
        _share_tile(_("promises kept"), report.promises, report.promises_before),
        Tile(_("satisfaction index, of 1,000"), _points(report.index.value), _index_note(report)),
    ]


def with_doors(found: list[Tile], report: Report, site: Site) -> list[Tile]:
    """The tiles of a page: every figure leads to its records."""
    calls, span = reverse("follow_up:calls", args=[site.code]), ""
    doors = [
        calls,
        calls,
        calls,
        calls,
        "#raised",
        "#cases",
        reverse("promises:today", args=[site.code]) + "?view=ended",
        reverse("satisfaction:index", args=[site.code]),
    ]
    return [Tile(tile.label, tile.value, tile.note, tile.tone, door + span) for tile, door in zip(found, doors, strict=True)]


def _before(n: int) -> str:
    return _("week before: {n}").format(n=n)


def _share_tile(label: str, now: Share, then: Share) -> Tile:
    notes = [ends(now.interval), f"n = {now.n}", _before_share(now, then)] if now.n else []
    return Tile(label, percent(now.value), " · ".join(note for note in notes if note))


def _before_share(now: Share, then: Share) -> str:
    sure = rules.changed(now, then)
    if sure is None:
        return ""
    told = percent(then.value)
    if sure:
        return _("week before: {share}, more than chance").format(share=told)
    return _("week before: {share}, within chance").format(share=told)


def _points(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _index_note(report: Report) -> str:
    index = report.index
    if not index.n:
        return _("no answers yet")
    notes = [f"{index.interval.low:.0f}–{index.interval.high:.0f}" if index.interval else "", f"n = {index.n}"]
    notes += [_("small sample")] if index.few else []
    notes += [_("week before: {n}").format(n=_points(report.index_before.value))] if report.index_before.n else []
    return " · ".join(note for note in notes if note)


def open_words(report: Report) -> str:
    if not report.raised_n:
        return _("nothing was raised")
    if not report.raised_open:
        return _("all answered")
    return ngettext("{n} waits for an answer", "{n} wait for an answer", report.raised_open).format(n=report.raised_open)


def finding(report: Report) -> str:
    """The week in a sentence."""
    now = report.now
    if not now.due:
        return _("No call was due in this week.")
    told = {"reached": now.reached, "due": now.due, "unreachable": now.unreachable, "waiting": now.waiting}
    if now.waiting:
        return _("{reached} of {due} customers were reached, {unreachable} could not be, {waiting} are still to be called.").format(**told)
    return _("{reached} of {due} customers were reached, {unreachable} could not be.").format(**told)


def trend(report: Report) -> dict[str, Any]:
    """Calls by week, as they ended."""

    def values(name: str) -> list[int]:
        return [getattr(calls, name) for _week, calls in report.trend]

    series = [
        {"name": _("reached"), "tone": "kept", "values": values("reached")},
        {"name": _("could not be reached"), "tone": "idle", "values": values("unreachable")},
        {"name": _("still to be called"), "tone": "risk", "values": values("waiting")},
    ]
    return {"columns": [f"W{week.number:02d}" for week, _calls in report.trend], "series": series}


def trend_says(report: Report) -> str:
    sure = rules.changed(report.now.rate, report.before.rate)
    if sure is None:
        return _("Calls due by week")
    now, then = percent(report.now.rate.value), percent(report.before.rate.value)
    if not sure:
        return _("Reached: {now} after {then}, a difference that chance alone makes").format(now=now, then=then)
    return _("Reached: {now} after {then}, more than chance").format(now=now, then=then)


def moods(report: Report) -> dict[str, Any] | None:
    """How the customers were who were reached, this week beside the one before."""
    if not report.now.reached:
        return None
    columns = [_("satisfied"), _("neither nor"), _("not satisfied")]
    tones = ["kept", "idle", "late"]
    then, now = report.before, report.now
    return {
        "columns": columns,
        "series": [
            {"name": _("week before"), "tone": "idle", "values": [then.happy, then.neutral, then.unhappy]},
            {"name": _("this week"), "tone": "busy", "values": [now.happy, now.neutral, now.unhappy], "tones": tones},
        ],
    }


def moods_say(report: Report) -> str:
    now = report.now
    if now.unhappy:
        return ngettext("{n} customer was not satisfied", "{n} customers were not satisfied", now.unhappy).format(n=now.unhappy)
    return _("Nobody who was reached was dissatisfied")


def filename(site: Site, report: Report) -> str:
    return f"follow-up-{site.code}-{report.week.code}.pdf"
