"""All orders: search, filter, sort, page, export."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import page
from yinuo.core.money.rules import from_minor
from yinuo.core.ui.lists import Column, Sort, export, listed

from ..queries.lists import STATES, found_orders, with_totals

SORTS = (Sort("newest", _("newest first"), ("-id",)), Sort("oldest", _("oldest first"), ("id",)))


def _columns(currency: str) -> list[Column]:
    return [
        Column(_("number"), lambda order: order.number),
        Column(_("plate"), lambda order: order.visit.plate),
        Column(_("customer"), lambda order: order.visit.customer.name if order.visit.customer else ""),
        Column(_("advisor"), lambda order: str(order.visit.advisor or "")),
        Column(_("state"), lambda order: order.get_state_display()),
        Column(_("arrived"), lambda order: order.visit.arrived_at),
        Column(_("approved, with tax"), lambda order: float(from_minor(order.agreed_total, currency))),
    ]


@page("order.read")
def orders(request: HttpRequest, site) -> HttpResponseBase:
    state, query = request.GET.get("state", ""), request.GET.get("q", "")
    rows = found_orders(query, state=state, year=request.at.astimezone(site.zone).year)
    listing = listed(request, rows, sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=_columns(site.currency), name="orders", shape=lambda batch: with_totals(batch, site))
    context = {
        "listing": listing, "orders": with_totals(listing.rows, site), "states": STATES, "state": state, "query": query,
        "may_export": request.actor.may("export.all"),
    }  # fmt: skip
    return render(request, "orders/list.html", context)
