"""The index: with its comparisons, by factor, by month, what if; of the site, of one advisor's own, of all one's sites."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_scopes import scope

from yinuo.core.access.queries import roles_everywhere, sites_of
from yinuo.core.access.rules import capabilities_of
from yinuo.core.access.views import page
from yinuo.supervision.surveys.queries import rates_by_site

from .. import drill, figures, pictures, words
from ..figures import Asked, Overview
from ..rules.index import needed, what_if
from ..rules.perceived import REACH
from ..rules.scale import TOP
from . import common

STEP = 10  # points of the slider


@page("satisfaction.read")
def index(request: HttpRequest, site: Any) -> HttpResponseBase:
    members = figures.members(common.period_asked(request))
    asked = common.asked_for(request, members)
    return _index(request, asked, {"choices": common.choices(request, asked, members), "tabs": common.tabs(request, "satisfaction:index")})


@page("satisfaction.own")
def mine(request: HttpRequest, site: Any) -> HttpResponseBase:
    """What customers said of the visits of the person who looks."""
    asked = common.asked_for(request, {}, only={"advisor": str(request.user.pk)})
    choices = [choice for choice in common.choices(request, asked, {}) if choice.name == "period"]
    return _index(request, asked, {"choices": choices, "mine": True}, doors=False)


def _index(request: HttpRequest, asked: Asked, more: dict[str, Any], *, doors: bool = True) -> HttpResponseBase:
    figures.with_standards(request.site.pk)
    seen = figures.overview(asked)
    texts = common.texts_of_items() if any(seen.lists.values()) else {}
    lists = [(code, title, hint, common.rows_of(request, seen.lists[code], {}, texts)) for code, (title, hint) in words.PRIORITIES.items()]
    context = {
        "seen": seen, "asked": asked, "period": common.period_words(asked.period), "query": common.query_of(request), "lists": lists,
        "rows": common.rows_of(request, seen.factors, seen.index.weights, doors=doors), "whole": common.Row(_("Index"), "", seen.whole),
        "dumbbell": pictures.dumbbell(seen.factors), "dumbbell_says": pictures.dumbbell_says(seen.factors),
        "months": pictures.months(seen.chart, seen.months, _("index")), "months_say": pictures.months_say(seen.chart, seen.months),
        "dropped": [words.FACTORS[code] for code in seen.index.dropped], "why_not": words.WHY_NOT.get(seen.index.why_not, ""),
        "aspects": _named(seen.aspects, words.ASPECTS), "decides": _named(seen.decides, words.DECIDES), "chosen": _chosen(seen), "sources": _sources(seen),
        "levels": list(zip(words.LEVELS, seen.levels, strict=True)) if any(seen.levels) else [], "slider": _slider(request, seen),
        "missing": [label for code, label in _kinds() if not any(getattr(one, code) is not None for one in seen.against.values.values())],
    }  # fmt: skip
    return render(request, "satisfaction/index.html", context | more)


def _kinds() -> list[tuple[str, Any]]:
    return [("last_year", _("own last year")), ("mean", _("industry mean")), ("best", _("industry best"))]


def _named(means: Any, labels: Any) -> list[tuple[Any, Any]]:
    return [(labels[code], mean) for code, mean in means.items() if mean.n]


def _chosen(seen: Overview) -> list[tuple[Any, str, list[tuple[str, int]]]]:
    """(what it is about, the question, the options with how many chose them)."""
    language = get_language() or "en"
    return [
        (
            words.DECIDES[question.decides],
            common.text_in(question.texts, language),
            [(common.text_in(option["texts"], language), n) for option, n in rows],
        )
        for question, rows in seen.chosen
    ]


def _sources(seen: Overview) -> list[tuple[Any, int, str]]:
    reach = {"controllable": _("can be steered"), "influenced": _("can be influenced"), "given": _("cannot be influenced")}
    return [(words.SOURCES[code], n, reach[REACH[code]]) for code, n in seen.sources.items() if any(seen.sources.values())]


def _slider(request: HttpRequest, seen: Overview) -> dict[str, Any] | None:
    """The what-if of the address, or of the heaviest factor as it is."""
    table = figures.what_if_table(seen.index)
    if not table or seen.index.value is None:
        return None
    scores = {code: score for code, score, _weight in table}
    told = request.GET.get("factor", "")
    factor = told if told in scores else table[0][0]
    score = _score(request.GET.get("score", ""), scores[factor])
    best = seen.against.values[""].best if "" in seen.against.values else None
    return {
        "factor": factor, "name": words.FACTORS[factor], "score": round(score), "now": round(scores[factor]), "step": STEP, "top": TOP,
        "factors": [(code, words.FACTORS[code], code == factor) for code, _score, _weight in table], "weight": seen.index.weights[factor],
        "index": what_if(seen.index, factor, score), "from": seen.index.value, "change": (what_if(seen.index, factor, score) or 0) - seen.index.value,
        "needed": needed(seen.index, factor, best) if best is not None else None, "best": best,
    }  # fmt: skip


def _score(text: str, default: float) -> float:
    return min(TOP, int(text)) if text.isdecimal() and len(text) < 6 else default


@page("satisfaction.read")
def what_if_answer(request: HttpRequest, site: Any) -> HttpResponseBase:
    """The answer beside the slider; without htmx the whole page."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('satisfaction:index', args=[site.code])}?{request.GET.urlencode()}")
    members = figures.members(common.period_asked(request))
    seen = figures.overview(common.asked_for(request, members))
    return render(request, "satisfaction/_what_if.html", {"slider": _slider(request, seen)})


@page("satisfaction.read")
def factor(request: HttpRequest, site: Any, code: str) -> HttpResponseBase:
    """One factor: items, steps, standards missed, visits."""
    if code not in words.FACTORS:
        raise Http404
    members = figures.members(common.period_asked(request))
    asked = common.asked_for(request, members)
    asked = Asked(asked.period, asked.cuts)
    figures.with_standards(site.pk)
    seen = figures.overview(asked)
    found = drill.factor_page(asked, code, seen)
    name = words.FACTORS[code]
    context: dict[str, Any] = {"code": code, "name": name, "period": common.period_words(asked.period), "query": common.query_of(request)}
    if found is not None:
        texts = common.texts_of_items()
        context |= {
            "found": found, "row": common.Row(name, "", found.compared, seen.index.weights.get(code)), "items": common.rows_of(request, found.items, {}, texts),
            "steps": [(step, words.STEPS[step]) for step in found.steps], "months": pictures.months(found.chart, seen.months, str(name)),
            "months_say": pictures.months_say(found.chart, seen.months), "step_words": words.STEPS,
            "conformance": f"since={asked.period.since}&until={min(asked.period.until, common.today(request))}",
            "choices": [choice for choice in common.choices(request, asked, members) if choice.name != "step"],
        }  # fmt: skip
    return render(request, "satisfaction/factor.html", context)


@page("satisfaction.read")
def sites(request: HttpRequest, site: Any) -> HttpResponseBase:
    """The sites where the person may read satisfaction, side by side, the lowest index first."""
    roles = roles_everywhere([request.user.pk])[request.user.pk]
    mine = [one for one in sites_of(request.user) if "satisfaction.read" in capabilities_of(roles.get(one.pk, ()))]
    period = common.period_asked(request)
    with scope(site=mine):
        found = figures.of_sites([one.pk for one in mine], period)
        begins = datetime.combine(period.since, time(), site.zone)
        rates = {rate.key: rate for rate in rates_by_site({one.pk: str(one) for one in mine}, since=begins)}
    rows = [(one, *found[one.pk], rates[one.pk]) for one in mine]
    rows.sort(key=lambda row: (row[1].value is None, row[1].value or 0))
    columns = [row for row in rows if row[1].value is not None]
    whiskers = {
        "columns": [str(row[0]) for row in columns],
        "series": [
            {"name": _("index"), "tone": "busy", "values": [round(row[1].value) for row in columns]},
            {"name": _("from"), "values": [round(row[1].interval.low) if row[1].interval else None for row in columns]},
            {"name": _("to"), "values": [round(row[1].interval.high) if row[1].interval else None for row in columns]},
        ],
    }
    context = {
        "rows": rows, "whiskers": whiskers if columns else None, "says": _says(columns), "period": common.period_words(period),
        "choices": [choice for choice in common.choices(request, Asked(period), {}) if choice.name == "period"],
    }  # fmt: skip
    return render(request, "satisfaction/sites.html", context)


def _says(rows: list[Any]) -> str:
    if len(rows) < 2:
        return _("Index of each site")
    low, high = rows[0], rows[-1]
    apart = low[1].interval and high[1].interval and low[1].interval.high < high[1].interval.low
    told = {"low": str(low[0]), "high": str(high[0]), "points": round(high[1].value - low[1].value)}
    if apart:
        return _("%(low)s lies %(points)d points below %(high)s, more than chance") % told
    return _("From %(low)s to %(high)s: %(points)d points, within chance") % told
