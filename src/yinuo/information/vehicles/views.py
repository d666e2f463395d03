from __future__ import annotations

import re

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, form_page, made, not_again, page
from yinuo.core.search.queries import ids_of
from yinuo.core.search.rules import searched
from yinuo.core.ui.panels import panels
from yinuo.core.validation import InvalidFields, key_of
from yinuo.core.workflow.services import LostMove
from yinuo.information.customers.models import Customer
from yinuo.information.customers.rules import phone_is_odd

from . import queries, services, words
from .forms import MileageForm, NewForm, RelationForm, VehicleForm
from .models import Vehicle


@page("customers.read")
def vehicle(request, site, vehicle_id):
    found = _vehicle(vehicle_id)
    shown = panels("vehicle", request, found)
    context = {
        "vehicle": found,
        "read": words.read(found.plate, found.vin, site.country),
        "people": queries.people_of(found),
        "readings": queries.readings(found),
        "mileage_form": MileageForm(),
        "relation_form": RelationForm(),
        "stake": [panel for panel in shown if panel.where == "stake"],
        "panels": [panel for panel in shown if panel.where == "main"],
        "side": [panel for panel in shown if panel.where == "side"],
    }
    return render(request, "vehicles/vehicle.html", context)


@form_page("customers.write")
def new(request, site):
    """A customer and a vehicle in one form. What is already on record is shown first; it is made anew only when the person says so."""
    chosen = _chosen(request)
    form = NewForm(request.POST or None, initial=_guessed(request.GET.get("q", "")) | _of_customer(chosen))
    known = None
    if request.method == "POST" and form.is_valid():
        not_again(request)
        asked = form.cleaned_data
        known = queries.known(plate=asked["plate"], vin=asked["vin"], name=asked["name"], phone=asked["phone"])
        if chosen is not None or request.POST.get("anyway") or not any(alike.strong for alike in known.people):
            answer = _make(request, form, chosen)
            if answer is not None:
                return answer
    status = 422 if request.method == "POST" else 200
    return render(request, "vehicles/new.html", {"form": form, "known": known, "chosen": chosen}, status=status)


def _make(request, form, chosen):
    """Make both; None when the form says what is wrong."""
    try:
        customer, _vehicle_made = services.create_with_customer(
            by=request.actor,
            at=request.at,
            customer=form.of_customer(),
            vehicle=form.of_vehicle(),
            customer_id=chosen,
            part=form.cleaned_data["part"],
            km=form.cleaned_data["mileage"],
        )
    except InvalidFields as error:
        error.tell(form)
        return None
    except services.VehicleKnown as error:
        form.add_error(error.details["field"], str(error))
        return None
    return made(request, reverse("customers:customer", args=[request.site.code, customer.pk]))


def _chosen(request) -> int | None:
    """The customer on record whom the person picked."""
    return key_of(request.POST.get("customer_id") or request.GET.get("customer"))


def _of_customer(customer_id: int | None) -> dict:
    """Who gets one more vehicle."""
    found = Customer.objects.filter(pk=customer_id).first() if customer_id is not None else None
    return {"name": found.name, "phone": found.phone} if found else {}


def _guessed(text: str) -> dict:
    """What somebody typed into the search box goes to the field that it fits."""
    text = text.replace("\x00", "")[:120].strip()
    if not text:
        return {}
    if re.fullmatch(r"[+\d][\d\s-]{6,}", text):
        return {"phone": text}
    return {"plate": text} if any(sign.isdigit() for sign in text) else {"name": text}


@page("customers.read")
def look(request, site):
    """While a form is filled in: what the plate and the VIN say, what looks odd, who is already on record."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:120] for name in ("plate", "vin", "name", "phone")}
    known = queries.known(**asked, but=key_of(request.GET.get("but")))
    odd_phone = phone_is_odd(asked["phone"], site.country)
    context = {"read": words.read(asked["plate"], asked["vin"], site.country), "known": known, "odd_phone": odd_phone}
    return render(request, "vehicles/look.html", context)


@form_page("customers.write")
def change(request, site, vehicle_id):
    found = _vehicle(vehicle_id)
    form = VehicleForm(request.POST or None, instance=found, initial={"seen_at": found.changed_at.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            seen_at = form.cleaned_data["seen_at"]
            services.change_vehicle(vehicle_id=vehicle_id, by=request.actor, at=request.at, seen_at=seen_at, **form.particulars())
            return back_to(request, "vehicles:vehicle", vehicle_id)
        except InvalidFields as error:
            error.tell(form)
        except services.VehicleKnown as error:
            form.add_error(error.details["field"], str(error))
        except LostMove:
            now = _vehicle(vehicle_id)
            form = VehicleForm({**request.POST.dict(), "seen_at": now.changed_at.isoformat()})
            context = {"form": form, "vehicle": now, "newer": now, "who": str(now.changed_by or "")}
            return render(request, "vehicles/change.html", context, status=409)
    status = 422 if form.errors else 200
    return render(request, "vehicles/change.html", {"form": form, "vehicle": _vehicle(vehicle_id)}, status=status)


@act("customers.write")
def mileage(request, site, vehicle_id):
    form = MileageForm(request.POST)
    if not form.is_valid():
        raise InvalidFields({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    services.record_mileage(vehicle_id=vehicle_id, km=form.cleaned_data["km"], by=request.actor, at=request.at)
    return back_to(request, "vehicles:vehicle", vehicle_id)


@act("customers.write")
def relate(request, site, vehicle_id):
    """Relate somebody on record, found as in the search box, when that is one person."""
    form = RelationForm(request.POST)
    if not form.is_valid():
        raise InvalidFields({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    ids = ids_of("customer", searched(form.cleaned_data["customer"]))
    if len(ids) != 1:
        hint = _("Nobody on record fits. Make the customer first.") if not ids else _("Several people fit. Give the whole phone number.")
        raise InvalidFields({"customer": [hint]})
    services.relate_customer(vehicle_id=vehicle_id, customer_id=ids[0], part=form.cleaned_data["part"], by=request.actor, at=request.at)
    return back_to(request, "vehicles:vehicle", vehicle_id)


@act("customers.write")
def end_relation(request, site, vehicle_id, relation_id):
    services.end_relation(relation_id=relation_id, by=request.actor, at=request.at)
    return back_to(request, "vehicles:vehicle", vehicle_id)


def _vehicle(vehicle_id: int) -> Vehicle:
    found = Vehicle.objects.select_related("changed_by", "thread").filter(pk=vehicle_id).first()
    if found is None:
        raise Http404
    return found
