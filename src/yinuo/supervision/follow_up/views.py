from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.supervision.surveys.panels import survey_panel

from . import forms, queries, rules, services
from .models import DueCall

BESIDE = 20  # of the lists beside the one that is read; their heads lead to the whole
ROWS = 50
BY_DUE = Sort("due", _("earliest due first"), ("due_on", "id"))
BY_HOUR = Sort("hour", _("best hour first"), ("off_hour", "due_on", "id"))
BY_ANSWER = Sort("answer", _("earliest answer first"), ("answer_due_at", "id"))
SORTS = {"": (BY_HOUR, BY_DUE), "later": (BY_DUE,), "unanswered": (BY_ANSWER,)}
COLUMNS = (
    Column(_("call due on"), lambda call: call.due_on),
    Column(_("plate"), lambda call: call.visit.plate),
    Column(_("customer"), lambda call: call.visit.customer.name if call.visit.customer else ""),
    Column(_("phone"), lambda call: call.visit.customer.phone if call.visit.customer else ""),
    Column(_("best hour"), lambda call: _best(call)),
    Column(_("advisor"), lambda call: str(call.visit.advisor or "")),
    Column(_("delivered"), lambda call: call.visit.delivered_at),
    Column(_("attempts"), lambda call: call.attempts),
    Column(_("call again"), lambda call: call.call_again_at),
    Column(_("what the customer raised"), lambda call: call.raised),
    Column(_("answer by"), lambda call: call.answer_due_at),
    Column(_("called by"), lambda call: str(call.owner or "")),
)


def _best(call: DueCall) -> str:
    """What the customer said themselves, else what was found."""
    said = call.visit.customer.preferred_hour if call.visit.customer else ""
    return said or (f"{call.best_from}–{call.best_until}" if call.best_from else "")


@page("follow_up.read")
def calls(request: HttpRequest, site) -> HttpResponseBase:
    """One of three lists, by page: whom to call now, what comes later, what waits for an answer; beside it the first of the other two."""
    form = forms.CallFilter(request.GET)
    form.is_valid()  # a field that does not fit is left out
    which, text = form.cleaned_data.get("which", ""), form.cleaned_data.get("q", "")
    today = timezone.localdate(request.at, site.zone)
    listing = listed(request, _rows(which, text, request.at, today), sorts=SORTS[which], size=ROWS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="follow-up")
    context = {
        "form": form,
        "listing": listing,
        "which": which,
        "calls": listing.rows,
        "text": text,
        "unanswered": [] if which == "unanswered" else list(queries.unanswered()[:BESIDE]),
        "coming": [] if which == "later" else list(queries.coming(at=request.at, today=today)[:BESIDE]),
        "today": today,
        "may_call": request.actor.may("follow_up.write"),
    }
    return render(request, "follow_up/calls.html", context)


def _rows(which: str, text: str, at: datetime, today: date) -> QuerySet:
    if which == "unanswered":
        return queries.unanswered(text=text)
    if which == "later":
        return queries.coming(at=at, today=today, text=text)
    return queries.best_first(queries.call_list(at=at, today=today, text=text), at=at)


@form_page("follow_up.write")
def call(request: HttpRequest, site, call_id: int) -> HttpResponse:
    """One call: the number to tap, the visit beside it, the outcome in three taps."""
    form = forms.ReachedForm(request.POST if request.method == "POST" else None, initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.reached(due_call_id=call_id, by=request.actor, at=request.at, **form.cleaned_data)
            return back_to(request, "follow_up:calls")
        except Invalid as problem:
            form.add_error(None, str(problem))
    return _call(request, call_id, form=form, status=422 if request.method == "POST" else 200)


def _proposed(request: HttpRequest) -> dict[str, datetime]:
    """An answer by tomorrow evening, unless something else is agreed."""
    tomorrow = timezone.localdate(request.at, request.site.zone) + timedelta(days=1)
    return {"answer_due_at": datetime.combine(tomorrow, time(18), request.site.zone)}


def _call(request: HttpRequest, call_id: int, *, form, again=None, status: int = 200) -> HttpResponse:
    found = queries.call_page(call_id)
    if found is None:
        raise NotHere
    again = again or forms.AgainForm(initial={"again_at": timezone.localtime(request.at + timedelta(hours=3), request.site.zone)})
    due_call, lines, earlier = found
    context = {"call": due_call, "lines": lines, "earlier": earlier, "form": form, "again": again, "tries": rules.TRIES}
    context["panel"] = survey_panel(request, due_call.visit)
    return render(request, "follow_up/call.html", context, status=status)


@act("follow_up.write")
def again(request: HttpRequest, site, call_id: int) -> HttpResponse:
    form = forms.AgainForm(request.POST)
    if not form.is_valid():
        return _call(request, call_id, form=forms.ReachedForm(initial=_proposed(request)), again=form, status=422)
    services.call_again(due_call_id=call_id, by=request.actor, at=request.at, **form.cleaned_data)
    return back_to(request, "follow_up:calls")


@act("follow_up.write")
def give_up(request: HttpRequest, site, call_id: int) -> HttpResponse:
    services.give_up(due_call_id=call_id, by=request.actor, at=request.at)
    return back_to(request, "follow_up:calls")


@act("follow_up.write")
def answer(request: HttpRequest, site, call_id: int) -> HttpResponse:
    services.answer(due_call_id=call_id, text=request.POST.get("text", "")[:4000], by=request.actor, at=request.at)
    return back_to(request, "follow_up:calls")
