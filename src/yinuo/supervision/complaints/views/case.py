"""The page of one complaint and the acts of its seven steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yinuo.core.access.views import act, back_to, not_again, page
from yinuo.core.errors import Invalid
from yinuo.core.ui.panels import panels
from yinuo.core.validation import InvalidFields, key_of
from yinuo.core.workflow.services import IllegalMove

from .. import evidence, forms, queries
from ..models import Complaint
from ..services import joining, steps
from ..words import APOLOGIES, NEXT

FORMS: dict[str, type[django_forms.Form]] = {
    "listen": forms.ListenForm, "apologise": forms.SayForm, "offer": forms.OfferForm, "agree": forms.AgreeForm, "carry_out": forms.DoneForm,
    "review": forms.CloseForm,
}  # fmt: skip


@page("complaints.read")
def case(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    """The seven steps, the next act, and beside it what the records say."""
    return show(request, complaint_id)


def show(request: HttpRequest, complaint_id: int, *, status: int = 200, **shown: Any) -> HttpResponse:
    found = queries.case_page(complaint_id, by=request.actor, at=request.at)
    complaint = found.complaint
    may = request.actor.may("complaints.write")
    sentence, label = NEXT.get(complaint.state, ("", ""))
    context = {
        "page": found, "complaint": complaint, "next_sentence": sentence, "next_label": label, "apologies": APOLOGIES, "may_write": may and complaint.is_open,
        "form": shown.get("form") or step_form(request, complaint, found.facts),
        "classify": shown.get("classify") or forms.ClassifyForm(initial=_of(complaint, "severity", "process_step", "factor")),
        "pause_form": shown.get("pause") or forms.PauseForm(),
        "early": shown.get("early") or forms.EarlyForm(),
        "say": shown.get("say") or forms.SayForm(prefix="say"),
        "refusal": shown.get("refusal") or forms.SayForm(prefix="refusal"),
        "goodwill_form": shown.get("goodwill") or forms.GoodwillForm(currency=request.site.currency, initial={"promised_for": _in_days(request, 7)}),
        "reopen_form": shown.get("reopen") or forms.ReasonForm(),
        "panels": panels("complaint", request, complaint),
        "error": shown.get("error", ""), "link": shown.get("link", ""),
    }  # fmt: skip
    for name, form in context.items():  # several forms on one page: each field has an id of its own
        if isinstance(form, django_forms.Form):
            form.auto_id = f"{name}_%s"
    return render(request, "complaints/case.html", context, status=status)


def _of(complaint: Complaint, *names: str) -> dict[str, Any]:
    return {name: getattr(complaint, name) for name in names}


def _in_days(request: HttpRequest, days: int) -> datetime:
    return timezone.localtime(request.at + timedelta(days=days), request.site.zone).replace(minute=0)


def step_form(request: HttpRequest, complaint: Complaint, facts: list[evidence.Fact], data: Any = None) -> django_forms.Form | None:
    """The form of the step at which the complaint stands."""
    step = complaint.state
    if step == "understand":
        choices = evidence.as_choices(facts) + [(fact, fact) for fact in complaint.facts if fact not in {one.words[:240] for one in facts}]
        initial = _of(complaint, "real_issue", "wants", "process_step", "factor") | {"facts": complaint.facts}
        return forms.UnderstandForm(data, facts=choices, initial=initial)
    if step not in FORMS:
        return None
    initial = {
        "listen": lambda: _of(complaint, "text", "wants"),
        "agree": lambda: {"agreed": complaint.offer, "due_at": _in_days(request, 3)},
        "offer": lambda: {"text": complaint.offer},
        "review": lambda: _of(complaint, "word", "word_text", "root_cause", "gap", "process_step", "factor", "lesson"),
    }.get(step, dict)()
    return FORMS[step](data, initial=initial)


@act("complaints.write")
def step(request: HttpRequest, site, complaint_id: int) -> HttpResponse:
    """The act of the step at which the complaint stands; `step` in the form says which one was meant, so that an old page does nothing wrong."""
    complaint = queries.complaint_of(complaint_id)
    meant = request.POST.get("step", "")
    if meant not in DO:
        raise Invalid
    if meant != complaint.state:
        return _too_late(request, complaint_id, meant)
    facts = evidence.facts_of(complaint.visit, at=request.at, currency=site.currency) if meant == "understand" else []
    form = step_form(request, complaint, facts, data=request.POST)
    if form is None or not form.is_valid():
        return show(request, complaint_id, form=form, status=422)
    try:
        DO[meant](request, complaint_id, form)
    except Invalid as problem:
        problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))
        return show(request, complaint_id, form=form, status=422)
    return back_to(request, "complaints:case", complaint_id)


def _too_late(request: HttpRequest, complaint_id: int, meant: str) -> HttpResponse:
    """Let the service say it: a repeated act leads to its answer, another is refused in words."""
    not_again(request)
    return show(request, complaint_id, error=str(IllegalMove.sentence), status=409)


def _listen(request: Any, complaint_id: int, form: Any) -> None:
    steps.listened(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)


def _apologise(request: Any, complaint_id: int, form: Any) -> None:
    steps.apologised(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)


def _understand(request: Any, complaint_id: int, form: Any) -> None:
    told = form.cleaned_data
    steps.understood(
        complaint_id=complaint_id, real_issue=told["real_issue"], facts=form.named(), process_step=told["process_step"], factor=told["factor"],
        wants=told["wants"], by=request.actor, at=request.at,
    )  # fmt: skip


def _offer(request: Any, complaint_id: int, form: Any) -> None:
    told = form.cleaned_data
    steps.offered(complaint_id=complaint_id, offer=told["text"], channel=told["channel"], by=request.actor, at=request.at)


def _agree(request: Any, complaint_id: int, form: Any) -> None:
    steps.agree(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)


def _carry_out(request: Any, complaint_id: int, form: Any) -> None:
    steps.carried_out(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)


def _review(request: Any, complaint_id: int, form: Any) -> None:
    steps.close(complaint_id=complaint_id, by=request.actor, at=request.at, **form.cleaned_data)


DO: dict[str, Callable[[Any, int, Any], None]] = {
    "listen": _listen, "apologise": _apologise, "understand": _understand, "offer": _offer, "agree": _agree, "carry_out": _carry_out, "review": _review,
}  # fmt: skip


def _do(
    request: HttpRequest, complaint_id: int, service: Callable, form: django_forms.Form | None = None, name: str = "", **told: Any
) -> HttpResponse:
    """One act with its form, shown again where something in it is not right."""
    if form is not None and not form.is_valid():
        return show(request, complaint_id, status=422, **{name: form})
    try:
        service(complaint_id=complaint_id, by=request.actor, at=request.at, **(form.cleaned_data if form else {}), **told)
    except Invalid as problem:
        if form is None:
            raise
        form.add_error(None, str(problem))
        return show(request, complaint_id, status=422, **{name: form})
    return back_to(request, "complaints:case", complaint_id)


@act("complaints.write")
def refuse(request, site, complaint_id):
    return _do(request, complaint_id, steps.refuse, forms.SayForm(request.POST, prefix="refusal"), "refusal")


@act("complaints.write")
def say(request, site, complaint_id):
    return _do(request, complaint_id, steps.tell, forms.SayForm(request.POST, prefix="say"), "say")


@act("complaints.write")
def pause(request, site, complaint_id):
    return _do(request, complaint_id, steps.pause, forms.PauseForm(request.POST), "pause")


@act("complaints.write")
def resume(request, site, complaint_id):
    return _do(request, complaint_id, steps.resume)


@act("complaints.write")
def classify(request, site, complaint_id):
    return _do(request, complaint_id, steps.classify, forms.ClassifyForm(request.POST), "classify")


@act("complaints.write")
def assign(request, site, complaint_id):
    return _do(request, complaint_id, steps.assign, user_id=key_of(request.POST.get("user")) or 0)


@act("complaints.write")
def close_early(request, site, complaint_id):
    return _do(request, complaint_id, steps.close, forms.EarlyForm(request.POST), "early")


@act("complaints.write")
def reopen(request, site, complaint_id):
    return _do(request, complaint_id, steps.reopen, forms.ReasonForm(request.POST), "reopen")


@act("complaints.write")
def repeat(request, site, complaint_id):
    """It is the same again as an earlier one; without `of`, it is not after all."""
    return _do(request, complaint_id, joining.mark_repeat, of_id=key_of(request.POST.get("of")))
