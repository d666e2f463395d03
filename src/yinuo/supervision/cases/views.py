"""The library of cases, and the morning meeting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import act, back_to, form_page, made, not_again, page
from yinuo.core.errors import Invalid, NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.validation import InvalidFields, key_of
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.complaints.queries import complaint_of

from . import forms, queries, services, words
from . import morning as meeting
from .models import Case

SORTS = (
    Sort("newest", _("newest first"), ("-id",)),
    Sort("oldest", _("oldest first"), ("id",)),
    Sort("step", _("by step"), ("process_step", "-id")),
)
COLUMNS = (
    Column(_("number"), lambda row: row.number),
    Column(_("title"), lambda row: row.title),
    Column(_("what happened"), lambda row: row.happened),
    Column(_("what was done"), lambda row: row.done),
    Column(_("what was learnt"), lambda row: row.learnt),
    Column(_("process step"), lambda row: row.get_process_step_display()),
    Column(_("tags"), lambda row: ", ".join(tag.tag for tag in row.tags.all())),
    Column(_("state"), lambda row: row.get_state_display()),
    Column(_("published"), lambda row: row.published_at),
)


@page("cases.read")
def cases(request: HttpRequest, site: Any) -> HttpResponseBase:
    """What the house has learnt, to search and filter."""
    form = forms.CaseFilter(request.GET)
    form.is_valid()  # a field that does not fit is left out
    told = form.cleaned_data
    asked = {name: told[name] for name in ("which", "step", "tag") if told.get(name)}
    listing = listed(request, queries.listed(by=request.actor, text=told.get("q", ""), **asked), sorts=SORTS)
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="cases", capability="")
    context = {
        "form": form, "listing": listing, "rows": queries.with_reads(listing.rows, request.actor), "tags": queries.tags(), "tag": told.get("tag", ""),
        "filtered": bool(asked or told.get("q")),
    }  # fmt: skip
    return render(request, "cases/list.html", context)


@page("cases.read")
def case(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    found = queries.case_page(case_id, by=request.actor)
    return render(request, "cases/case.html", {"page": found, "case": found.case, "replaced": words.replaced_words(found.case.replaced)})


@form_page("cases.write")
def new(request: HttpRequest, site: Any) -> HttpResponse:
    """By hand, or from a complaint (`?complaint=`)."""
    not_again(request)
    key = request.GET.get("complaint")
    complaint = complaint_of(key_of(key) or 0) if key else None
    form = forms.CaseForm(request.POST or None, initial=_initial(complaint) if complaint else None)
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            case = services.write(complaint_id=complaint.pk if complaint else None, by=request.actor, at=request.at, **told)
            return made(request, reverse("cases:case", args=[request.site.code, case.pk]))
        except Invalid as problem:
            _tell(problem, form)
    return _form(request, form, complaint=complaint)


def _initial(complaint: Complaint) -> dict[str, Any]:
    """What the complaint says of itself; the rule goes over it before anything is kept."""
    return {
        "title": (complaint.real_issue or complaint.text).split("\n")[0][:60],
        "happened": "\n".join(part for part in (complaint.text, complaint.real_issue) if part)[:6000],
        "done": complaint.agreed or complaint.offer, "learnt": complaint.lesson, "process_step": complaint.process_step,
        "tags": ", ".join(str(word) for word in (complaint.get_root_cause_display(), complaint.get_factor_display()) if word),
    }  # fmt: skip


def _tell(problem: Invalid, form: forms.CaseForm) -> None:
    problem.tell(form) if isinstance(problem, InvalidFields) else form.add_error(None, str(problem))


def _form(request: HttpRequest, form: forms.CaseForm, **shown: Any) -> HttpResponse:
    return render(request, "cases/form.html", {"form": form, **shown}, status=422 if request.method == "POST" else 200)


@form_page("cases.write")
def change(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    not_again(request)
    case = services.case_of(case_id)
    if case.state != Case.State.DRAFT:
        raise NotHere
    form = forms.CaseForm(request.POST or None, initial=_present(case))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        told["revision"] = told["revision"] or 0
        try:
            services.change(case_id=case_id, by=request.actor, at=request.at, **told)
            return back_to(request, "cases:case", case_id)
        except Invalid as problem:
            _tell(problem, form)
    return _form(request, form, case=case)


def _present(case: Case) -> dict[str, Any]:
    columns = ("title", "happened", "done", "learnt", "process_step", "revision")
    return {name: getattr(case, name) for name in columns} | {"tags": ", ".join(tag.tag for tag in case.tags.order_by("id"))}


@act("cases.publish")
def publish(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    revision = key_of(request.POST.get("revision", "")) or 0
    services.publish(case_id=case_id, revision=revision, seen=request.POST.get("seen") == "yes", by=request.actor, at=request.at)
    return back_to(request, "cases:case", case_id)


@act("cases.publish")
def take_back(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    services.take_back(case_id=case_id, by=request.actor, at=request.at)
    return back_to(request, "cases:case", case_id)


@act("cases.write")
def discard(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    services.discard(case_id=case_id, by=request.actor, at=request.at)
    return back_to(request, "cases:list")


@act("cases.read")
def read(request: HttpRequest, site: Any, case_id: int) -> HttpResponse:
    """One tap."""
    services.read(case_id=case_id, by=request.actor, at=request.at)
    return back_to(request, "cases:case", case_id)


@page("morning.read")
def morning(request: HttpRequest, site: Any) -> HttpResponse:
    """One case, one word of praise, and what today needs; each a door."""
    return render(request, "cases/morning.html", {"morning": meeting.morning(at=request.at)})


@page("morning.read")
def wall(request: HttpRequest, site: Any) -> HttpResponse:
    """The same, to be read from across the room."""
    return render(request, "cases/wall.html", {"morning": meeting.morning(at=request.at)})
