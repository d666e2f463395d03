"""The list of complaints, and taking one in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import form_page, made, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import InvalidFields, key_of
from yinuo.information.customers.models import Customer
from yinuo.operations.visits.models import Visit

from .. import forms, queries
from ..models import Complaint
from ..services import opening

URGENT = Sort("urgent", _("most urgent first"), ("owned", "due_at", "id"))
NEWEST = Sort("newest", _("newest first"), ("-id",))
OLDEST = Sort("received", _("longest here first"), ("received_at", "id"))
COLUMNS = (
    Column(_("number"), lambda row: row.number),
    Column(_("received"), lambda row: row.received_at),
    Column(_("way in"), lambda row: row.get_way_in_display()),
    Column(_("severity"), lambda row: row.get_severity_display()),
    Column(_("customer"), lambda row: row.who),
    Column(_("phone"), lambda row: row.customer.phone if row.customer else row.contact_phone),
    Column(_("plate"), lambda row: row.plate),
    Column(_("in the customer's words"), lambda row: row.text),
    Column(_("what the customer wants"), lambda row: row.wants),
    Column(_("state"), lambda row: row.get_state_display()),
    Column(_("responsible"), lambda row: str(row.owner or "")),
    Column(_("to be done by"), lambda row: row.due_at if row.is_open else None),
    Column(_("process step"), lambda row: row.get_process_step_display()),
    Column(_("factor"), lambda row: row.get_factor_display()),
    Column(_("root cause"), lambda row: row.get_root_cause_display()),
    Column(_("responsible gap"), lambda row: row.gap),
    Column(_("what was agreed"), lambda row: row.agreed),
    Column(_("the customer's word"), lambda row: row.get_word_display()),
    Column(_("closed"), lambda row: row.closed_at),
    Column(_("closed without the customer's word because"), lambda row: row.get_closed_without_display()),
    Column(_("what we change so that it does not return"), lambda row: row.lesson),
)


@page("complaints.read")
def complaints(request: HttpRequest, site) -> HttpResponseBase:
    """Open ones first: those without anybody responsible, then the latest."""
    form = forms.ComplaintFilter(request.GET)
    form.is_valid()  # a field that does not fit is left out
    told = form.cleaned_data
    asked = {name: told[name] for name in ("which", "severity", "way_in", "step") if told.get(name)}
    if told.get("whose") == "mine":
        asked["owner_id"] = request.actor.user_id
    rows = queries.listed(text=told.get("q", ""), at=request.at, **asked)
    sorts = (NEWEST, OLDEST) if told.get("which") in ("closed", "all") else (URGENT, NEWEST, OLDEST)
    listing = listed(request, rows, sorts=sorts)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="complaints")
    context = {
        "form": form,
        "listing": listing,
        "tally": queries.tally(request.at),
        "filtered": bool(asked or told.get("q")),
        "which": told.get("which", ""),
    }
    return render(request, "complaints/list.html", context)


@form_page("complaints.open")
def open_complaint(request: HttpRequest, site) -> HttpResponse:
    """From a visit (`?visit=`), from a customer (`?customer=`), or of somebody who is not known."""
    about = _about(request)
    form = forms.OpenForm(request.POST if request.method == "POST" else None, initial={"way_in": _way_in(request)})
    if request.method == "POST" and form.is_valid():
        try:
            return made(request, _after(request, _open(request, about, form.cleaned_data)))
        except Invalid as problem:
            problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))
    context = {"form": form, "about": about, "answerer": opening.least_busy() is not None}
    return render(request, "complaints/open.html", context, status=422 if request.method == "POST" else 200)


def _way_in(request: HttpRequest) -> str:
    roles = request.actor.roles
    return "host" if roles == {"host"} else "phone" if "follow_up_agent" in roles and len(roles) == 1 else "desk"


def _about(request: HttpRequest) -> dict[str, Any]:
    """The visit or the customer named in the address."""
    found: dict[str, Any] = {"visit": None, "customer": None}
    if (pk := key_of(request.GET.get("visit"))) is not None:
        found["visit"] = Visit.objects.select_related("customer", "vehicle").filter(pk=pk).first()
    elif (pk := key_of(request.GET.get("customer"))) is not None:
        found["customer"] = Customer.objects.filter(pk=pk).first()
    if (request.GET.get("visit") or request.GET.get("customer")) and not any(found.values()):
        raise NotHere
    return found


def _open(request: HttpRequest, about: dict[str, Any], told: dict[str, Any]) -> Complaint:
    who = {name: told.pop(name) for name in ("contact_name", "contact_phone", "plate")}
    common: dict[str, Any] = {"by": request.actor, "at": request.at, **told}
    if about["visit"]:
        return opening.open_about_visit(visit_id=about["visit"].pk, **common)
    if about["customer"]:
        return opening.open_about_customer(customer_id=about["customer"].pk, **common)
    return opening.open_of_nobody(**common, **who)


def _after(request: HttpRequest, complaint: Complaint) -> str:
    """The case, for who may see it; else back to where it was taken in."""
    code = request.site.code
    if request.actor.may("complaints.read"):
        return reverse("complaints:case", args=[code, complaint.pk])
    if complaint.visit_id and request.actor.may("visit.read"):
        return reverse("visits:visit", args=[code, complaint.visit_id])
    return reverse("today:today", args=[code])


@page("complaints.open")
def poster(request: HttpRequest, site) -> HttpResponse:
    """To be hung up in hall and lounge: the code by which anybody tells us from their own phone."""
    url = request.build_absolute_uri(reverse("complaint:tell_site", args=[site.code]))
    return render(request, "complaints/poster.html", {"tell_url": url})
