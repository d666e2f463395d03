"""The gate and the main desk: a car comes, gets its ticket, is greeted, gets its advisor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate

from yinuo.core.access.views import act, back_to, done, page
from yinuo.core.errors import Invalid
from yinuo.core.ui.panels import panels
from yinuo.core.validation import key_of

from .. import services
from ..follow import token_of
from ..models import Visit
from ..queries import gate as queries


def whole(text: str | None) -> int | None:
    """A key from a form; None when there is none. Raises Invalid for what is no number."""
    if not text:
        return None
    if (key := key_of(text)) is None:
        raise Invalid
    return key


@page("visit.arrive")
def gate(request: HttpRequest, site) -> HttpResponse:
    """Type a part of the plate, tap once. Below: who waits to be greeted."""
    text = request.GET.get("q", "")[:40]
    day = localdate(request.at)
    context = {
        "q": text,
        "candidates": queries.candidates(text, day=day, at=request.at),
        "expected": [] if text else queries.expected(day, at=request.at),
    }
    if request.htmx and request.htmx.target == "cars":
        return render(request, "visits/parts/candidates.html", context)
    given = key_of(request.GET.get("ticket"))
    shown = Visit.objects.filter(pk=given).first() if given else None
    return render(request, "visits/gate.html", context | _desk(request) | {"ticket": shown, "follow_url": follow_url(request, shown)})


@page("visit.read")
def waiting(request: HttpRequest, site) -> HttpResponse:
    """The list of who waits, by itself (it refreshes when something happens)."""
    return render(request, "visits/parts/waiting.html", _desk(request))


def _desk(request: HttpRequest) -> dict:
    return {"waiting": queries.waiting(at=request.at), "at": request.at}


def follow_url(request: HttpRequest, visit: Visit | None) -> str:
    if visit is None:
        return ""
    return request.build_absolute_uri(reverse("visit_follow", args=[token_of(visit.site_id, visit.pk)]))


@act("visit.arrive")
def arrive(request: HttpRequest, site) -> HttpResponse:
    told = request.POST
    visit = services.arrive(
        appointment_id=whole(told.get("appointment")),
        vehicle_id=whole(told.get("vehicle")),
        plate=told.get("plate", ""),
        waits=told.get("waits", "1") == "1",
        plain_maintenance=True if told.get("plain") == "1" else None,
        by=request.actor,
        at=request.at,
    )
    return done(request, f"{reverse('visits:gate', args=[site.code])}?ticket={visit.pk}")


@page("visit.read")
def ticket(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """The ticket to be printed, with the code that leads to the customer's own page."""
    visit = get_object_or_404(Visit, pk=visit_id)
    return render(
        request,
        "visits/ticket.html",
        {"visit": visit, "follow_url": follow_url(request, visit), "doors": panels("paper.ticket", request, visit)},
    )


@act("visit.receive")
def greet(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.greet(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "visits:visit", visit_id)


@act("visit.receive")
def take(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.take(visit_id=visit_id, by=request.actor, at=request.at)
    return _back(request, site, visit_id)


@act("visit.assign")
def assign(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.assign(visit_id=visit_id, advisor_id=whole(request.POST.get("advisor")) or 0, by=request.actor, at=request.at)
    return _back(request, site, visit_id)


def _back(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """To the desk when it came from there, else to the visit."""
    if request.POST.get("back") == "gate" and request.actor.may("visit.arrive"):
        return back_to(request, "visits:gate")
    return back_to(request, "visits:visit", visit_id)
