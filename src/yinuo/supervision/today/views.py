"""Today: what to do next, for whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from yinuo.core.access.views import page
from yinuo.core.ui.matters import Asked
from yinuo.operations.setup.steps import left

from . import queries
from .centres import centres_of
from .moves import button_for


@page("site.read")
def today(request: HttpRequest, site) -> HttpResponse:
    """What is at stake first; an advisor's own cars by step; a service manager's morning."""
    asked = _asked(request)
    context = _matters(asked) | {"greeting": queries.greeting(request.at), "day": localdate(request.at)}
    if "advisor" in request.actor.roles:
        context["columns"] = _columns(asked, mine=True)
    if request.actor.may("conformance.read"):
        context["morning"] = queries.morning(at=request.at)
    if request.actor.may("setup.write"):
        context["left"] = left(request.site)
    return render(request, "today/today.html", context)


@page("site.read")
def matters(request: HttpRequest, site) -> HttpResponse:
    """The list alone; it reads itself again when something happens."""
    return render(request, "today/parts/matters.html", _matters(_asked(request)))


@page("visit.read")
def board(request: HttpRequest, site) -> HttpResponse:
    """All open cars by step, or only one's own."""
    mine = request.GET.get("whose") == "mine" or ("whose" not in request.GET and "advisor" in request.actor.roles)
    columns = _columns(Asked(actor=request.actor, at=request.at, site_code=request.site.code, mine=mine), mine=mine)
    template = "today/parts/board.html" if request.htmx else "today/board.html"
    return render(request, template, {"columns": columns, "mine": mine, "whose": "mine" if mine else "all"})


@page("group.read")
def centres(request: HttpRequest, site) -> HttpResponse:
    """This person's centres side by side; each figure leads to that centre's own page."""
    found = centres_of(request.user, at=request.at)
    return render(request, "today/centres.html", {"centres": found, "first": found[0] if found else None})


def _asked(request: HttpRequest) -> Asked:
    return Asked(actor=request.actor, at=request.at, site_code=request.site.code, mine=request.GET.get("whose") != "all")


def _matters(asked: Asked) -> dict:
    found, n = queries.what_next(asked)
    return {"first": found[0] if found else None, "matters": found[1:], "count": n, "more": n - len(found), "mine": asked.mine}


def _columns(asked: Asked, *, mine: bool) -> list[tuple]:
    columns = queries.board(asked=asked, mine=mine)
    return [(column, [(row, button_for(row, asked.actor, asked.site_code)) for row in column.rows]) for column in columns]
