"""The customer's phone: one estimate behind an unguessable, expiring link. Works without JavaScript; shows nobody else's data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST
from django_scopes import scope, scopes_disabled

from yinuo.core.access.actor import Actor, customer
from yinuo.core.access.limits import limited
from yinuo.core.errors import DomainError
from yinuo.core.events.services import RepeatedAct
from yinuo.core.pictures.models import Picture
from yinuo.core.pictures.views import answer as picture_answer
from yinuo.core.ui.ribbon import RibbonStep
from yinuo.operations.visits import rules as visit_rules

from ..models import Estimate
from ..queries.papers import Paper, paper_of
from ..services import estimates as services
from .estimates import answers_from

REASONS = ("price", "time", "elsewhere", "later", "ask")


def _by_token(view: Callable) -> Callable:
    """Find the version by the hash of its token, open its site's scope, speak the customer's language. Unknown and ended links get their own words."""

    @wraps(view)
    def entered(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        request.at = timezone.now()
        with scopes_disabled():
            found = Estimate.objects.select_related("site").filter(token_hash=services.hash_of(token[:200])).first()
        if found is None:
            return _private(render(request, "orders/customer/unknown.html", status=404))
        request.site, request.token = found.site, token
        with scope(site=found.site), timezone.override(found.site.zone):
            paper = paper_of(found.pk, site_code=found.site.code)
            _speak(request, paper)
            if request.at >= found.expires_at:
                return _private(render(request, "orders/customer/expired.html", {"site_name": found.site.name}, status=410))
            return _private(view(request, paper, **kwargs))

    return entered


def _speak(request: HttpRequest, paper: Paper) -> None:
    """The language that the person chose here; else the customer's own, else the site's."""
    if "django_language" in request.COOKIES:
        return
    translation.activate(paper.customer_language or request.site.language)
    request.LANGUAGE_CODE = translation.get_language()


def _private(response: HttpResponse) -> HttpResponse:
    """Not kept by anybody between, not found by search engines, and the address is told to nobody."""
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@limited("customer", times=60)
@require_GET
@_by_token
def estimate(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The advisor sees that it was opened: the one thing that reading writes, once."""
    if paper.open and paper.estimate.opened_at is None:
        services.opened(estimate_id=paper.estimate.pk, by=_customer(paper), at=request.at)
    return show(request, paper)


def _customer(paper: Paper, key: str = "") -> Actor:
    return customer(site_id=paper.estimate.site_id, name=paper.customer_name or paper.visit.plate, key=key)


def show(request: HttpRequest, paper: Paper, *, status: int = 200, error: DomainError | None = None) -> HttpResponse:
    facts = paper.visit.thread.facts
    steps = [
        RibbonStep(step.code, step.state, since=step.since, due=paper.visit.promised_ready_at if step.code == "repair" else None)
        for step in visit_rules.ribbon(facts, paper.visit.state)
    ]
    context = {
        "paper": paper, "site_name": request.site.name, "token": request.token, "typed": request.POST, "error": error, "ribbon": steps,
        "reasons": REASONS, "missed": error is not None,
    }  # fmt: skip
    return render(request, "orders/customer/estimate.html", context, status=status)


@limited("customer-answer", times=12)
@require_POST
@_by_token
def answer(request: HttpRequest, paper: Paper) -> HttpResponse:
    answers = answers_from(request.POST)
    if request.POST.get("all") == "yes":
        answers = {line.id: services.Answer(True) for line in paper.asked}
    by = _customer(paper, key=request.POST.get("_key", "")[:64])
    try:
        services.decide(
            estimate_id=paper.estimate.pk,
            answers=answers,
            channel="page",
            decided_by=paper.customer_name or paper.visit.plate,
            by=by,
            at=request.at,
        )
    except RepeatedAct:
        pass
    except DomainError as refusal:
        return show(request, paper_of(paper.estimate.pk, site_code=request.site.code), status=refusal.status, error=refusal)
    return redirect("customer:estimate", token=request.token)


@limited("customer-picture", times=120)
@require_GET
@_by_token
def picture(request: HttpRequest, paper: Paper, picture_id: int) -> HttpResponseBase:
    """A picture of a finding that this version tells of; of nothing else."""
    shown = {shot.id for line in paper.lines for shot in line.photos}
    found = Picture.objects.filter(pk=picture_id, removed_at=None).first() if picture_id in shown else None
    if found is None:
        raise Http404
    return picture_answer(request, found, small="small" in request.GET)
