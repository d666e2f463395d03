"""Screens of the workshop: the technician's phone, the dispatcher's list, the inspector's sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from yinuo.core.access.queries import staff_with
from yinuo.core.access.views import act, back_to, done, form_page, page, wants_json
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.pictures import services as pictures
from yinuo.core.validation import key_of

from . import work_queries as queries
from .models import ClockEntry, Inspection
from .services import inspections as inspection_services
from .services import work as services

MOST_PHOTOS = 6


@page("work.do")
def mine(request: HttpRequest, site) -> HttpResponse:
    """My jobs: the running one first, then what to take up next."""
    bench = queries.bench(request.actor.user_id, at=request.at)
    reasons = [(value, label) for value, label in ClockEntry.Reason.choices if value != ClockEntry.Reason.DONE]
    context = {"bench": bench, "reasons": reasons, "experts": list(staff_with("work.do"))}
    return render(request, "orders/work/_jobs.html" if request.htmx else "orders/work/mine.html", context)


@act("work.do")
def start(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    services.start(operation_id=operation_id, by=request.actor, at=request.at)
    return back_to(request, "work:mine")


@act("work.do")
def pause(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    services.pause(
        operation_id=operation_id,
        reason=request.POST.get("reason", ""),
        expert_id=whole(request.POST.get("expert")),
        note=request.POST.get("note", "")[:1000],
        by=request.actor,
        at=request.at,
    )
    return back_to(request, "work:mine")


@act("work.do")
def finish(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    operation = services.finish(operation_id=operation_id, by=request.actor, at=request.at)
    order = operation.line.order
    if order.state == "inspecting" and not wants_json(request):
        return back_to(request, "work:inspect", order.pk)
    return back_to(request, "work:mine")


@act("work.do")
def unstart(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    services.unstart(operation_id=operation_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return back_to(request, "work:mine")


@page("order.read")
def problem(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    """A technical problem: what was asked, what was answered, a place for the answer."""
    found = queries.problem(operation_id)
    if found is None:
        raise NotHere
    operation, told = found
    return render(request, "orders/work/problem.html", {"operation": operation, "told": told, "order": operation.line.order})


@act("order.read")
def answer(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    services.answer_problem(operation_id=operation_id, answer=request.POST.get("answer", ""), by=request.actor, at=request.at)
    return back_to(request, "work:problem", operation_id)


@page("work.plan")
def dispatch_list(request: HttpRequest, site) -> HttpResponse:
    """Who does what where: the unassigned first, then each technician's load."""
    unassigned, loads, bays = queries.dispatch_list(at=request.at)
    context = {"unassigned": unassigned, "loads": loads, "bays": bays}
    return render(request, "orders/work/_dispatch.html" if request.htmx else "orders/work/dispatch.html", context)


@act("work.plan")
def assign(request: HttpRequest, site, operation_id: int) -> HttpResponse:
    services.assign(
        operation_id=operation_id,
        technician_id=whole(request.POST.get("technician")),
        bay_id=whole(request.POST.get("bay")),
        planned_at=moment(request.POST.get("planned_at")),
        by=request.actor,
        at=request.at,
    )
    return back_to(request, "work:dispatch")


@page("inspection.read")
def inspections(request: HttpRequest, site) -> HttpResponse:
    """Orders that wait for an inspection, the earliest promise first."""
    orders = queries.waiting_for("self", "quality", "final")
    waiting = queries.not_handed_out([order.pk for order in orders])
    for order in orders:
        order.waiting = waiting.get(order.pk, [])
        order.may = request.actor.may(f"inspection.{order.next_kind}") and (request.actor.user_id in order.workers) == (
            order.next_kind == "self"
        )
    context = {"orders": orders, "kinds": dict(Inspection.Kind.choices)}
    return render(request, "orders/work/_inspections.html" if request.htmx else "orders/work/inspections.html", context)


@form_page("inspection.read")
def inspect(request: HttpRequest, site, order_id: int) -> HttpResponse:
    """The sheet of the order's next inspection. What was ticked stays when something is missing."""
    sheet = queries.inspection_sheet(order_id)
    if sheet is None:
        if request.method == "POST":
            raise Invalid(_("This order does not wait for an inspection any more. Nothing was recorded; look at its timeline."))
        raise NotHere(_("This order does not wait for an inspection."))
    error, answers, status = "", {}, 200
    if request.method == "POST":
        request.actor.require(f"inspection.{sheet.kind}")
        answers = {code: (request.POST.get(f"ok_{code}", ""), request.POST.get(f"note_{code}", "")) for code, _label in sheet.points}
        try:
            _inspect(request, sheet, answers)
        except Invalid as problem:
            error, status = str(problem), 422
        else:
            return back_to(request, "work:mine" if sheet.kind == "self" and request.actor.may("work.do") else "work:inspections")
    points = [(code, label, *answers.get(code, ("", ""))) for code, label in sheet.points]
    return render(
        request,
        "orders/work/inspect.html",
        {
            "sheet": sheet,
            "points": points,
            "error": error,
            "kind": Inspection.Kind(sheet.kind).label,
            "may_parts": request.actor.may("parts.write"),
        },
        status=status,
    )


def _inspect(request: HttpRequest, sheet: queries.Sheet, answers: dict[str, tuple[str, str]]) -> None:
    states = {"yes": True, "no": False}
    items = [{"code": code, "ok": states.get(ok), "note": note.strip()[:240]} for code, (ok, note) in answers.items()]
    inspection_services.inspect(
        order_id=sheet.order.pk,
        kind=sheet.kind,
        items=items,
        note=request.POST.get("note", ""),
        photos=pictures.prepare_all(request.FILES.getlist("photo"), most=MOST_PHOTOS),
        redo=[pk for text in request.POST.getlist("redo") if (pk := key_of(text))] or None,
        by=request.actor,
        at=request.at,
    )


@act("estimate.write")
def comeback(request: HttpRequest, site, order_id: int) -> HttpResponse:
    inspection_services.link_comeback(order_id=order_id, earlier_id=whole(request.POST.get("earlier")), by=request.actor, at=request.at)
    return done(request, request.META.get("HTTP_REFERER") or "/")


def whole(text: str | None) -> int | None:
    """A posted id; None when it is empty. Raises Invalid for anything else than digits."""
    if not text:
        return None
    if (key := key_of(text)) is None:
        raise Invalid
    return key


def moment(text: str | None):
    """A posted local date and time; None when it is empty. Raises Invalid when it is none."""
    if not text:
        return None
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None:
        raise Invalid(_("Enter date and time like 2026-03-02 14:30."))
    return make_aware(parsed) if is_naive(parsed) else parsed
