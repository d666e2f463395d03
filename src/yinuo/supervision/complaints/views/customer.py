"""The customer's phone: tell us, see who answers by when, follow it, write, say whether it is settled. No sign-in; works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope, scopes_disabled

from yinuo.core.access.actor import Actor
from yinuo.core.access.actor import customer as customer_actor
from yinuo.core.access.limits import limited
from yinuo.core.accounts.models import User
from yinuo.core.errors import DomainError
from yinuo.core.events.services import RepeatedAct
from yinuo.core.sites.models import Site
from yinuo.core.validation import tidy_lines
from yinuo.operations.visits.follow import read_token
from yinuo.operations.visits.models import Visit
from yinuo.operations.workshop.queries import calendar

from .. import public_forms, rules, times
from ..models import Complaint, Said
from ..services import opening, page
from ..words import CUSTOMER_STEPS

TOLD_WITHIN = timedelta(days=90)


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody between, not found by search engines, its address told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _speak(request: HttpRequest, site: Site, language: str = "") -> None:
    if "django_language" not in request.COOKIES:
        translation.activate(language or site.language)
        request.LANGUAGE_CODE = translation.get_language()


@limited("complain", times=30)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_of_visit(request: HttpRequest, token: str) -> HttpResponse:
    """From the code on the ticket, the bill or the customer's page of the visit."""
    found = read_token(token[:200])
    site = Site.objects.filter(pk=found[0]).first() if found else None
    if site is None or found is None:
        raise Http404
    request.at = timezone.now()  # type: ignore[attr-defined]
    with scope(site=site), timezone.override(site.zone):
        visit = Visit.objects.select_related("customer", "vehicle").filter(pk=found[1]).exclude(state="void").first()
        if visit is None or (visit.delivered_at and visit.delivered_at < timezone.now() - TOLD_WITHIN):
            raise Http404
        return _tell(request, site, visit)


@limited("complain", times=30)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_of_site(request: HttpRequest, site_code: str) -> HttpResponse:
    """From the code on the board or the web: no visit is known, so a name and a number to answer to are asked for."""
    site = Site.objects.filter(code=site_code).first()
    if site is None:
        raise Http404
    request.at = timezone.now()  # type: ignore[attr-defined]
    with scope(site=site), timezone.override(site.zone):
        return _tell(request, site, None)


def _tell(request: Any, site: Site, visit: Visit | None) -> HttpResponse:
    _speak(request, site, visit.customer.language if visit and visit.customer else "")
    form = public_forms.TellForm(request.POST if request.method == "POST" else None, unknown=visit is None)
    if request.method == "POST" and form.is_valid():
        try:
            return private(redirect("complaint:case", token=_told(request, site, visit, form.cleaned_data)))
        except RepeatedAct:
            return private(
                redirect("complaint:case", token=page.token_for(request.POST["_key"][:64], tidy_lines(form.cleaned_data["text"])))
            )
        except DomainError as problem:
            form.add_error(None, str(problem))
    answerer = User.objects.filter(pk=opening.least_busy()).first()
    due = rules.answer_due(calendar(), request.at, severity=Complaint.Severity.MINOR, times=times.in_force(request.at))
    context = {"site": site, "site_name": site.name, "visit": visit, "form": form, "answerer": answerer, "due": due, "at": request.at}
    return private(render(request, "complaints/customer/tell.html", context, status=422 if request.method == "POST" else 200))


def _told(request: Any, site: Site, visit: Visit | None, told: dict[str, Any]) -> str:
    name = visit.customer.name if visit and visit.customer else told.get("contact_name", "") or (visit.plate if visit else "")
    by = customer_actor(site_id=site.pk, name=name, key=request.POST.get("_key", "")[:64])
    _complaint, token = page.tell_us(visit_id=visit.pk if visit else None, by=by, at=request.at, **told)
    return token


def by_token(view: Callable) -> Callable:
    """Find the complaint by the hash of its token, open its site's scope. Unknown and ended links get their own words."""

    @wraps(view)
    def entered(request: Any, token: str, **kwargs: Any) -> HttpResponse:
        request.at = timezone.now()
        with scopes_disabled():
            related = ("site", "customer", "owner", "visit__vehicle", "merged_into")
            found = Complaint.objects.select_related(*related).filter(token_hash=page.hash_of(token[:200])).first()
        if found is None:
            return private(render(request, "complaints/customer/unknown.html", status=404))
        request.site, request.token = found.site, token
        with scope(site=found.site), timezone.override(found.site.zone):
            _speak(request, found.site, found.customer.language if found.customer else "")
            if found.link_expires_at is None or request.at >= found.link_expires_at:
                return private(
                    render(request, "complaints/customer/ended.html", {"site_name": found.site.name, "site": found.site}, status=410)
                )
            return private(view(request, found, **kwargs))

    return entered


@limited("complaint", times=60)
@require_safe
@by_token
def case(request: Any, complaint: Complaint) -> HttpResponse:
    return _show(request, complaint)


def _show(request: Any, complaint: Complaint, *, status: int = 200, write: Any = None, word: Any = None) -> HttpResponse:
    shown = complaint.merged_into or complaint
    reached = rules.STEPS.index(shown.state) if shown.state in rules.STEPS else len(rules.STEPS)
    steps = [(words, "done" if n < reached else "here" if n == reached else "todo") for n, words in enumerate(CUSTOMER_STEPS)]
    context = {
        "complaint": shown, "site": complaint.site, "site_name": complaint.site.name, "token": request.token, "at": request.at, "steps": steps,
        "said": list(Said.objects.filter(complaint__in=[complaint, shown]).order_by("said_at", "id")[:200]),
        "write_form": write or public_forms.WriteForm(), "word_form": word or public_forms.WordForm(),
        "may_write": complaint.is_open, "may_judge": _may_judge(complaint), "expires_at": complaint.link_expires_at,
    }  # fmt: skip
    return render(request, "complaints/customer/case.html", context, status=status)


def _may_judge(complaint: Complaint) -> bool:
    """Once something was done, and as long as the link lives."""
    return complaint.merged_into_id is None and complaint.state in ("review", "closed") and not complaint.word


def _by(request: Any, complaint: Complaint) -> Actor:
    return customer_actor(site_id=complaint.site_id, name=complaint.who or complaint.plate, key=request.POST.get("_key", "")[:64])


@limited("complaint-write", times=12)
@require_POST
@by_token
def write(request: Any, complaint: Complaint) -> HttpResponse:
    form = public_forms.WriteForm(request.POST)
    return _done(request, complaint, form, lambda by, told: page.write(complaint_id=complaint.pk, by=by, at=request.at, **told), "write")


@limited("complaint-write", times=12)
@require_POST
@by_token
def judge(request: Any, complaint: Complaint) -> HttpResponse:
    form = public_forms.WordForm(request.POST)
    return _done(request, complaint, form, lambda by, told: page.give_word(complaint_id=complaint.pk, by=by, at=request.at, **told), "word")


def _done(request: Any, complaint: Complaint, form: Any, do: Callable, name: str) -> HttpResponse:
    if form.is_valid():
        try:
            do(_by(request, complaint), form.cleaned_data)
            return redirect("complaint:case", token=request.token)
        except RepeatedAct:
            return redirect("complaint:case", token=request.token)
        except DomainError as problem:
            form.add_error(None, str(problem))
    return _show(request, complaint, status=422, **{name: form})
