from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yinuo.core.access.queries import staff_with
from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.ui.lists import Column, Sort, export, listed

from . import conformance, durations, queries, rules, services
from .conformance import Change, Share, Span
from .forms import RANGES, UNITS, NormForm, SpanForm, StandardForm
from .models import Step
from .versions import book_of
from .words import FACTORS, TITLES, limit_words, value_words

HANDFUL = 5  # of fewer no sentence is made
SORTS = (Sort("newest", gettext_lazy("newest first"), ("-id",)), Sort("oldest", gettext_lazy("oldest first"), ("id",)))


@page("conformance.read")
def conformance_page(request: HttpRequest, site: Any) -> HttpResponseBase:
    return _overview(request, owner_id=None, mine=False)


@page("conformance.own")
def my_conformance(request: HttpRequest, site: Any) -> HttpResponseBase:
    """What the person who looks answers for."""
    return _overview(request, owner_id=request.user.pk, mine=True)


@page("conformance.read")
def standard_page(request: HttpRequest, site: Any, code: str) -> HttpResponseBase:
    return _standard(request, code, owner_id=None, mine=False)


@page("conformance.own")
def my_standard(request: HttpRequest, site: Any, code: str) -> HttpResponseBase:
    return _standard(request, code, owner_id=request.user.pk, mine=True)


def _span(request: HttpRequest, owner_id: int | None) -> Span:
    today = request.at.astimezone(request.site.zone).date()
    told = SpanForm(request.GET)
    since, until = told.span(today)
    return Span(since, until, owner_id if owner_id is not None else told.owner_id())


def _ranges(request: HttpRequest, span: Span) -> list[tuple[str, str, bool]]:
    today = request.at.astimezone(request.site.zone).date()
    found = []
    for back, label in RANGES:
        since = today - timedelta(days=back)
        query = request.GET.copy()
        query["since"], query["until"] = str(since), str(today)
        query.pop("cursor", None)
        found.append((str(label), f"?{query.urlencode()}", (span.since, span.until) == (since, today)))
    return found


def _query(span: Span, mine: bool) -> str:
    told = {"since": span.since, "until": span.until} | ({"owner": span.owner_id} if span.owner_id and not mine else {})
    return urlencode(told)


def _common(request: HttpRequest, span: Span, mine: bool) -> dict[str, Any]:
    return {
        "span": span, "mine": mine, "ranges": _ranges(request, span), "query": _query(span, mine),
        "owners": [] if mine else list(staff_with("conformance.own")), "standard_url": "standards:my_standard" if mine else "standards:standard",
    }  # fmt: skip


def _overview(request: HttpRequest, *, owner_id: int | None, mine: bool) -> HttpResponseBase:
    span = _span(request, owner_id)
    seen = conformance.overview(span)
    steps = conformance.steps_by_day(span) if seen.total.now.n else {}
    context = {
        "overview": seen,
        "multiples": multiples(steps),
        "owners_shares": [] if mine else conformance.by_owner(span),
        "finding": finding(seen),
    }
    return render(request, "standards/conformance.html", context | _common(request, span, mine))


@page("conformance.read")
def times(request: HttpRequest, site: Any) -> HttpResponseBase:
    """How long cars are in each step."""
    span = _span(request, None)
    found = durations.of_steps(since=span.since, until=span.until)
    return render(request, "standards/times.html", _common(request, span, mine=False) | {"durations": found, "owners": []})


def finding(seen: conformance.Overview) -> str:
    """What the small multiples show, in a sentence."""
    steps = [step.share for step in seen.steps if not step.share.small]
    if not steps:
        return _("Conformance of each step by day")
    weakest = min(steps, key=lambda share: share.percent or 0)
    return _("Weakest step: %(step)s, %(percent)s %%") % {"step": weakest.label, "percent": weakest.percent}


def weakest(shares: list[Share], words: str, plain: str) -> str:
    """What a row of bars shows, in a sentence: the lowest that is more than a handful; `plain` where none stands out."""
    judged = [share for share in shares if share.n >= HANDFUL]
    lowest = min(judged, key=lambda share: share.percent or 0, default=None)
    if lowest is None or lowest.percent == max(share.percent or 0 for share in judged):
        return plain
    said = words % {"which": lowest.label, "percent": lowest.percent}
    return f"{said} ({_('small sample')})" if lowest.small else said


def multiples(steps: dict[str, list[Share]]) -> dict[str, Any] | None:
    """Small bars by day for each step; `None` when nothing was judged."""
    if not steps:
        return None
    columns = [str(share.label) for share in next(iter(steps.values()))]
    series = [
        {
            "name": str(Step(step).label).capitalize(),
            "tone": "kept",
            "values": [share.percent for share in shares],
            "tones": [share.tone for share in shares],
        }
        for step, shares in steps.items()
    ]
    return {"columns": columns, "series": series, "unit": "%", "max": 100}


def bars(shares: list[Share]) -> dict[str, Any]:
    values, tones = [share.percent for share in shares], [share.tone for share in shares]
    return {
        "columns": [str(share.label) for share in shares],
        "series": [{"name": _("Conformance"), "tone": "kept", "values": values, "tones": tones}],
        "unit": "%",
    }


def _standard(request: HttpRequest, code: str, *, owner_id: int | None, mine: bool) -> HttpResponseBase:
    rule = rules.BY_CODE.get(code)
    if rule is None:
        raise Http404
    span = _span(request, owner_id)
    state = request.GET.get("state", "missed")
    listing = listed(request, conformance.stories(span, code, state), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=_columns(rule), name=f"{code}-{span.since}-{span.until}")
    for row in listing.rows:
        row.plate, row.visit_url = queries.plate_of(row), _visit_url(request, row)
    days, hours = conformance.by_day(span, code), conformance.by_hour(span, code, request.site.zone)
    now = Share(code, TITLES[code], sum(day.met for day in days), sum(day.n for day in days))
    version = queries.version_now(request.site.pk, code, request.at)
    context = {
        "rule": rule, "title": TITLES[code], "change": Change(now, conformance.total(span.before, code)),
        "days": bars(days) if sum(1 for day in days if day.n) > 1 else None, "hours": bars(hours) if hours else None,
        "days_finding": weakest(days, _("Weakest day: %(which)s, %(percent)s %%"), _("By day")),
        "hours_finding": weakest(hours, _("Weakest hour: %(which)s, %(percent)s %%"), _("By the hour in which it was decided")),
        "listing": listing, "state": state,
        "owners_shares": [] if mine else conformance.by_owner(span, code), "states": _states(request, state), "version": version,
        "limit_words": limit_words(code, version.limit, rule.unit, minimum=rule.minimum) if version else "",
    }  # fmt: skip
    return render(request, "standards/standard.html", context | _common(request, span, mine))


def _visit_url(request: HttpRequest, row: Any) -> str:
    """The page of the visit, or of the appointment that did not become one; "" while that page does not exist."""
    visit, appointment = getattr(row.thread, "visit", None), getattr(row.thread, "appointment", None)
    name, pk = ("visits:visit", visit.pk) if visit else ("booking:appointment", appointment.pk) if appointment else ("", 0)
    try:
        return reverse(name, args=[request.site.code, pk]) if name else ""
    except NoReverseMatch:
        return ""


def _states(request: HttpRequest, state: str) -> list[tuple[str, str, bool]]:
    found = []
    for code, label in (("missed", _("missed")), ("met", _("met")), ("all", _("all"))):
        query = request.GET.copy()
        query["state"] = code
        query.pop("cursor", None)
        found.append((label, f"?{query.urlencode()}", code == state))
    return found


def _columns(rule: rules.Rule) -> list[Column]:
    return [
        Column(_("day"), lambda row: row.day),
        Column(_("plate"), lambda row: queries.plate_of(row)),
        Column(_("standard"), lambda row: str(TITLES[row.code])),
        Column(_("state"), lambda row: row.get_state_display()),
        Column(_("measured"), lambda row: value_words(row.value, rule.unit)),
        Column(_("limit"), lambda row: limit_words(row.code, row.standard.limit, rule.unit, minimum=rule.minimum)),
        Column(_("who"), lambda row: str(row.owner or "")),
        Column(_("judged"), lambda row: row.judged_at),
    ]


@page("standards.write")
def settings_page(request: HttpRequest, site: Any) -> HttpResponseBase:
    book_of(site.pk)
    steps = queries.settings_page(request.at)
    return render(request, "standards/settings.html", {"steps": steps, "factors": FACTORS, "norm_form": NormForm()})


@form_page("standards.write")
def edit(request: HttpRequest, site: Any, code: str) -> HttpResponseBase:
    """The limit of a standard: saving makes a new version."""
    book_of(site.pk)
    rule, history = rules.BY_CODE.get(code), queries.history_of(code)
    if rule is None or not history:
        raise Http404
    form = StandardForm(request.POST if request.method == "POST" else None, rule=rule, standard=history[0])
    if request.method == "POST" and form.is_valid():
        services.new_version(code=rule.code, valid_from=_valid_from(request, form), by=request.actor, at=request.at, **form.values())
        return back_to(request, "standards:settings")
    for row in history:
        row.words = limit_words(rule.code, row.limit, row.unit, minimum=rule.minimum)
    context = {"form": form, "rule": rule, "title": TITLES[rule.code], "history": history, "unit": UNITS[rule.unit]}
    return render(request, "standards/edit.html", context, status=422 if form.is_bound else 200)


def _valid_from(request: HttpRequest, form: StandardForm) -> datetime:
    if form.cleaned_data["valid_from"] == "now":
        return request.at
    tomorrow = request.at.astimezone(request.site.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), request.site.zone).astimezone(UTC)


@act("standards.write")
def new_norm(request: HttpRequest, site: Any) -> HttpResponseBase:
    return _norm(request, None)


@act("standards.write")
def change_norm(request: HttpRequest, site: Any, norm_id: int) -> HttpResponseBase:
    return _norm(request, norm_id)


def _norm(request: HttpRequest, norm_id: int | None) -> HttpResponseBase:
    form = NormForm(request.POST)
    if not form.is_valid():
        raise services.Invalid
    services.save_norm(norm_id=norm_id, by=request.actor, at=request.at, **form.cleaned_data)
    return back_to(request, "standards:settings")


@act("standards.write")
def factors(request: HttpRequest, site: Any, step: str) -> HttpResponseBase:
    services.set_factors(step=step, factors=request.POST.getlist("factor"), by=request.actor, at=request.at)
    return back_to(request, "standards:settings")
