"""The parts counter: what the next two hours need, what is short, in one tap each."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, done, page
from yinuo.core.errors import Invalid
from yinuo.core.money.forms import QuantityField

from ..queries.counter import counter
from ..services import parts as services


@page("parts.read")
def desk(request: HttpRequest, site) -> HttpResponse:
    return shown_counter(request)


def shown_counter(request: HttpRequest) -> HttpResponse:
    """The counter, or its part of the page for who has the page already."""
    shown = counter(at=request.at)
    context = {"counter": shown, "may_write": request.actor.may("parts.write")}
    return render(request, "orders/_parts.html" if request.htmx else "orders/parts.html", context)


def back(request: HttpRequest) -> HttpResponse:
    """To where the tap came from: the counter, or the order's page."""
    if request.htmx:
        return shown_counter(request)
    referer = request.META.get("HTTP_REFERER", "")
    return done(request, referer) if referer.startswith(request.build_absolute_uri("/")) else back_to(request, "orders:parts")


@act("parts.request")
def request_part(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    services.request(demand_id=demand_id, by=request.actor, at=request.at)
    return back(request)


@act("parts.write")
def issue(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    services.issue(demand_id=demand_id, by=request.actor, at=request.at)
    return back(request)


@act("parts.write")
def issue_all(request: HttpRequest, site, order_id: int) -> HttpResponse:
    services.issue_all(order_id=order_id, by=request.actor, at=request.at)
    return back(request)


@act("parts.write")
def take_back(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    quantity = None
    if request.POST.get("quantity"):
        try:
            quantity = QuantityField().clean(request.POST["quantity"].strip()[:20])
        except ValidationError:
            raise Invalid(_("Write the quantity as a number.")) from None
    services.take_back(
        demand_id=demand_id, quantity=quantity, still_needed=request.POST.get("still_needed") == "yes", by=request.actor, at=request.at
    )
    return back(request)


@act("parts.write")
def expected(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    try:
        day = parse_date(request.POST.get("expected_on", ""))
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("Choose the day on which the part is expected."))
    services.back_order(demand_id=demand_id, expected_on=day, by=request.actor, at=request.at)
    return back(request)


@act("estimate.write")
def tell_delay(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    demand = services.tell_delay(demand_id=demand_id, channel=request.POST.get("channel", ""), by=request.actor, at=request.at)
    return back_to(request, "orders:order", demand.line.order_id)


@act("parts.write")
def drop(request: HttpRequest, site, demand_id: int) -> HttpResponse:
    services.drop(demand_id=demand_id, by=request.actor, at=request.at)
    return back(request)
