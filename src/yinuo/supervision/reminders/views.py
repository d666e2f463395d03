from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, back_where, done, form_page, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed

from . import forms, queries, reckoning, services
from .models import Reminder

SORTS = (Sort("due", _("earliest due first"), ("due_on", "id")), Sort("last", _("latest due first"), ("-due_on", "-id")))
COLUMNS = (
    Column(_("due"), lambda row: row.due_on),
    Column(_("due by"), lambda row: row.get_due_by_display()),
    Column(_("plate"), lambda row: row.vehicle.plate),
    Column(_("customer"), lambda row: row.customer.name if row.customer else ""),
    Column(_("phone"), lambda row: row.customer.phone if row.customer else ""),
    Column(_("date told"), lambda row: row.told_on),
    Column(_("mileage told (km)"), lambda row: row.told_km),
    Column(_("kilometres a day"), lambda row: row.km_a_day),
    Column(_("readings"), lambda row: row.readings),
    Column(_("state"), lambda row: row.get_state_display()),
    Column(_("contacts"), lambda row: row.contacts),
    Column(_("last outcome"), lambda row: row.get_outcome_display()),
    Column(_("not before"), lambda row: row.not_before),
)


@page("follow_up.read")
def reminders(request: HttpRequest, site: Any) -> HttpResponseBase:
    """Whom to remind of the next service, by when it falls due."""
    form = forms.ReminderFilter(request.GET)
    form.is_valid()  # a field that does not fit is left out
    which, text = form.cleaned_data.get("which", ""), form.cleaned_data.get("q", "")
    today, rule = timezone.localdate(request.at), reckoning.settings()
    listing = listed(request, queries.listed(which, today=today, lead_days=rule.lead_days, text=text), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="next-services")
    context = {
        "form": form, "listing": listing, "which": which, "text": text, "today": today, "rule": rule,
        "may_call": request.actor.may("follow_up.write"), "may_book": request.actor.may("booking.write"),
    }  # fmt: skip
    return render(request, "reminders/list.html", context)


@form_page("follow_up.write")
def reminder(request: HttpRequest, site: Any, reminder_id: int) -> HttpResponse:
    """One vehicle: the number to tap, how the day was found, how the call ended."""
    form = forms.ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.contacted(reminder_id=reminder_id, by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, booking_url(request, row)) if row.outcome == "wish" else back_to(request, "reminders:list")
        except Invalid as problem:
            form.add_error(None, str(problem))
    found = queries.reminder_page(reminder_id)
    if found is None:
        raise NotHere
    row, contacts = found
    context = {
        "row": row, "contacts": contacts, "form": form, "today": timezone.localdate(request.at), "rule": reckoning.settings(),
        "over": row.state in services.OVER,
    }  # fmt: skip
    return render(request, "reminders/reminder.html", context, status=422 if request.method == "POST" else 200)


def booking_url(request: Any, row: Reminder) -> str:
    """The booking form with what is known filled in; who may not book goes back to the list."""
    if not request.actor.may("booking.write"):
        return reverse("reminders:list", args=[request.site.code])
    known = {"vehicle": row.vehicle_id, "customer": row.customer_id or "", "origin": "phone"}
    return f"{reverse('booking:new', args=[request.site.code])}?{urlencode(known)}"


@act("follow_up.write")
def not_reached(request: HttpRequest, site: Any, reminder_id: int) -> HttpResponse:
    services.contacted(reminder_id=reminder_id, outcome="not_reached", by=request.actor, at=request.at)
    return back_where(request, "reminders:list")


@act("follow_up.write")
def wish(request: HttpRequest, site: Any, reminder_id: int) -> HttpResponse:
    """The customer wants to come: on to the booking."""
    return done(request, booking_url(request, services.contacted(reminder_id=reminder_id, outcome="wish", by=request.actor, at=request.at)))


@act("follow_up.write")
def take_up(request: HttpRequest, site: Any, reminder_id: int) -> HttpResponse:
    services.take_up(reminder_id=reminder_id, by=request.actor, at=request.at)
    return back_to(request, "reminders:reminder", reminder_id)


@form_page("setup.write")
def settings(request: HttpRequest, site: Any) -> HttpResponse:
    form = forms.SettingsForm(request.POST or None, instance=reckoning.settings())
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "reminders:list" if request.actor.may("follow_up.read") else "setup:setup")
        except Invalid as problem:
            form.add_error(None, str(problem))
    return render(request, "reminders/settings.html", {"form": form}, status=422 if request.method == "POST" else 200)
