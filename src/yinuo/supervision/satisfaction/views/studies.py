"""Pages of what the background work computed: service quality in three columns, key drivers, loyalty."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yinuo.core.access.views import page

from .. import pictures, studies, words
from ..models import Study
from ..rules.drivers import quadrant
from ..rules.periods import span_of
from . import common


def _chosen(request: HttpRequest, kind: str) -> tuple[Study | None, dict[str, Any]]:
    """The study of the months that the address asks for, the months that can be chosen, and whether this one is still to be computed."""
    today, months = common.today(request), studies.counted_months()
    every = studies.spans(today, months)
    span = told if (told := request.GET.get("period", "")) in every else "year"
    found, period = studies.study(kind, span), span_of(span, today)
    options = [(code, words.SPANS.get(code, code), code == span) for code in every]
    waits = found is None and period is not None and any(period.holds(month) for month, n in months.items() if n)
    return found, {
        "choices": [common.Choice("period", _("Period"), options)],
        "waits": waits,
        "period": common.period_words(period) if period else "",
    }


@page("satisfaction.read")
def servqual(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Five dimensions with their zones of tolerance, superiority and adequacy, and how reliable the scales are."""
    study, chosen = _chosen(request, Study.Kind.SERVQUAL)
    context: dict[str, Any] = chosen | {"study": study, "tabs": common.tabs(request, "satisfaction:servqual")}
    if study and study.result:
        found = study.result["dimensions"]
        zones, names = [one["zone"] for one in found], [_dimension(one["zone"]["code"]) for one in found]
        context |= {
            "tolerance": pictures.tolerance(zones, names), "says": pictures.tolerance_says(zones, names), "whole": study.result["whole"],
            "dimensions": [_told(one, study.result["texts"]) for one in found], "total": study.result["total"],
        }  # fmt: skip
    return render(request, "satisfaction/servqual.html", context)


def _dimension(code: str) -> str:
    text = str(words.DIMENSIONS.get(code, code))
    return text[:1].upper() + text[1:]


def _told(one: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    items = [
        item | {"name": common.text_in(texts.get(item["code"], {}), language, item["code"]), "words": words.PLACES[item["place"]]}
        for item in one["items"]
    ]
    return {
        "name": _dimension(one["zone"]["code"]),
        "zone": one["zone"],
        "words": words.PLACES[one["zone"]["place"]],
        "items": items,
        "alphas": one["alphas"],
    }


@page("satisfaction.read")
def drivers(request: HttpRequest, site: Any) -> HttpResponseBase:
    """What moves satisfaction, and the importance–performance map."""
    study, chosen = _chosen(request, Study.Kind.DRIVERS)
    context: dict[str, Any] = chosen | {"study": study, "tabs": common.tabs(request, "satisfaction:drivers")}
    if study and study.result:
        rows = study.result["drivers"]
        cross = (sum(row["share"] for row in rows) / len(rows), sum(row["mean"] for row in rows) / len(rows))
        quadrants = [quadrant(row["share"], row["mean"], importance_mean=cross[0], performance_mean=cross[1]) for row in rows]
        context |= {
            "shares": pictures.shares(rows), "map": pictures.importance_map(rows, quadrants, cross), "first": words.FACTORS[rows[0]["code"]],
            "told": study.result,
            "rows": [row | {"name": words.FACTORS[row["code"]], "quadrant": words.QUADRANTS[place]} for row, place in zip(rows, quadrants, strict=True)],
            "concentrate": [words.FACTORS[row["code"]] for row, place in zip(rows, quadrants, strict=True) if place == "concentrate"],
        }  # fmt: skip
    return render(request, "satisfaction/drivers.html", context)


@page("satisfaction.read")
def loyalty(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Loyalty zones, and the site's own curve beside the reference."""
    study, chosen = _chosen(request, Study.Kind.LOYALTY)
    context: dict[str, Any] = chosen | {"study": study, "tabs": common.tabs(request, "satisfaction:loyalty")}
    if study and study.result:
        zones, curve, alive = study.result["zones"], study.result["curve"], study.result["alive"]
        context |= {
            "zones": {
                "columns": [str(label) for label in words.ZONES.values()],
                "series": [{"name": "n", "tone": "busy", "values": [zones[code] for code in words.ZONES], "tones": ["late", "risk", "idle", "busy", "kept"]}],
            },
            "n_zones": sum(zones.values()), "curve": pictures.loyalty_curve(curve), "model": study.result["model"],
            "rows": [row | {"level": words.LEVELS[row["level"] - 1], "alive": of} for row, of in zip(curve, alive, strict=True)],
            "known": sum(row["n"] for row in curve),
        }  # fmt: skip
    return render(request, "satisfaction/loyalty.html", context)
