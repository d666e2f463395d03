"""The parts clerk's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import DomainError, Invalid, NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.ui.panels import panels

from . import forms, queries, services
from .models import PartOrder

SORTS = (Sort("name", gettext_lazy("by name"), ("name", "id")), Sort("number", gettext_lazy("by number"), ("number", "id")))
COMING = (Sort("expected", gettext_lazy("next to come"), ("expected_on", "id")),)
COLUMNS = (
    Column(gettext_lazy("Part number"), lambda part: part.number),
    Column(pgettext_lazy("of a thing", "Name"), lambda part: part.name),
    Column(gettext_lazy("Unit"), lambda part: part.unit),
    Column(gettext_lazy("On hand"), lambda part: part.on_hand / 1000),
    Column(gettext_lazy("Reserved"), lambda part: part.reserved / 1000),
    Column(gettext_lazy("Order when below"), lambda part: part.minimum / 1000),
    Column(gettext_lazy("Shelf"), lambda part: part.place),
)


@page("parts.read")
def parts(request, site):
    told = {"text": request.GET.get("q", "").replace("\x00", "").strip()[:60], "low": request.GET.get("low") == "1"}
    listing = listed(request, queries.parts(**told, inactive=request.GET.get("off") == "1"), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="parts", capability="parts.write")
    context = {
        "listing": listing,
        "rows": queries.rows_of(listing.rows),
        "low_count": queries.low_count(),
        "panels": panels("stock", request, site),
        "write": request.actor.may("parts.write"),
        "currency": site.currency,
        **told,
    }
    return render(request, "stock/parts.html", context)


@page("parts.read")
def coming(request, site):
    """What suppliers still owe."""
    listing = listed(request, queries.open_orders(), sorts=COMING)
    today = timezone.localdate(request.at)
    return render(request, "stock/coming.html", {"listing": listing, "today": today, "write": request.actor.may("parts.write")})


@form_page("parts.write")
def new(request, site):
    form = forms.PartForm(request.POST or None, currency=site.currency)
    if form.is_valid():
        try:
            made = services.add_part(**form.cleaned_data, by=request.actor, at=request.at)
        except Invalid as invalid:
            form.add_error("number", str(invalid))
        else:
            messages.success(request, _("The part is there. Receive the first ones, or order them."))
            return back_to(request, "stock:part", made.pk)
    return render(request, "stock/new.html", {"form": form, "currency": site.currency}, status=422 if form.errors else 200)


@page("parts.read")
def part(request, site, part_id):
    return part_page(request, part_id)


WRITTEN = ("number", "name", "unit", "price", "cost", "tax_rate", "minimum", "place", "lead_days")


def part_page(request: Any, part_id: int, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a part; `bound` are forms that did not validate, in the place of fresh ones."""
    today = timezone.localdate(request.at)
    found = queries.part_page(part_id, since=today - timedelta(days=90))
    currency = request.site.currency
    lacking = max(found.part.minimum - found.part.available - sum(order.quantity - order.received for order in found.orders), 0)
    expected = today + timedelta(days=found.part.lead_days)
    context = {
        "page": found,
        "today": today,
        "currency": currency,
        "write": request.actor.may("parts.write"),
        "in_use": {"active": "1"},
        "receive_form": forms.ReceiveForm(currency=currency),
        "count_form": forms.CountForm(initial={"counted": found.part.on_hand}),
        "order_form": forms.OrderForm(initial={"quantity": lacking or 1000, "expected_on": expected}),
        "part_form": forms.PartForm(initial={name: getattr(found.part, name) for name in WRITTEN}, currency=currency),
        **bound,
    }
    return render(request, "stock/part.html", context, status=status)


def back_to_part(request: HttpRequest, part_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return back_to(request, "stock:part", part_id)


@act("parts.write")
def change(request, site, part_id):
    form = forms.PartForm(request.POST, currency=site.currency)
    if form.is_valid():
        try:
            services.change_part(part_id=part_id, **form.cleaned_data, by=request.actor, at=request.at)
            return back_to_part(request, part_id, _("Saved."))
        except Invalid as invalid:
            form.add_error("number", str(invalid))
    return part_page(request, part_id, 422, part_form=form)


@act("parts.write")
def receive(request, site, part_id):
    form = forms.ReceiveForm(request.POST, currency=site.currency)
    if not form.is_valid():
        return part_page(request, part_id, 422, receive_form=form)
    services.receive(part_id=part_id, **form.cleaned_data, by=request.actor, at=request.at)
    return back_to_part(request, part_id, _("Received. Whoever waits for this part has been told."))


@act("parts.write")
def count(request, site, part_id):
    form = forms.CountForm(request.POST)
    if form.is_valid():
        try:
            services.count(part_id=part_id, **form.cleaned_data, by=request.actor, at=request.at)
            return back_to_part(request, part_id, _("Counted."))
        except (services.LessThanReserved, Invalid) as refused:
            form.add_error("counted", str(refused))
    return part_page(request, part_id, 422, count_form=form)


@act("parts.write")
def order(request, site, part_id):
    form = forms.OrderForm(request.POST)
    if not form.is_valid():
        return part_page(request, part_id, 422, order_form=form)
    services.order(part_id=part_id, **form.cleaned_data, by=request.actor, at=request.at)
    return back_to_part(request, part_id, _("Ordered."))


@act("parts.write")
def shelve(request, site, part_id):
    """Out of use, or in use again."""
    in_use = request.POST.get("active") == "1"
    services.change_part(part_id=part_id, active=in_use, by=request.actor, at=request.at)
    return back_to_part(request, part_id, _("In use again.") if in_use else _("Out of use: it is not offered any more."))


@act("parts.write")
def receive_order(request, site, order_id):
    """What came on an order: all that is missing, or as many as were typed."""
    found = PartOrder.objects.filter(pk=order_id).first()
    if found is None:
        raise NotHere
    form = forms.ReceiveForm(request.POST, currency=site.currency)
    if "quantity" in request.POST and not form.is_valid():
        raise DomainError(_("How many came? Type a number, with at most three decimals."))
    quantity = form.cleaned_data["quantity"] if "quantity" in request.POST else found.quantity - found.received
    services.receive(part_id=found.part_id, quantity=quantity, order_id=order_id, by=request.actor, at=request.at)
    return back_to_part(request, found.part_id, _("Received. Whoever waits for this part has been told."))


@act("parts.write")
def cancel_order(request, site, order_id):
    found = services.cancel_order(order_id=order_id, by=request.actor, at=request.at, reason=request.POST.get("reason", "")[:120])
    return back_to_part(request, found.part_id, _("The order is cancelled."))
