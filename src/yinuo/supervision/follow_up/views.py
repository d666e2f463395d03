from __future__ import annotations

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Invalid, NotHere

from . import forms, queries, rules, services

MOST = 100


@page("follow_up.write")
def calls(request: HttpRequest, site) -> HttpResponse:
    """Whom to call now, what waits for an answer, what comes later."""
    today = timezone.localdate(request.at, site.zone)
    text = request.GET.get("q", "").strip()[:40]
    context = {
        "due": list(queries.call_list(at=request.at, today=today, text=text)[:MOST]),
        "text": text,
        "unanswered": list(queries.unanswered()[:MOST]),
        "coming": list(queries.coming(at=request.at, today=today)[:MOST]),
        "today": today,
    }
    return render(request, "follow_up/calls.html", context)


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
