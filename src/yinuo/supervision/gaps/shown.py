"""The gaps as the pages show them: rounded, with words, tones, doors to the records, and sentences that say the finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.operations.standards.rules import BY_CODE, STEPS
from yinuo.operations.standards.words import value_words

from . import claims, queries, rules, words
from .models import Claim
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
    advertised = queries.advertised(months) if seen.number == rules.COMMUNICATION else {}
    found = []
    for part in seen.now.parts:
        claim = advertised.get(part.code)
        label = _("advertised: {text}").format(text=claim.text) if claim else queries.part_label(seen.number, part.code)
        url = reverse("gaps:claim", args=[site, claim.pk]) if claim else door(seen.number, part.code, site, months)
        if claim or not part.code.startswith("claim-"):
            found.append(bar(part.code, label, part, url))
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


def claim_bar(claim: Claim, part: rules.Part, url: str = "") -> Bar:
    """How often a claim was true, in percent."""
    interval = (round(100 - part.interval.high, 1), round(100 - part.interval.low, 1)) if part.interval else None
    true = None if part.points is None else round(100 - part.points, 1)
    return Bar(claim.part, claim.text, true, interval, part.n, tone_of(part.points), url)


def claim_over_time(months: list[tuple[date, rules.Sums]]) -> dict[str, Any] | None:
    told = [round(100 * sums.met / sums.n, 1) if sums.n else None for _month, sums in months]
    if sum(value is not None for value in told) < 2:
        return None
    return {
        "columns": [f"{month:%Y-%m}" for month, _sums in months],
        "unit": "%",
        "series": [{"name": _("true"), "tone": "busy", "values": told}],
    }


def claim_limit(claim: Claim) -> str:
    """What is measured, with the limit in words."""
    label = str(words.MEASURES.get(claim.measure, claim.measure))
    kind, code = claims.kind_of(claim)
    if claim.limit is None:
        return label
    more = kind == claims.STANDARD and BY_CODE[code].minimum
    return f"{label} {'≥' if more else '≤'} {value_words(claim.limit, claims.unit_of(claim.measure))}"


def change_words(seen: Seen) -> str:
    if seen.change is None:
        return ""
    points = f"{seen.change:+.1f}".replace("-", "−")
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
