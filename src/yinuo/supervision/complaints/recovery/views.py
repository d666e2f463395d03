"""The monthly pages: what recovery is worth, the iceberg, and who stayed away and why."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, page
from yinuo.core.errors import Invalid

from ..models import LostReason
from ..queries import clocks_between
from . import queries, rules, services


class WhyForm(forms.Form):
    reason = forms.ChoiceField(label=_("why"), choices=LostReason.Reason.choices)
    note = forms.CharField(label=_("in their words"), max_length=2000, required=False)
    comes_back = forms.BooleanField(label=_("comes back"), required=False)


@page("recovery.read")
def recovery(request: HttpRequest, site) -> HttpResponse:
    """Customers kept × their yearly margin − what recovery cost; every share with its n and interval."""
    found = queries.recovery_page(at=request.at)
    context = {"page": found, "clocks": clocks_between(found.since, request.at), "reference": rules.REFERENCE, "enough": rules.ENOUGH}
    return render(request, "complaints/recovery.html", context)


@page("complaints.read")
def lost(request: HttpRequest, site) -> HttpResponse:
    return _lost(request)


def _lost(request: HttpRequest, *, status: int = 200, error: str = "") -> HttpResponse:
    reason = request.GET.get("reason", "")
    reason = reason if reason == "unasked" or reason in LostReason.Reason.values else ""
    choices = [("", _("all")), ("unasked", _("not asked yet")), *LostReason.Reason.choices]
    context = {
        "page": queries.lost_page(at=request.at, reason=reason), "reason": reason, "choices": choices, "form": WhyForm(), "error": error,
        "may_ask": request.actor.may("complaints.write"), "reasons": LostReason.Reason.choices,
    }  # fmt: skip
    return render(request, "complaints/lost.html", context, status=status)


@act("complaints.write")
def why(request: HttpRequest, site, customer_id: int) -> HttpResponse:
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _lost(request, status=422, error=" ".join(str(text) for texts in form.errors.values() for text in texts))
    try:
        services.ask_why(customer_id=customer_id, by=request.actor, at=request.at, **form.cleaned_data)
    except Invalid as problem:
        return _lost(request, status=422, error=str(problem))
    return back_to(request, "complaints:lost")
