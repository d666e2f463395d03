"""The lounge on the host's phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, back_where, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.information.encounters import services as encounters

from .. import rules, services, words
from ..models import Visit
from ..queries import lounge as queries

# kind of a quick encounter: (about, outcome, words, icon)
QUICK = {
    "fine": ("praise", "done", _("Is content"), "thumb-up"),
    "asked": ("question", "done", _("Asked, I answered"), "message-2"),
    "delay": ("ready_time", "done", _("Explained that it takes longer"), "clock"),
    "grumble": ("complaint", "answer_later", _("Grumbles"), "alert-triangle"),
}


@page("lounge.write")
def lounge(request: HttpRequest, site) -> HttpResponse:
    context = {
        "guests": queries.guests(at=request.at),
        "last": queries.last_round(),
        "items": [(code, words.LOUNGE[code]) for code in rules.LOUNGE_ITEMS],
        "quick": [(code, label, icon) for code, (_about, _outcome, label, icon) in QUICK.items()],
    }
    return render(request, "visits/parts/guests.html" if request.htmx else "visits/lounge.html", context)


@act("lounge.write")
def check(request: HttpRequest, site) -> HttpResponse:
    """A round: what is ticked is in order, what is not is amiss."""
    seen = set(request.POST.getlist("fine"))
    services.lounge_check(
        items={code: code in seen for code in rules.LOUNGE_ITEMS}, note=request.POST.get("note", ""), by=request.actor, at=request.at
    )
    return back_to(request, "visits:lounge")


@act("encounters.write")
def encounter(request: HttpRequest, site, visit_id: int) -> HttpResponse:
    """Three taps: the guest, what it was, done. Words may be added, none are asked for."""
    visit = Visit.objects.filter(pk=visit_id).first()
    if visit is None:
        raise NotHere
    told = QUICK.get(request.POST.get("kind", ""))
    if told is None:
        raise Invalid
    about, outcome, _label, _icon = told
    if about == "ready_time":
        services.explain_delay(visit_id=visit_id, text=request.POST.get("text", ""), by=request.actor, at=request.at)
        return back_where(request, "visits:lounge")
    encounters.record_encounter(
        customer_id=visit.customer_id, thread_id=visit.thread_id, channel="face", direction="in", about=about, outcome=outcome,
        text=request.POST.get("text", ""), by=request.actor, at=request.at,
    )  # fmt: skip
    return back_where(request, "visits:lounge")
