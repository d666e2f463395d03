"""The order's page: its lines, who pays what, what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.sites.queries import current_site

from .. import forms
from ..models import Order, Payer
from ..queries.order_page import order_page
from ..queries.picks import picks
from ..services import changes, estimates, lines, opening, payers

WRITE = "estimate.write"


@page("order.read")
def order(request: HttpRequest, site, order_id: int) -> HttpResponse:
    return board(request, order_id)


def board(request: HttpRequest, order_id: int, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The whole page, or for htmx the part that an act has changed. `bound`: forms that came back with errors."""
    shown = order_page(order_id, actor=request.actor, at=request.at)
    currency = shown.site.currency
    may_write = request.actor.may(WRITE) and shown.editable
    context = {
        "page": shown,
        "may_write": may_write,
        "payers": Payer.choices,
        "picks": picks(request.GET.get("q", "")) if may_write else None,
        "labour_form": bound.get("labour") or forms.LabourForm(currency=currency, prefix="labour"),
        "sublet_form": bound.get("sublet") or forms.SubletForm(currency=currency, prefix="sublet"),
        "fee_form": bound.get("fee") or forms.FeeForm(currency=currency, fee=shown.policy.diagnosis_fee, prefix="fee"),
        "present_form": bound.get("present") or _present_form(shown),
        "later_form": bound.get("later") or forms.LaterForm(initial={"ready_at": shown.suggested_at, "how": "phone"}),
        "opened": next(iter(bound), ""),
    }
    return render(request, "orders/_board.html" if request.htmx else "orders/order.html", context, status=status)


def _present_form(shown) -> forms.PresentForm:
    promised = None if shown.visit.no_repair_reason else shown.visit.promised_ready_at
    suggested = max(filter(None, (promised, shown.suggested_at)), default=None)
    return forms.PresentForm(initial={"ready_at": suggested, "revision": shown.order.revision})


def settled(request: HttpRequest, order_id: int) -> HttpResponse:
    """After an act: the board again for htmx, the page for everybody else."""
    return board(request, order_id) if request.htmx else back_to(request, "orders:order", order_id)


@page("order.read")
def pick_list(request: HttpRequest, site, order_id: int) -> HttpResponse:
    if not Order.objects.filter(pk=order_id).exists():
        raise NotHere
    return render(request, "orders/_picks.html", {"picks": picks(request.GET.get("q", "")), "order_id": order_id})


@act(WRITE)
def open_order(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    opened = opening.open_order(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "orders:order", opened.pk)


@act(WRITE)
def add_menu_item(request: HttpRequest, site, order_id: int) -> HttpResponse:
    lines.add_menu_item(order_id=order_id, menu_item_id=number(request, "item"), by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def add_part(request: HttpRequest, site, order_id: int) -> HttpResponse:
    parent = request.POST.get("parent", "")
    lines.add_part(
        order_id=order_id,
        part_id=number(request, "part"),
        parent_id=int(parent) if parent.isdecimal() else None,
        by=request.actor,
        at=request.at,
    )
    return settled(request, order_id)


@act(WRITE)
def add_labour(request: HttpRequest, site, order_id: int) -> HttpResponse:
    form = forms.LabourForm(request.POST, currency=current_site().currency, prefix="labour")
    if not form.is_valid():
        return board(request, order_id, status=422, labour=form)
    told = form.cleaned_data
    lines.add_labour(
        order_id=order_id, description=told["description"], standard_minutes=told["hours"], price=told["price"], payer=told["payer"],
        bay_kind=told["bay_kind"], by=request.actor, at=request.at,
    )  # fmt: skip
    return settled(request, order_id)


@act(WRITE)
def add_sublet(request: HttpRequest, site, order_id: int) -> HttpResponse:
    form = forms.SubletForm(request.POST, currency=current_site().currency, prefix="sublet")
    if not form.is_valid():
        return board(request, order_id, status=422, sublet=form)
    told = form.cleaned_data
    lines.add_sublet(
        order_id=order_id, description=told["description"], supplier=told["supplier"], price=told["price"], cost=told["cost"] or 0,
        by=request.actor, at=request.at,
    )  # fmt: skip
    return settled(request, order_id)


@act(WRITE)
def add_fee(request: HttpRequest, site, order_id: int) -> HttpResponse:
    form = forms.FeeForm(request.POST, currency=current_site().currency, prefix="fee")
    if not form.is_valid():
        return board(request, order_id, status=422, fee=form)
    told = form.cleaned_data
    lines.add_fee(order_id=order_id, description=told["description"], price=told["price"], by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def add_from_finding(request: HttpRequest, site, order_id: int, finding_id: int) -> HttpResponse:
    lines.line_from_finding(order_id=order_id, finding_id=finding_id, by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def add_from_declined(request: HttpRequest, site, order_id: int, line_id: int) -> HttpResponse:
    lines.line_from_declined(order_id=order_id, line_id=line_id, by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def release(request: HttpRequest, site, order_id: int) -> HttpResponse:
    opening.release_order(order_id=order_id, instructions=request.POST.get("instructions"), by=request.actor, at=request.at)
    return settled(request, order_id)


@act("order.release")
def recall(request: HttpRequest, site, order_id: int) -> HttpResponse:
    opening.recall_order(order_id=order_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def name_payer(request: HttpRequest, site, order_id: int) -> HttpResponse:
    told = {name: request.POST.get(name, "") for name in ("payer", "name", "reference")}
    payers.name_payer(order_id=order_id, by=request.actor, at=request.at, **told)
    return settled(request, order_id)


@act(WRITE)
def ask_again(request: HttpRequest, site, line_id: int) -> HttpResponse:
    line = changes.ask_again(line_id=line_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return settled(request, line.order_id)


@act(WRITE)
def sublet(request: HttpRequest, site, line_id: int) -> HttpResponse:
    move = payers.bring_back if request.POST.get("way") == "back" else payers.send_out
    moved = move(line_id=line_id, by=request.actor, at=request.at)
    return settled(request, moved.line.order_id)


@act(WRITE)
def instruct(request: HttpRequest, site, order_id: int) -> HttpResponse:
    opening.instruct(order_id=order_id, instructions=request.POST.get("instructions", ""), by=request.actor, at=request.at)
    return settled(request, order_id)


@act(WRITE)
def void(request: HttpRequest, site, order_id: int) -> HttpResponse:
    voided = opening.void_order(order_id=order_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return back_to(request, "orders:order", voided.pk)


@act(WRITE)
def renegotiate(request: HttpRequest, site, order_id: int) -> HttpResponse:
    form = forms.LaterForm(request.POST)
    if not form.is_valid():
        return board(request, order_id, status=422, later=form)
    told = form.cleaned_data
    estimates.renegotiate_ready(
        order_id=order_id, ready_at=told["ready_at"], how=told["how"], reason=told["reason"], by=request.actor, at=request.at
    )
    return settled(request, order_id)


@act(WRITE)
def remove_line(request: HttpRequest, site, line_id: int) -> HttpResponse:
    line = changes.remove_line(line_id=line_id, revision=optional(request, "revision"), by=request.actor, at=request.at)
    return settled(request, line.order_id)


@act(WRITE)
def move_line(request: HttpRequest, site, line_id: int) -> HttpResponse:
    line = changes.move_line(line_id=line_id, up=request.POST.get("way") == "up", by=request.actor, at=request.at)
    return settled(request, line.order_id)


def number(request: HttpRequest, name: str) -> int:
    """A whole number that a button sends; Invalid for anything else."""
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("Choose one from the list."))
    return int(text)


def optional(request: HttpRequest, name: str) -> int | None:
    return number(request, name) if request.POST.get(name) else None
