"""Added work: the technician's finding, the advisor's list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yinuo.core.access.views import act, back_to, done, form_page, page, wants_json
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.pictures import services as pictures

from ..models import Order
from ..queries.added import open_added_work
from ..services import added_work as services
from ..words import FOUND

MOST_PHOTOS = 6


@page("estimate.write")
def open_requests(request: HttpRequest, site) -> HttpResponse:
    """What technicians found and customers were asked: the longest waiting first, own cars before others'."""
    mine = request.GET.get("all") != "1"
    rows = open_added_work(advisor_id=request.actor.user_id if mine else None, site_code=site.code)
    template = "orders/_added_work.html" if request.htmx else "orders/added_work.html"
    return render(request, template, {"rows": rows, "mine": mine})


@form_page("findings.write")
def request_added_work(request: HttpRequest, site, order_id: int) -> HttpResponse:
    """The technician's phone: what was found, how urgent, photos; three taps and a few words."""
    order = Order.objects.select_related("visit__vehicle").filter(pk=order_id).first()
    if order is None:
        raise NotHere
    operation = request.POST.get("operation") or request.GET.get("operation", "")
    context = {"order": order, "operation": operation, "typed": request.POST, "picks": FOUND}
    if request.method != "POST":
        return render(request, "orders/found.html", context)
    try:
        photos = pictures.prepare_all(request.FILES.getlist("photo"), most=MOST_PHOTOS)
        services.request(
            order_id=order_id, text=request.POST.get("text", ""), grade=request.POST.get("grade", "red"), photos=photos,
            operation_id=int(operation) if operation.isdecimal() and len(operation) < 19 else None, by=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        if wants_json(request):  # sent by the phone's queue, which says the sentence beside the act
            raise
        return render(request, "orders/found.html", context | {"error": refusal}, status=422)
    return back_to(request, "work:mine") if request.actor.may("work.do") else back_to(request, "orders:order", order_id)


@act("estimate.write")
def drop(request: HttpRequest, site, added_work_id: int) -> HttpResponse:
    reason = request.POST.get("reason", "").strip() or _("not needed")
    dropped = services.drop(added_work_id=added_work_id, reason=reason, by=request.actor, at=request.at)
    referer = request.META.get("HTTP_REFERER", "")
    return (
        done(request, referer)
        if referer.startswith(request.build_absolute_uri("/"))
        else back_to(request, "orders:order", dropped.order_id)
    )
