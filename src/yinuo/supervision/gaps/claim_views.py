"""What the centre advertises: the list, one claim with the visits on which it was not true, and writing one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from yinuo.core.access.actor import staff
from yinuo.core.access.queries import roles_everywhere, sites_of
from yinuo.core.access.rules import capabilities_of
from yinuo.core.access.views import act, back_to, form_page, made, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.validation import InvalidFields

from . import claims, forms, queries, rules, services, shown
from .models import Claim
from .sums import month_after
from .views import months_asked, spans_of


@page("gaps.read")
def claims_page(request: HttpRequest, site: Any) -> HttpResponse:
    """Every claim, how often it was true, and the door to where it was not."""
    months = months_asked(request)
    rows = [_row(claim, part, site.code, request) for claim, part in queries.claims_page(months)]
    return render(request, "gaps/claims.html", {"rows": rows, "months": months, "spans": spans_of(months)})


def _row(claim: Claim, part: Any, site: str, request: Any) -> dict[str, Any]:
    today = timezone.localdate(request.at, request.site.zone)
    state = "busy" if claim.holds_on(today) else "idle"
    return {
        "claim": claim, "bar": shown.claim_bar(claim, part, reverse("gaps:claim", args=[site, claim.pk])), "limit": shown.claim_limit(claim),
        "state": state, "coming": claim.valid_from > today,
    }  # fmt: skip


@page("gaps.read")
def claim(request: HttpRequest, site: Any, claim_id: int) -> HttpResponse:
    """How often it was true, month by month, and the visits on which it was not."""
    row = _claim(claim_id)
    months = months_asked(request)
    last = month_after(months.last) - timedelta(days=1)
    by_month = queries.claim_months(row, months)
    whole = sum((sums for _month, sums in by_month), rules.Sums())
    context = {
        "claim": row, "limit": shown.claim_limit(row), "months": months, "spans": spans_of(months), "bar": shown.claim_bar(row, rules.part_of(row.part, whole)),
        "untrue": claims.untrue(row, months.first, last), "most": claims.SHOWN, "over_time": shown.claim_over_time(by_month),
        "again": not claims.stands_apart(row),
    }  # fmt: skip
    return render(request, "gaps/claim.html", context)


def _claim(claim_id: int) -> Claim:
    row = Claim.objects.filter(pk=claim_id).first()
    if row is None:
        raise NotHere
    return row


@form_page("gaps.write")
def new_claim(request: HttpRequest, site: Any) -> HttpResponse:
    others = [one for one in _my_sites(request) if one.pk != site.pk]
    initial = {"valid_from": timezone.localdate(request.at, site.zone)}
    form = forms.ClaimForm(request.POST or None, initial=initial, alone=not others)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        everywhere = told.pop("everywhere", False)
        shared = uuid.uuid4().hex if everywhere else ""
        try:
            row = services.save_claim(by=request.actor, at=request.at, shared=shared, **told)
            for other in others if everywhere else ():
                _save_at(request, other, shared, told)
            return made(request, reverse("gaps:claim", args=[site.code, row.pk]))
        except Invalid as problem:
            problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))
    return _form(request, form, _("Something that is advertised"))


def _my_sites(request: Any) -> list[Any]:
    """The centres where the person may write claims."""
    roles = roles_everywhere([request.user.pk])[request.user.pk]
    return [one for one in sites_of(request.user) if "gaps.write" in capabilities_of(roles.get(one.pk, ()))]


def _save_at(request: Any, site: Any, shared: str, told: dict[str, Any]) -> None:
    """The same claim at another centre, by the same person with the roles they have there."""
    roles = roles_everywhere([request.user.pk])[request.user.pk]
    with scope(site=site):
        services.save_claim(by=staff(site_id=site.pk, user=request.user, roles=roles[site.pk]), at=request.at, shared=shared, **told)


@form_page("gaps.write")
def change_claim(request: HttpRequest, site: Any, claim_id: int) -> HttpResponse:
    row = _claim(claim_id)
    form = forms.ClaimForm(request.POST or None, claim=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_claim(claim_id=row.pk, by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "gaps:claim", row.pk)
        except Invalid as problem:
            problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))
    return _form(request, form, row.text)


def _form(request: HttpRequest, form: forms.ClaimForm, title: str) -> HttpResponse:
    return render(request, "gaps/claim_form.html", {"form": form, "title": title}, status=422 if request.method == "POST" else 200)


@act("gaps.write")
def drop(request: HttpRequest, site: Any, claim_id: int) -> HttpResponse:
    services.drop_claim(claim_id=claim_id, by=request.actor, at=request.at)
    return back_to(request, "gaps:claims")
