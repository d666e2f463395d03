"""Today: what to do next, for whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from yinuo.core.access.views import page

from . import queries
from .moves import button_for


@page("site.read")
def today(request: HttpRequest, site) -> HttpResponse:
    """What is at stake first; an advisor's own cars by step; a service manager's morning."""
    context = _matters(request) | {"greeting": queries.greeting(request.at), "day": localdate(request.at)}
    if "advisor" in request.actor.roles:
        context["columns"] = _columns(request, request.actor.user_id)
    if request.actor.may("conformance.read"):
        context["morning"] = queries.morning(at=request.at)
    return render(request, "today/today.html", context)


@page("site.read")
def matters(request: HttpRequest, site) -> HttpResponse:
    """The list alone; it reads itself again when something happens."""
    return render(request, "today/parts/matters.html", _matters(request))


@page("visit.read")
def board(request: HttpRequest, site) -> HttpResponse:
    """All open cars by step, or only one's own."""
    mine = request.GET.get("whose") == "mine" or ("whose" not in request.GET and "advisor" in request.actor.roles)
    columns = _columns(request, request.actor.user_id if mine else None)
    template = "today/parts/board.html" if request.htmx else "today/board.html"
    return render(request, template, {"columns": columns, "mine": mine, "whose": "mine" if mine else "all"})


def _matters(request: HttpRequest) -> dict:
    mine = request.GET.get("whose") != "all"
    found, n = queries.what_next(request.actor, site_code=request.site.code, at=request.at, mine=mine)
    return {"first": found[0] if found else None, "matters": found[1:], "count": n, "more": n - len(found), "mine": mine}


def _columns(request: HttpRequest, advisor_id: int | None) -> list[tuple]:
    columns = queries.board(at=request.at, advisor_id=advisor_id)
    return [(column, [(row, button_for(row, request.actor, request.site.code)) for row in column.rows]) for column in columns]
