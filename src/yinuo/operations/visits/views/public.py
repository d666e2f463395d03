"""The customer's own page of a visit, reached by the code on the ticket: no sign-in, warm words, what happens next and when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_scopes import scope

from yinuo.core.sites.models import Site
from yinuo.core.ui.panels import panels
from yinuo.core.workflow.queries import in_states

from .. import rules
from ..follow import KEPT_FOR, read_token
from ..models import Visit
from ..queries.rows import ribbon_of, tone_of


@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    found = read_token(token)
    site = Site.objects.filter(pk=found[0]).first() if found else None
    if site is None:
        raise Http404
    at = timezone.now()
    with scope(site=site), timezone.override(site.zone):
        visit = Visit.objects.select_related("thread", "vehicle", "advisor").filter(pk=found[1]).exclude(state="void").first()
        if visit is None or (visit.delivered_at and visit.delivered_at < at - KEPT_FOR):
            raise Http404
        before = (
            Visit.objects.filter(in_states(rules.OPEN), state="arrived", arrived_at__lt=visit.arrived_at).count()
            if visit.state == "arrived"
            else 0
        )
        due = visit.promised_ready_at if visit.state in ("confirming", "repairing") else None
        context = {
            "site_name": site.name,
            "site": site,
            "visit": visit,
            "before": before,
            "ribbon": ribbon_of(visit, at=at, tone=tone_of(due, visit.arrived_at, at), due=due),
            "due": due,
            "at": at,
            "doors": panels("customer.visit", request, visit),
        }
        response = render(request, "visits/follow.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
