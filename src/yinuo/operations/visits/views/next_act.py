"""The one thing to do next with a car, as far as reception and consultation know it; what comes after is told by the slices above."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yinuo.core.ui.panels import NextAct, Panel

from ..queries.visit import VisitPage


def next_act(request: HttpRequest, page: VisitPage, panels: list[Panel]) -> NextAct | None:
    """Early steps first, then the first panel that has something to do, then what was left out on the way."""
    early = _early(request, page)
    if early is not None:
        return early
    theirs = next((panel.next_act for panel in panels if panel.next_act is not None), None)
    return theirs or _left_out(request, page)


def _early(request: HttpRequest, page: VisitPage) -> NextAct | None:
    visit, may = page.visit, request.actor.may
    if not may("visit.receive") or visit.state not in ("arrived", "received", "consulting", "confirming"):
        return None
    if visit.state == "arrived":
        return NextAct(
            _("The customer waits to be greeted."),
            _("Greet"),
            _url(request, "greet", visit.pk),
            "user-check",
            due=page.row.due_at,
            since=visit.arrived_at,
        )
    if "visit.record_confirmed" not in visit.thread.facts:
        return NextAct(
            _("Whose car is it? Confirm the record or create it."),
            _("Confirm the record"),
            _url(request, "record", visit.pk),
            "id-badge",
            post=False,
        )
    if visit.state == "received":
        if visit.plain_maintenance and _walked(page):
            return None  # the order comes next: its slice says so
        if visit.plain_maintenance:
            sentence = _("Plain maintenance: nothing to listen to. Walk round the car together.")
            return NextAct(sentence, _("Walk round the car"), _url(request, "walk_around", visit.pk), "car-suv", post=False)
        return NextAct(
            _("Let the customer tell, without interrupting."), _("Begin to listen"), _url(request, "start_consultation", visit.pk), "ear"
        )
    if visit.state == "consulting":
        return NextAct(
            _("You are listening to the customer."), _("Go on listening"), _url(request, "consultation", visit.pk), "ear", post=False
        )
    if not _walked(page):
        sentence = _("Walk round the car together: damage, valuables, fuel, mileage.")
        return NextAct(sentence, _("Walk round the car"), _url(request, "walk_around", visit.pk), "car-suv", post=False)
    return None


def _walked(page: VisitPage) -> bool:
    return page.walk is not None and page.walk.done_at is not None


def _left_out(request: HttpRequest, page: VisitPage) -> NextAct | None:
    visit, facts = page.visit, page.visit.thread.facts
    if visit.state in ("confirming", "repairing") and "lounge.settled" not in facts and request.actor.may("lounge.write"):
        sentence = _("Show the customer to the lounge, or see them off.")
        return NextAct(sentence, _("Shown to the lounge"), _url(request, "settle_customer", visit.pk), "armchair")
    return None


def _url(request: HttpRequest, name: str, visit_id: int) -> str:
    return reverse(f"visits:{name}", args=[request.site.code, visit_id])
