"""The set-up: where it stands, the centre itself, prices and tax; and the very first run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yinuo.core.access.views import act, back_where, done, form_page, page
from yinuo.core.errors import Invalid
from yinuo.core.sites import services as sites

from . import forms, services
from .steps import DONE, KINDS, LATER, after, left, steps_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Only while there is nobody."""
    if not services.nobody_yet():
        raise Http404
    country = {"zh-hant": "TW", "zh-hans": "CN"}.get(getattr(request, "LANGUAGE_CODE", ""), "GB")
    form = forms.FirstRunForm(request.POST or None, initial={"country": country, "code": "main"})
    if not form.is_valid():
        return render(request, "setup/first_run.html", {"form": form}, status=422 if form.errors else 200)
    try:
        site, person = services.begin(**form.cleaned_data, at=timezone.now())
    except services.NotTheFirst:
        raise Http404 from None
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("setup:setup", site.code)


def step_page(request: Any, code: str, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A step's screen: its question, how far the set-up is, what comes next."""
    steps = steps_of(request.site, here=code)
    kind = next(kind for kind in KINDS if kind.code == code)
    finished = sum(step.state == DONE for step in steps)
    shown = {"steps": steps, "kind": kind, "next": after(steps, code), "finished": finished, "currency": request.site.currency, **context}
    return render(request, template, shown, status=status)


def finished(request: Any, code: str, words: str = "") -> HttpResponse:
    """The step is done: on to the next one that is open, or back to where it all stands."""
    sites.mark_set_up(step=code, state=DONE, by=request.actor.with_key(""), at=request.at)
    messages.success(request, words or _("Saved."))
    request.site.refresh_from_db()
    following = after(steps_of(request.site), code)
    return done(request, following.url if following else reverse("setup:setup", args=[request.site.code]))


def stay(request: Any, code: str, words: str) -> HttpResponse:
    """Done, and still at this step."""
    messages.success(request, words)
    return done(request, reverse(f"setup:{code}", args=[request.site.code]))


@page("setup.write")
def setup(request, site):
    steps = steps_of(site)
    context = {"steps": steps, "finished": sum(step.state == DONE for step in steps), "next": after(steps, ""), "centre": site}
    return render(request, "setup/setup.html", context)


@act("setup.write")
def later(request, site):
    code = request.POST.get("step", "")
    if code not in {kind.code for kind in KINDS}:
        raise Invalid
    sites.mark_set_up(step=code, state=LATER, by=request.actor, at=request.at)
    site.refresh_from_db()
    following = after(steps_of(site), code)
    return done(request, following.url if following else reverse("setup:setup", args=[site.code]))


@act("setup.write")
def put_aside(request, site):
    """What is left of the set-up is left for later: Today does not remind of it any more."""
    sites.put_set_up_aside(steps=[step.kind.code for step in left(site)], by=request.actor, at=request.at)
    return back_where(request, "setup:setup")


@form_page("setup.write")
def centre(request, site):
    form = forms.CentreForm(request.POST or None, instance=type(site)(pk=site.pk, **{name: getattr(site, name) for name in CENTRE}))
    if form.is_valid():
        sites.change_site(**{name: form.cleaned_data[name] for name in CENTRE}, by=request.actor, at=request.at)
        messages.success(request, _("Saved."))
        return done(request, reverse("setup:setup", args=[site.code]))
    return render(request, "setup/centre.html", {"form": form}, status=422 if form.errors else 200)


CENTRE = ("name", "phone", "address", "language", "timezone")


@form_page("setup.write")
def prices(request, site):
    initial = {"labour_rate": site.labour_rate, "overbooking_percent": site.overbooking_percent}
    form = forms.PricesForm(request.POST or None, initial=initial, currency=site.currency)
    if form.is_valid():
        sites.change_site(**form.cleaned_data, by=request.actor, at=request.at)
        return finished(request, "prices")
    return step_page(request, "prices", "setup/prices.html", 422 if form.errors else 200, form=form)


@form_page("setup.write")
def tax(request, site):
    form = forms.TaxForm(request.POST or None, initial={"tax_rate": site.tax_rate, "prices_include_tax": site.prices_include_tax})
    if form.is_valid():
        sites.change_site(**form.cleaned_data, by=request.actor, at=request.at)
        return finished(request, "tax")
    return step_page(request, "tax", "setup/tax.html", 422 if form.errors else 200, form=form)
