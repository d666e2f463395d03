"""Listening on a tablet: one screen, a quiet clock, the customer's own words, symptoms by picking."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.views import act, back_to, page
from yinuo.core.ui.panels import panels

from .. import services, words
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


@act("visit.receive")
def record_words(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.record_words(visit_id=visit_id, words=request.POST.get("words", ""), by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def add_symptom(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    told = request.POST
    symptom = {
        "kind": told.get("kind", ""),
        "when": told.getlist("when"),
        "speed": told.getlist("speed"),
        "weather": told.getlist("weather"),
        "often": told.get("often", ""),
        "note": told.get("note", ""),
    }
    services.add_symptoms(visit_id=visit_id, symptoms=[symptom], by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def remove_symptom(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    position = whole(request.POST.get("position"))
    services.remove_symptom(visit_id=visit_id, position=-1 if position is None else position, by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def declare(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.declare_uninterrupted(visit_id=visit_id, yes=request.POST.get("yes") == "1", by=request.actor, at=request.at)
    return back_to(request, "visits:consultation", visit_id)


@act("visit.receive")
def finish(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """The customer has told everything. Words that stand in the field are kept first."""
    said = request.POST.get("words", "").strip()
    if said:
        services.record_words(visit_id=visit_id, words=said, by=request.actor.with_key(""), at=request.at)
    services.end_consultation(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "visits:walk_around", visit_id)
