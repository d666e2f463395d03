"""Response rates by channel and advisor, and what looks like gaming: shown, not judged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_scopes import scope

from yinuo.core.access.queries import roles_everywhere, sites_of
from yinuo.core.access.rules import capabilities_of
from yinuo.core.access.views import act, back_to, page
from yinuo.core.errors import Invalid

from .. import forms, pictures, queries
from ..models import Response
from ..services import waves as services

SPANS = (30, 90, 365)
SHOWN = 10


@page("surveys.read")
def rates(request: Any, site: Any) -> HttpResponse:
    since, days = _since(request)
    asked = queries.invited(since=since)
    by_channel = queries.rates_by_channel(asked)
    total = queries.Rate(site.name, site.code, sum(rate.n for rate in by_channel), sum(rate.answered for rate in by_channel))
    answered_by = queries.responses_by_channel(Response.objects.filter(completed_at__gte=since))
    context = {
        "days": days, "spans": SPANS, "total": total, "by_channel": by_channel, "by_advisor": queries.rates_by_advisor(asked),
        "answered_by": answered_by, "all_answers": sum(n for _name, n in answered_by), "many": len(_mine(request)) > 1,
    } | _by_month(request)  # fmt: skip
    return render(request, "surveys/rates.html", context)


def _by_month(request: Any) -> dict[str, Any]:
    """The last twelve months as a picture, and the sentence that says what it shows."""
    this = timezone.localdate(request.at, request.site.zone).replace(day=1)
    months = queries.rates_by_month(request.site.zone, first=this.replace(year=this.year - 1), last=this)[1:]
    begun = next((place for place, rate in enumerate(months) if rate.n), None)
    return {"months": None if begun is None else pictures.rates(months[begun:]), "months_say": pictures.months_say(months)}


@page("surveys.read")
def centres(request: Any, site: Any) -> HttpResponse:
    """The response rate of each centre where this person may read surveys."""
    since, days = _since(request)
    mine = {one.pk: one for one in _mine(request)}
    with scope(site=list(mine.values())):
        rates = queries.rates_by_site({key: str(one) for key, one in mine.items()}, since=since)
    asked = [rate for rate in rates if rate.n]
    context = {
        "days": days, "spans": SPANS, "rates": [(rate, mine[rate.key]) for rate in rates], "picture": pictures.rates(asked) if asked else None,
        "says": pictures.centres_say(asked),
    }  # fmt: skip
    return render(request, "surveys/centres.html", context)


def _mine(request: Any) -> list[Any]:
    roles = roles_everywhere([request.user.pk])[request.user.pk]
    return [one for one in sites_of(request.user) if "surveys.read" in capabilities_of(roles.get(one.pk, ()))]


def _since(request: Any) -> tuple[Any, int]:
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) in SPANS else 90
    return request.at - timedelta(days=days), days


@page("surveys.read")
def signals(request: Any, site: Any) -> HttpResponse:
    """What looks like gaming in the last months."""
    return _signals(request, forms.NetworksForm(initial={"networks": "\n".join(queries.networks())}))


@act("surveys.write")
def networks(request: Any, site: Any) -> HttpResponse:
    """Which networks are the building's own."""
    form = forms.NetworksForm(request.POST)
    if form.is_valid():
        try:
            services.set_networks(networks=form.cleaned_data["networks"].splitlines(), by=request.actor, at=request.at)
            return back_to(request, "surveys:signals")
        except Invalid as problem:
            form.add_error("networks", str(problem))
    return _signals(request, form)


def _signals(request: Any, form: forms.NetworksForm) -> HttpResponse:
    since, days = _since(request)
    top, rates = queries.top_marks(since), queries.rates_by_advisor(queries.invited(since=since))
    context = {
        "form": form, "days": days, "spans": SPANS, "top": top, "rates": rates,
        "odd": [rate for rate in (*top, *rates) if rate.tone == "risk"],
        "alike": queries.alike(since), "devices": queries.many_from_one_device(since),
        "inside": list(queries.from_inside(since)[:SHOWN]), "inside_n": queries.from_inside(since).count(), "asked": queries.asked_for_marks(since),
        "encounters": list(queries.marks_encounters(since)[:SHOWN]),
    }  # fmt: skip
    return render(request, "surveys/signals.html", context, status=422 if form.errors else 200)
