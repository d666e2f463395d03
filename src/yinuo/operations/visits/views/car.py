"""Round the car with the customer: the walk, the nine points, the inspection sheet."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yinuo.core.access.views import back_to, form_page, page
from yinuo.core.errors import DomainError, Invalid
from yinuo.core.pictures.services import prepare_all

from .. import services
from ..forms import WalkAroundForm
from ..queries import visit as queries

MOST_PHOTOS = 20


@form_page("visit.receive")
def walk_around(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    seen = queries.visit_with_all(visit_id)
    walk = getattr(seen, "walk_around", None)
    known = {
        "mileage": seen.mileage,
        "fuel": seen.fuel,
        "valuables_asked": bool(walk and walk.valuables_asked),
        "valuables": walk.valuables if walk else "",
    }
    form, lower, marks = WalkAroundForm(request.POST or None, initial=known), False, walk.damages if walk else []
    if request.method == "POST":
        marks = _marks(request)
        if form.is_valid():
            try:
                _walk(request, visit_id, form.cleaned_data, marks)
                return back_to(request, "visits:visit", visit_id)
            except services.MileageLower as error:
                lower = True
                form.add_error("mileage", str(error))
            except DomainError as error:
                form.add_error(None, str(error))
    last = seen.vehicle.mileage if seen.vehicle else None
    context = {"visit": seen, "form": form, "marks": marks, "walk": walk, "lower": lower or form["lower_is_right"].value(), "last": last}
    return render(request, "visits/walk_around.html", context, status=422 if form.errors else 200)


def _marks(request: HttpRequest) -> list[dict]:
    """What the outline sent; nothing when the browser sent none."""
    text = request.POST.get("damages", "")
    if len(text) > 100_000:
        raise Invalid
    try:
        marks = json.loads(text, parse_constant=_no_number) if text else []
        json.dumps(marks, ensure_ascii=False, allow_nan=False).encode()  # half a character, or no end, cannot be stored
    except (ValueError, RecursionError):
        raise Invalid from None
    if not isinstance(marks, list) or not all(isinstance(mark, dict) for mark in marks):
        raise Invalid
    return marks


def _no_number(text: str) -> None:
    raise ValueError(text)


def _walk(request: HttpRequest, visit_id: int, told: dict, marks: list[dict]) -> None:
    photos = [file for name, file in request.FILES.items() if name.startswith("photo")]
    services.walk_around(
        visit_id=visit_id, damages=marks, pictures=prepare_all(photos, most=MOST_PHOTOS), by=request.actor, at=request.at, **told
    )


@form_page("findings.write")
def nine_points(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """ok / attended to / needs work / not safe, for each of the nine."""
    seen, error = queries.visit_with_all(visit_id), ""
    if request.method == "POST":
        points = {
            code: {"state": request.POST.get(f"state-{code}", ""), "note": request.POST.get(f"note-{code}", "")}
            for code in queries.rules.NINE_POINTS
        }
        try:
            services.nine_point(visit_id=visit_id, points=points, by=request.actor, at=request.at)
            return back_to(request, "visits:visit", visit_id)
        except DomainError as refused:
            error = str(refused)
    context = {"visit": seen, "points": queries.nine_points(seen), "error": error, "typed": request.POST}
    return render(request, "visits/nine_points.html", context, status=422 if error else 200)


@form_page("findings.write")
def inspection(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Red, amber, green, area by area, with gloves on."""
    seen, error = queries.visit_with_all(visit_id), ""
    if request.method == "POST":
        points = {
            code: {"grade": request.POST.get(f"grade-{code}", ""), "note": request.POST.get(f"note-{code}", "")}
            for code in queries.rules.INSPECTION_POINTS
        }
        try:
            services.inspect(visit_id=visit_id, points=points, by=request.actor, at=request.at)
            return back_to(request, "visits:visit", visit_id)
        except DomainError as refused:
            error = str(refused)
    context = {"visit": seen, "areas": queries.inspection_areas(seen), "error": error}
    return render(request, "visits/inspection.html", context, status=422 if error else 200)


@page("visit.read")
def sheet(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """The inspection on paper: nine points, red / amber / green, damage, readings."""
    seen = queries.visit_with_all(visit_id)
    context = {
        "visit": seen,
        "walk": getattr(seen, "walk_around", None),
        "points": queries.nine_points(seen),
        "areas": queries.inspection_areas(seen),
    }
    return render(request, "visits/sheet.html", context)
