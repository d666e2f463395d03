"""The monthly pages: what recovery is worth, the iceberg, and who stayed away and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, page
from yinuo.core.errors import Invalid
from yinuo.core.ui.lists import Column, Sort, export, held
from yinuo.core.validation import tidy

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


# the customer's key last, so that two pages never share a row
SORTS: tuple[tuple[Sort, Any], ...] = (
    (Sort("visits", _("most visits first"), ("id",)), lambda row: (-row.visits, -row.last.timestamp(), row.customer_id)),
    (Sort("expected", _("longest expected first"), ("id",)), lambda row: (row.expected, row.customer_id)),
    (Sort("newest", _("last seen first"), ("id",)), lambda row: (-row.last.timestamp(), row.customer_id)),
)
COLUMNS = (
    Column(_("customer"), lambda row: row.customer.name),
    Column(_("phone"), lambda row: row.customer.phone),
    Column(_("visits"), lambda row: row.visits),
    Column(_("last visit"), lambda row: row.last),
    Column(_("expected"), lambda row: row.expected),
    Column(_("why"), lambda row: row.reason.get_reason_display() if row.reason else ""),
    Column(_("in their words"), lambda row: row.reason.note if row.reason else ""),
    Column(_("comes back"), lambda row: _("yes") if row.reason and row.reason.comes_back else ""),
    Column(_("asked"), lambda row: row.reason.asked_at if row.reason else None),
)


@page("complaints.read")
def lost(request: HttpRequest, site) -> HttpResponseBase:
    """Who stayed away: to filter, sort, leaf through and take out."""
    return _lost(request)


def _lost(request: HttpRequest, *, status: int = 200, error: str = "") -> HttpResponseBase:
    reason, text = request.GET.get("reason", ""), tidy(request.GET.get("q", ""))[:80]
    reason = reason if reason == "unasked" or reason in LostReason.Reason.values else ""
    found = queries.lost_page(at=request.at, reason=reason, text=text)
    listing = held(request, found.rows, sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="lost-customers", shape=queries.with_customers)
    choices = [("", _("all")), ("unasked", _("not asked yet")), *LostReason.Reason.choices]
    context = {
        "page": found, "listing": listing, "rows": queries.with_customers(listing.rows), "reason": reason, "text": text, "choices": choices,
        "form": WhyForm(), "error": error, "may_ask": request.actor.may("complaints.write"), "reasons": LostReason.Reason.choices,
    }  # fmt: skip
    return render(request, "complaints/lost.html", context, status=status)


@act("complaints.write")
def why(request: HttpRequest, site, customer_id: int) -> HttpResponseBase:
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _lost(request, status=422, error=" ".join(str(text) for texts in form.errors.values() for text in texts))
    try:
        services.ask_why(customer_id=customer_id, by=request.actor, at=request.at, **form.cleaned_data)
    except Invalid as problem:
        return _lost(request, status=422, error=str(problem))
    return back_to(request, "complaints:lost")
