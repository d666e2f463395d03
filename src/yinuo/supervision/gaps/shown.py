"""The gaps as the pages show them: rounded, with words, tones, doors to the records, and sentences that say the finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.operations.standards.rules import STEPS

from . import queries, rules, words
from .queries import Months, Seen
from .sums import month_after

NARROW, WIDE = 5, 15  # points up to which a gap is green, amber
SMALL = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """A gap or a part of one as a row: rounded points and interval, its tone, and where its records are."""

    code: str
    label: Any
    percent: float | None
    interval: tuple[float, float] | None
    n: int
    tone: str
    url: str = ""

    @property
    def small(self) -> bool:
        return 0 < self.n < SMALL

    @property
    def words(self) -> str:
        return "—" if self.percent is None else f"{self.percent:g}"


def tone_of(points: float | None) -> str:
    if points is None:
        return "idle"
    return "kept" if points <= NARROW else "risk" if points <= WIDE else "late"


def bar(code: str, label: Any, part: rules.Gap | rules.Part, url: str = "") -> Bar:
    interval = (round(part.interval.low, 1), round(part.interval.high, 1)) if part.interval else None
    points = None if part.points is None else round(part.points, 1)
    return Bar(code, label, points, interval, part.n, tone_of(points), url)


def bars(seen: list[Seen], site: str) -> list[tuple[Seen, Bar]]:
    return [(one, bar(str(one.number), words.NAMES[one.number], one.now, reverse("gaps:gap", args=[site, one.number]))) for one in seen]


def parts(seen: Seen, site: str, months: Months) -> list[Bar]:
    found = [
        bar(part.code, queries.part_label(seen.number, part.code), part, door(seen.number, part.code, site, months))
        for part in seen.now.parts
    ]
    return sorted(found, key=lambda one: -abs(one.percent or 0.0)) if seen.number != rules.DELIVERY else found


def door(number: int, code: str, site: str, months: Months) -> str:
    """Where the records behind a part are listed; "" where the part is itself what there is."""
    if number == rules.DELIVERY and code in STEPS:
        span = urlencode({"since": months.first, "until": month_after(months.last) - timedelta(days=1)})
        return f"{reverse('standards:conformance', args=[site])}?{span}#step-{code}"
    if number == rules.COMMUNICATION and code == "estimate":
        return reverse("standards:standard", args=[site, "confirmation.estimate_accuracy"])
    if number == rules.STANDARDS:
        return reverse("gaps:expectations", args=[site])
    return ""


def picture(seen: list[Seen]) -> dict[str, Any] | None:
    """The five gaps as bars on one axis."""
    told = [None if one.now.points is None else round(one.now.points, 1) for one in seen]
    if not any(value is not None for value in told):
        return None
    columns = [f"{one.number} {words.NAMES[one.number]}" for one in seen]
    return {
        "columns": columns,
        "series": [{"name": _("Points"), "tone": "late", "values": told, "tones": [tone_of(value) for value in told]}],
    }


def over_time(seen: Seen) -> dict[str, Any] | None:
    told = [None if gap.points is None else round(gap.points, 1) for _month, gap in seen.months]
    if sum(value is not None for value in told) < 2:
        return None
    columns = [f"{month:%Y-%m}" for month, _gap in seen.months]
    return {"columns": columns, "series": [{"name": str(words.NAMES[seen.number]), "tone": "busy", "values": told}]}


def finding(seen: list[Seen]) -> str:
    """What the picture shows, in a sentence."""
    widest = rules.widest(one.now for one in seen)
    if widest is None:
        return _("The five gaps")
    return _("Widest gap that is ours to close: %(name)s, %(points)s points") % {
        "name": words.NAMES[widest.number], "points": f"{widest.points:.1f}",
    }  # fmt: skip


def change_words(seen: Seen) -> str:
    if seen.change is None:
        return ""
    points = f"{seen.change:+.1f}"
    if seen.signal is None:
        return points
    return _("%(points)s, more than chance") % {"points": points} if seen.signal else _("%(points)s, within chance") % {"points": points}


def month_named(text: str, today: date) -> date:
    """The first day of a month typed as 2026-03; the running one where it cannot be read or lies ahead."""
    try:
        year, month = (int(part) for part in text.split("-"))
        found = date(year, month, 1)
    except ValueError:
        found = today.replace(day=1)
    return min(max(found, date(2000, 1, 1)), today.replace(day=1))
