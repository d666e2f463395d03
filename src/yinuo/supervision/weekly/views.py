from __future__ import annotations

from typing import Any

from django.conf import settings as program
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid

from . import figures, forms, printing, rules, services, shown
from .rules import Week

SHOWN = 6  # of what was raised, before the rest is unfolded


def _week(request: Any, text: str) -> Week:
    """The week of the address; not one that has not begun."""
    week = Week.named(text)
    if week is None or week > Week.of(timezone.localdate(request.at, request.site.zone)):
        raise Http404
    return week


@page("weekly.read")
def newest(request: HttpRequest, site: Any) -> HttpResponse:
    """The report of the week that is over."""
    return _shown(request, rules.last_over(timezone.localtime(request.at, site.zone)))


@page("weekly.read")
def week_page(request: HttpRequest, site: Any, week: str) -> HttpResponse:
    return _shown(request, _week(request, week))


def _shown(request: Any, week: Week) -> HttpResponse:
    report = figures.report(week, at=request.at)
    shown_first = max(SHOWN, sum(one.open for one in report.raised))
    context = {
        "first": report.raised[:shown_first], "others": report.raised[shown_first:], "broken_n": report.promises.n - report.promises.met,
        "report": report, "week": week, "tiles": shown.with_doors(shown.tiles(report), report, request.site), "finding": shown.finding(report),
        "trend": shown.trend(report), "trend_says": shown.trend_says(report), "moods": shown.moods(report), "moods_say": shown.moods_say(report),
        "later": week.after if week.sunday < report.today else None, "may_write": request.actor.may("weekly.write"),
        "sends_mail": program.SENDS_MAIL, "address": services.address(),
    }  # fmt: skip
    return render(request, "weekly/week.html", context)


@page("weekly.read")
def as_pdf(request: HttpRequest, site: Any, week: str) -> HttpResponse:
    report = figures.report(_week(request, week), at=request.at)
    response = HttpResponse(printing.pdf(site, report), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{shown.filename(site, report)}"'
    response["Cache-Control"] = "private, no-store"
    return response


@act("weekly.write")
def read(request: HttpRequest, site: Any, week: str) -> HttpResponse:
    services.read(week=_week(request, week), by=request.actor, at=request.at)
    return back_to(request, "weekly:week", week)


@act("weekly.write")
def send(request: HttpRequest, site: Any, week: str) -> HttpResponse:
    services.send_again(week=_week(request, week), by=request.actor, at=request.at)
    return back_to(request, "weekly:week", week)


@form_page("weekly.write")
def settings(request: HttpRequest, site: Any) -> HttpResponse:
    form = forms.AddressForm(request.POST or None, initial={"address": services.address()})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_address(by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "weekly:newest")
        except Invalid as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "sends_mail": program.SENDS_MAIL}
    return render(request, "weekly/settings.html", context, status=422 if request.method == "POST" else 200)
