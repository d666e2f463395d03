"""Goodwill: given, approved, refused, handed over, withdrawn; and the limits of each role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.models import Role
from yinuo.core.access.views import act, back_to, form_page
from yinuo.core.errors import Invalid
from yinuo.core.money.rules import from_minor

from .. import forms
from ..models import Goodwill, GoodwillBudget
from ..services import goodwill as services
from .case import show


@act("complaints.write")
def give(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    form = forms.GoodwillForm(request.POST, currency=site.currency)
    if not form.is_valid():
        return show(request, complaint_id, goodwill=form, status=422)
    try:
        services.give(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)
    except Invalid as problem:
        form.add_error(None, str(problem))
        return show(request, complaint_id, goodwill=form, status=422)
    return back_to(request, "complaints:case", complaint_id)


def _do(request: HttpRequest, service: Callable[..., Goodwill], **told: Any) -> HttpResponse:
    row = service(by=request.actor, at=request.at, **told)
    return back_to(request, "complaints:case", row.complaint_id)


@act("complaints.approve")
def approve(request, site, goodwill_id):
    return _do(request, services.approve, goodwill_id=goodwill_id, note=request.POST.get("reason", "")[:240])


@act("complaints.approve")
def refuse(request, site, goodwill_id):
    return _do(request, services.refuse, goodwill_id=goodwill_id, note=request.POST.get("reason", "")[:240])


@act("complaints.write")
def hand_over(request, site, goodwill_id):
    return _do(request, services.hand_over, goodwill_id=goodwill_id)


@act("complaints.write")
def withdraw(request, site, goodwill_id):
    return _do(request, services.withdraw, goodwill_id=goodwill_id, reason=request.POST.get("reason", "")[:240])


@form_page("setup.write")
def limits(request: HttpRequest, site) -> HttpResponse:
    """What each role may give by itself, with what was given this month."""
    forms_of_roles = _limit_forms(request, site)
    if request.method == "POST" and all(form.is_valid() for form in forms_of_roles.values()):
        told = {role: (form.cleaned_data["per_case"], form.cleaned_data["per_month"]) for role, form in forms_of_roles.items()}
        services.set_limits(limits=told, by=request.actor, at=request.at)
        return back_to(request, "complaints:limits")
    budgets = {row.role: row for row in GoodwillBudget.objects.filter(month=services.month_of(request.at))}
    rows = [(Role(role).label, form, budgets.get(role)) for role, form in forms_of_roles.items()]
    return render(request, "complaints/limits.html", {"rows": rows}, status=422 if request.method == "POST" else 200)


def _limit_forms(request: HttpRequest, site) -> dict[str, forms.LimitForm]:
    data = request.POST if request.method == "POST" else None
    found = {}
    for role, (per_case, per_month) in services.limits_of_site().items():
        initial = {"per_case": from_minor(per_case, site.currency), "per_month": from_minor(per_month, site.currency)}
        found[role] = forms.LimitForm(data, prefix=role, currency=site.currency, initial=initial)
    return found
