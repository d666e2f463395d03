"""Listening on a tablet: one screen, a quiet clock, the customer's own words, symptoms by picking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yinuo.core.access.views import act, back_to, done, page
from yinuo.core.ui.panels import panels

from .. import services, words
from ..models import WalkAround
from ..queries import visit as queries
from .gate import whole


@page("visit.receive")
def consultation(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    read = queries.visit_page(visit_id, at=request.at)
    picks = {
        "kinds": words.SYMPTOMS,
        "groups": [("when", words.WHEN), ("speed", words.SPEED), ("weather", words.WEATHER)],
        "often": words.OFTEN,
    }
    promised = [panel for panel in panels("visit", request, read.visit) if panel.code == "promises"]
    others = [*promised, *panels("consultation", request, read.visit)]
    context = {"page": read, "visit": read.visit, "picks": picks, "panels": others}
    return render(request, "visits/consultation.html", context)


@act("visit.receive")
def start(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.start_consultation(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def skip(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.skip_consultation(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "visits:visit", visit_id)


def _keep_words(request: HttpRequest, visit_id: int) -> None:
    """The form has several buttons; whichever is pressed, the words in it are kept. The same words again change nothing."""
    words = request.POST.get("words", "")
    if words.strip():
        services.record_words(visit_id=visit_id, words=words, by=request.actor.with_key(""), at=request.at)


def _keep_symptom(request: HttpRequest, visit_id: int) -> None:
    """A symptom that was picked and not added by its own button. After the keyed act, so that a form sent twice adds it once."""
    if request.POST.get("kind"):
        services.add_symptoms(visit_id=visit_id, symptoms=[_picked(request)], by=request.actor.with_key(""), at=request.at)


def _picked(request: HttpRequest) -> dict:
    told = request.POST
    several = {name: told.getlist(name) for name in ("when", "speed", "weather")}
    return several | {name: told.get(name, "") for name in ("kind", "often", "note")}


@act("visit.receive")
def record_words(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.record_words(visit_id=visit_id, words=request.POST.get("words", ""), by=request.actor, at=request.at)
    _keep_symptom(request, visit_id)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def add_symptom(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.add_symptoms(visit_id=visit_id, symptoms=[_picked(request)], by=request.actor, at=request.at)
    _keep_words(request, visit_id)
    return done(request, _symptoms(request, visit_id))


@act("visit.receive")
def remove_symptom(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    _keep_words(request, visit_id)
    position = whole(request.POST.get("position"))
    services.remove_symptom(visit_id=visit_id, position=-1 if position is None else position, by=request.actor, at=request.at)
    return done(request, _symptoms(request, visit_id))


def _symptoms(request: HttpRequest, visit_id: int) -> str:
    return reverse("visits:consultation", args=[request.site.code, visit_id]) + "#symptoms"


@act("visit.receive")
def declare(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.declare_uninterrupted(visit_id=visit_id, yes=request.POST.get("yes") == "1", by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def finish(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """The customer has told everything, with or without interruption. What stands in the form is kept first."""
    _keep_words(request, visit_id)
    services.end_consultation(visit_id=visit_id, by=request.actor, at=request.at)
    _keep_symptom(request, visit_id)
    if "yes" in request.POST:
        services.declare_uninterrupted(visit_id=visit_id, yes=request.POST["yes"] == "1", by=request.actor.with_key(""), at=request.at)
    walked = WalkAround.objects.filter(visit_id=visit_id).exclude(done_at=None).exists()
    return back_to(request, "visits:visit" if walked else "visits:walk_around", visit_id)
