"""Joining, taking apart, splitting; and the link of the customer's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, made
from yinuo.core.errors import Invalid
from yinuo.core.validation import key_of

from ..models import Complaint
from ..services import joining, page
from .case import show


@act("complaints.write")
def merge(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    number = key_of(request.POST.get("number", "").lstrip("#"))
    into = Complaint.objects.filter(number=number).first() if number is not None and number < 2**31 else None
    if into is None:
        raise Invalid(_("There is no complaint with this number."))
    joining.merge(complaint_id=complaint_id, into_id=into.pk, by=request.actor, at=request.at)
    return back_to(request, "complaints:case", into.pk)


@act("complaints.write")
def unmerge(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    joining.unmerge(complaint_id=complaint_id, by=request.actor, at=request.at)
    return back_to(request, "complaints:case", complaint_id)


@act("complaints.write")
def split(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    part = joining.split(complaint_id=complaint_id, text=request.POST.get("text", ""), by=request.actor, at=request.at)
    return made(request, reverse("complaints:case", args=[site.code, part.pk]))


@act("complaints.write")
def link(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    """Shown once: only its hash is kept."""
    _complaint, token = page.new_link(complaint_id=complaint_id, by=request.actor, at=request.at)
    return show(request, complaint_id, link=request.build_absolute_uri(reverse("complaint:case", args=[token])))
