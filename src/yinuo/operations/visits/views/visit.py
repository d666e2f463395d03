"""The page of one visit: the hub from which everything about the car that is here is reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, form_page, page, wants_json
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.pictures.services import prepare_all
from yinuo.core.ui.panels import panels
from yinuo.information.vehicles.models import Relation, Vehicle

from .. import services, words
from ..forms import CorrectionForm, EndForm, NewRecordForm, ParkForm, VoidForm
from ..queries import visit as queries
from .gate import follow_url, whole
from .next_act import next_act

MOST_PICTURES = 12


@page("visit.read")
def visit(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    read = queries.visit_page(visit_id, at=request.at)
    others = panels("visit", request, read.visit)
    context = {
        "page": read,
        "visit": read.visit,
        "next_act": next_act(request, read, others),
        "at_stake": [panel for panel in others if panel.where == "stake" and panel.tone],
        "calm_panels": [panel for panel in others if panel.where == "stake" and not panel.tone],
        "main_panels": [panel for panel in others if panel.where == "main"],
        "side_panels": [panel for panel in others if panel.where == "side"],
        "follow_url": follow_url(request, read.visit),
    }
    return render(request, "visits/visit.html", context)


@form_page("visit.receive")
def record(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Confirm whose car it is, or create customer and vehicle on the spot."""
    seen = queries.visit_with_all(visit_id)
    told = request.POST
    form = NewRecordForm(told if told.get("new") else None, initial=_known(seen))
    if request.method == "POST":
        if told.get("customer") and told.get("vehicle"):
            services.confirm_record(
                visit_id=visit_id, customer_id=whole(told["customer"]), vehicle_id=whole(told["vehicle"]), by=request.actor, at=request.at
            )
            return back_to(request, "visits:visit", visit_id)
        if form.is_valid():
            try:
                _create_record(request, seen, form.cleaned_data)
                return back_to(request, "visits:visit", visit_id)
            except DomainError as error:
                _put_errors(form, error)
    context = {"visit": seen, "form": form, "people": _people(seen)}
    return render(request, "visits/record.html", context, status=422 if form.errors else 200)


def _known(seen) -> dict:
    vehicle, customer, booking = seen.vehicle, seen.customer, seen.appointment
    return {
        "plate": vehicle.plate if vehicle else seen.plate,
        "make": vehicle.make if vehicle else "",
        "model": vehicle.model if vehicle else "",
        "vin": vehicle.vin if vehicle else "",
        "name": customer.name if customer else booking.contact_name if booking else "",
        "phone": customer.phone if customer else booking.contact_phone if booking else "",
    }


def _people(seen) -> list[Relation]:
    if not seen.vehicle_id:
        return []
    return list(Relation.objects.filter(vehicle_id=seen.vehicle_id, until=None).select_related("customer").order_by("part", "pk")[:8])


def _create_record(request: HttpRequest, seen, told: dict) -> None:
    """A new customer; the vehicle is the one that is known by the plate or the VIN, else a new one too."""
    vehicle = (
        seen.vehicle_id
        or Vehicle.objects.filter(plate=queries.rules.plain_plate(told["plate"])).exclude(plate="").values_list("pk", flat=True).first()
    )
    services.create_record(
        visit_id=seen.pk,
        customer={"name": told["name"], "phone": told["phone"]},
        vehicle=vehicle or {name: told[name] for name in ("plate", "make", "model", "vin")},
        by=request.actor,
        at=request.at,
    )


def _put_errors(form, error: DomainError) -> None:
    """The sentences of a refused act beside the fields that they are about."""
    fields = getattr(error, "fields", None) or {}
    for name, texts in fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, str(error))


@act("pictures.write")
def add_pictures(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Pictures from the camera; prepared (shrunk, turned, hashed) before anything is locked."""
    files = request.FILES.getlist("photo")
    if not files:
        raise Invalid(_("Choose a picture first."))
    kept = services.add_pictures(
        visit_id=visit_id,
        kind="finding" if request.POST.get("point") else "car",
        source=request.POST.get("source", ""),
        point=request.POST.get("point", ""),
        pictures=prepare_all(files, most=MOST_PICTURES),
        by=request.actor,
        at=request.at,
    )
    return (
        JsonResponse({"ok": True, "pictures": [picture.pk for picture in kept]})
        if wants_json(request)
        else back_to(request, "visits:visit", visit_id)
    )


@act("lounge.write")
def settle_customer(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.settle_customer(visit_id=visit_id, seen_off=request.POST.get("where") == "seen_off", by=request.actor, at=request.at)
    return back_to(request, "visits:visit", visit_id)


@form_page("car.move")
def park(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    seen = queries.visit_with_all(visit_id)
    form = ParkForm(request.POST or None, initial={"key_tag": seen.key_tag, "place": seen.parking_place, "zone": seen.car_zone_id or ""})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        services.park(
            visit_id=visit_id, key_tag=told["key_tag"], place=told["place"], zone_id=told["zone"], by=request.actor, at=request.at
        )
        return back_to(request, "visits:visit", visit_id)
    return render(request, "visits/park.html", {"visit": seen, "form": form}, status=422 if form.errors else 200)


@act("visit.receive")
def overnight(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    if request.POST.get("stays", "1") == "1":
        services.stay_overnight(visit_id=visit_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    else:
        services.bring_back(visit_id=visit_id, by=request.actor, at=request.at)
    return back_to(request, "visits:visit", visit_id)


@form_page("visit.receive")
def end(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    seen = queries.visit_with_all(visit_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.end_without_repair(visit_id=visit_id, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
        return back_to(request, "visits:visit", visit_id)
    context = {"visit": seen, "form": form, "reasons": words.END_REASONS}
    return render(request, "visits/end.html", context, status=422 if form.errors else 200)


@form_page("visit.correct")
def correct(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Set right what was tapped by mistake; the reason is kept, history is not edited."""
    seen = queries.visit_with_all(visit_id)
    rows = queries.corrections_of(seen)
    form = CorrectionForm(request.POST or None, names=[row.name for row in rows], initial={"of": request.GET.get("of", ""), "how": "time"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.correct(visit_id=visit_id, of=told["of"], to=form.to_time, reason=told["reason"], by=request.actor, at=request.at)
            return back_to(request, "visits:visit", visit_id)
        except DomainError as error:
            _put_errors(form, error)
    context = {"visit": seen, "form": form, "rows": rows, "void_form": VoidForm()}
    return render(request, "visits/correct.html", context, status=422 if form.errors else 200)


@act("visit.correct")
def void(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    services.void(visit_id=visit_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return back_to(request, "visits:visit", visit_id)
