"""Pricing rules of the site: discounts by role, how long links live, the diagnosis fee, what a comeback is, the inspections' points."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.models import Role
from yinuo.core.access.rules import ROLES
from yinuo.core.access.views import back_to, form_page

from .. import forms
from ..queries import policy_of
from ..services.policy import change_policy


@form_page("setup.write")
def policy(request: HttpRequest, site) -> HttpResponse:
    giving = [(role, label) for role, label in Role.choices if {"estimate.write", "settlement.write"} & ROLES[role]]
    shape = {"policy": policy_of(site.pk), "currency": site.currency, "roles": giving}
    if request.method != "POST":
        return render(request, "orders/policy.html", {"form": forms.PolicyForm(**shape)})
    form = forms.PolicyForm(request.POST, **shape)
    if not form.is_valid():
        return render(request, "orders/policy.html", {"form": form}, status=422)
    told = form.cleaned_data
    values = {name: told[name] for name in (*form.PLAIN, "diagnosis_fee")}
    change_policy(discount_limits=form.limits(), checklists=form.checklists(), by=request.actor, at=request.at, **values)
    return back_to(request, "orders:policy")
