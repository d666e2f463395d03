"""Presenting: the link and its code, the turned tablet, the recorded call, paper."""

from __future__ import annotations

import base64
import binascii
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.pictures import services as pictures
from yinuo.core.ui import qr
from yinuo.core.ui.words import moment_words, money_words

from .. import forms
from ..queries.order_page import order_page
from ..queries.papers import Paper, paper_of, work_order
from ..services import estimates as services
from .order import board

WRITE = "estimate.write"


@act(WRITE)
def present(request: HttpRequest, site, order_id: int) -> HttpResponse:
    """Put the order to the customer: on this tablet, or by a link (shown once, since only its hash is kept)."""
    form = forms.PresentForm(request.POST)
    if not form.is_valid():
        return board(request, order_id, status=422, present=form)
    told = form.cleaned_data
    try:
        estimate, token = services.present_estimate(
            order_id=order_id,
            ready_at=told["ready_at"],
            message=told["message"],
            revision=told["revision"],
            by=request.actor,
            at=request.at,
        )
    except (services.ReadyTimePast, services.ReadyTimeNeeded) as refusal:
        form.add_error("ready_at", str(refusal))
        return board(request, order_id, status=422, present=form)
    if request.POST.get("how") == "tablet":
        return back_to(request, "orders:tablet", estimate.pk)
    return show_share(request, estimate.pk, token)


@page("order.read")
def share(request: HttpRequest, site, estimate_id: int) -> HttpResponse:
    return show_share(request, estimate_id)


@act(WRITE)
def link(request: HttpRequest, site, estimate_id: int) -> HttpResponse:
    estimate, token = services.new_link(estimate_id=estimate_id, by=request.actor, at=request.at)
    return show_share(request, estimate.pk, token)


def show_share(request: HttpRequest, estimate_id: int, token: str = "") -> HttpResponse:
    """The version with, once, its link, code and the words to send; and how far the customer is."""
    paper = paper_of(estimate_id, site_code=request.site.code)
    context: dict[str, Any] = {"paper": paper, "answer_channels": forms.CHANNELS}
    if token:
        url = request.build_absolute_uri(reverse("customer:estimate", args=[token]))
        context |= {"link": url, "code": qr.svg(url), "text": _words(paper, url, request)}
    return render(request, "orders/share.html", context)


def _words(paper: Paper, url: str, request: HttpRequest) -> str:
    """What to send, in the customer's own language."""
    with override(paper.customer_language or request.site.language):
        values = {
            "name": paper.customer_name,
            "plate": paper.visit.plate,
            "total": money_words(paper.estimate.total, paper.site.currency),
            "ready": moment_words(paper.estimate.ready_at, request.at, zone=request.site.zone) if paper.estimate.ready_at else "",
            "url": url,
            "site": request.site.name,
        }
        return (
            _(
                "%(name)s, the estimate for your car %(plate)s is ready: %(total)s, ready by %(ready)s. Please look and answer here: %(url)s — %(site)s"
            )
            % values
        )


@act(WRITE)
def told(request: HttpRequest, site, estimate_id: int) -> HttpResponse:
    services.told(estimate_id=estimate_id, channel=request.POST.get("channel", ""), by=request.actor, at=request.at)
    return back_to(request, "orders:share", estimate_id)


@form_page(WRITE)
def tablet(request: HttpRequest, site, estimate_id: int) -> HttpResponse:
    """Big and readable, turned to the customer: each line approved or declined, signed with a finger. Also where a call is recorded."""
    if request.method != "POST":
        return _show_tablet(request, estimate_id)
    try:
        channel = request.POST.get("channel", "tablet")
        signature = None if channel != "tablet" else _signature(request.POST.get("signature", ""))
        decided_by = request.POST.get("decided_by", "") or paper_of(estimate_id, site_code=request.site.code).customer_name
        estimate = services.decide(
            estimate_id=estimate_id, answers=answers_from(request.POST), channel=channel, signature=signature,
            decided_by=decided_by, by=request.actor, at=request.at,
        )  # fmt: skip
    except (Invalid, pictures.BadPicture) as refusal:
        return _show_tablet(request, estimate_id, refusal, status=422)
    except DomainError as refusal:
        return _show_tablet(request, estimate_id, refusal, status=refusal.status)
    return back_to(request, "orders:order", estimate.order_id)


def _show_tablet(request: HttpRequest, estimate_id: int, error: Exception | None = None, status: int = 200) -> HttpResponse:
    by_phone = request.GET.get("how") == "phone" or request.POST.get("channel") in ("phone", "wechat", "text")
    context = {"paper": paper_of(estimate_id, site_code=request.site.code), "by_phone": by_phone, "typed": request.POST, "error": error}
    return render(request, "orders/tablet.html", context, status=status)


class NotSigned(Invalid):
    """The tablet's answer counts with the customer's signature."""


def _signature(data: str) -> pictures.Prepared:
    head, _comma, body = data.partition(",")
    if head != "data:image/png;base64" or len(body) > 2_000_000:
        raise NotSigned(_("Please sign first."))
    try:
        return pictures.prepare(BytesIO(base64.b64decode(body, validate=True)))
    except (binascii.Error, ValueError):
        raise NotSigned(_("Please sign first.")) from None


def answers_from(posted) -> dict[int, services.Answer]:
    """`line-12=yes|no`, `reason-12=…` as answers; anything else is left out (and then missed by the service)."""
    answers = {}
    for name, value in posted.items():
        number = name.removeprefix("line-")
        if name.startswith("line-") and number.isdecimal() and len(number) < 19 and value in ("yes", "no"):
            answers[int(number)] = services.Answer(value == "yes", posted.get(f"reason-{number}", ""))
    return answers


@page("order.read")
def print_estimate(request: HttpRequest, site, estimate_id: int) -> HttpResponse:
    return render(request, "orders/print_estimate.html", {"paper": paper_of(estimate_id, site_code=site.code)})


@page("order.read")
def print_order(request: HttpRequest, site, order_id: int) -> HttpResponse:
    """The work order on paper: for the workshop without prices (`?for=workshop`), otherwise as it stands."""
    shown = order_page(order_id, actor=request.actor, at=request.at)
    context = {"page": shown, "sheet": work_order(shown.order), "for_workshop": request.GET.get("for") == "workshop"}
    return render(request, "orders/print_order.html", context)
