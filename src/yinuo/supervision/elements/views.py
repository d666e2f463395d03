from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from yinuo.core.access.queries import staff_with
from yinuo.core.access.views import act, back_to, form_page, page
from yinuo.core.errors import Forbidden, Invalid, NotHere
from yinuo.core.validation import InvalidFields

from . import forms, queries, services, shown, words, workbook
from .models import Team
from .queries import Seen

RECORDS_SHOWN = 12


def _today(request: Any) -> date:
    return timezone.localdate(request.at, request.site.zone)


def _month(request: Any) -> date:
    return shown.month_named(request.GET.get("month", ""), _today(request))


def _around(request: Any, month: date) -> dict[str, Any]:
    """The month and its neighbours, as far as there are any."""
    after = queries.sums.month_after(month)
    return {"month": month, "before": queries.month_before(month), "after": after if after <= _today(request) else None}


@page("elements.read")
def teams(request: HttpRequest, site: Any) -> HttpResponse:
    """The teams of a month: their sums, the eight elements, the change."""
    month = _month(request)
    seen = queries.teams(month)
    picture = shown.teams_picture(seen)
    context = {
        "rows": [(one, _elements(one), shown.change_words(one)) for one in seen], "picture": picture, "says": shown.teams_say(seen),
        "heads": [(words.SIGNS.get(code, ""), label) for code, label in words.ELEMENTS.items()],
        "to_score": [one for one in seen if one.now.missing and _may_score(request, one.team)],
    } | _around(request, month)  # fmt: skip
    return render(request, "elements/teams.html", context)


def _elements(seen: Seen) -> list[tuple[str, Any, Any, str]]:
    """(sign, name, element, tone) of the eight."""
    return [
        (words.SIGNS.get(code, ""), label, seen.now.elements[code], shown.tone(seen.now.elements[code]))
        for code, label in words.ELEMENTS.items()
    ]


def _may_score(request: Any, team: Team) -> bool:
    return request.actor.may("elements.write") or (request.actor.may("elements.lead") and team.leader_id == request.actor.user_id)


@page("elements.read")
def export(request: HttpRequest, site: Any) -> HttpResponseBase:
    """The teams of twelve months as a workbook."""
    month = _month(request)
    return workbook.answer(queries.teams(month), month)


@page("elements.read")
def team(request: HttpRequest, site: Any, team_id: int) -> HttpResponse:
    """One team: its elements against last month and the other teams, its months, what was counted and noted."""
    month = _month(request)
    every = queries.teams(month)
    seen = next((one for one in every if one.team.pk == team_id), None)
    if seen is None:
        raise Http404
    records = queries.records(team_id, month)
    context = {
        "seen": seen, "elements": _elements(seen), "picture": shown.team_picture(seen, queries.others(every, team_id)), "says": shown.team_says(seen),
        "trend": shown.trend(seen), "change": shown.change_words(seen), "audit": _audit(team_id, month), "highlights": queries.highlights(team_id, month),
        "records": [(one, words.ERRORS.get(one.kind)) for one in records[:RECORDS_SHOWN]], "more": max(0, len(records) - RECORDS_SHOWN),
        "people": queries.people_of(team_id, month), "scores": _may_score(request, seen.team), "missing": [words.ELEMENTS[code] for code in seen.now.missing],
    } | _around(request, month)  # fmt: skip
    return render(request, "elements/team.html", context)


def _audit(team_id: int, month: date) -> dict[str, Any] | None:
    found = queries.audit_of(team_id, month)
    return None if found is None else {"by": found.changed_by, "at": found.changed_at, "evidence": _evidence(found.evidence)}


def _evidence(told: dict[str, str]) -> list[tuple[Any, str]]:
    return [(words.ELEMENTS[code], text) for code, text in told.items() if text]


@form_page("elements.write")
def new_team(request: HttpRequest, site: Any) -> HttpResponse:
    return _team_form(request, None, {"active": True})


@form_page("elements.write")
def people(request: HttpRequest, site: Any, team_id: int) -> HttpResponse:
    """Who is in a team, from today on."""
    row = Team.objects.filter(pk=team_id).first()
    if row is None:
        raise NotHere
    initial = {"name": row.name, "leader_id": row.leader_id, "active": row.active, "people": queries.members_now().get(team_id, [])}
    return _team_form(request, row, initial)


def _team_form(request: Any, row: Team | None, initial: dict[str, Any]) -> HttpResponse:
    form = forms.TeamForm(request.POST if request.method == "POST" else None, staff=list(staff_with("site.read")), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_team(team_id=row.pk if row else None, by=request.actor, at=request.at, today=_today(request), **form.cleaned_data)
            return back_to(request, "elements:teams")
        except InvalidFields as wrong:
            wrong.tell(form)
        except Invalid as problem:
            form.add_error(None, str(problem))
    return render(request, "elements/team_form.html", {"form": form, "team": row}, status=422 if form.errors else 200)


def _led(request: Any, team_id: int) -> Team:
    row = Team.objects.filter(pk=team_id, active=True).first()
    if row is None:
        raise NotHere
    if not _may_score(request, row):
        raise Forbidden
    return row


@form_page("elements.lead")
def score(request: HttpRequest, site: Any, team_id: int) -> HttpResponse:
    """Judge a team's month; what was chosen stays when something is missing."""
    row, month = _led(request, team_id), _month(request)
    known = queries.audit_of(team_id, month)
    initial = known.said | {f"evidence_{code}": text for code, text in known.evidence.items()} if known else {}
    form = forms.ScoreForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.score_month(
                team_id=team_id,
                month=month,
                said=form.said(),
                evidence=form.evidence(),
                by=request.actor,
                at=request.at,
                today=_today(request),
            )
            return back_to(request, "elements:team", team_id)
        except Invalid as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "team": row, "month": month}
    return render(request, "elements/score.html", context, status=422 if form.errors else 200)


@form_page("elements.lead")
def highlight(request: HttpRequest, site: Any, team_id: int) -> HttpResponse:
    """Write down a highlight of a team."""
    row, today = _led(request, team_id), _today(request)
    staff = queries.people_of(team_id, today.replace(day=1))
    form = forms.HighlightForm(request.POST if request.method == "POST" else None, people=staff, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.note_highlight(team_id=team_id, by=request.actor, at=request.at, today=today, **form.cleaned_data)
            return back_to(request, "elements:team", team_id)
        except InvalidFields as wrong:
            wrong.tell(form)
        except Invalid as problem:
            form.add_error(None, str(problem))
    return render(request, "elements/highlight.html", {"form": form, "team": row}, status=422 if form.errors else 200)


@act("elements.lead")
def withdraw(request: HttpRequest, site: Any, highlight_id: int) -> HttpResponse:
    row = services.withdraw_highlight(highlight_id=highlight_id, by=request.actor, at=request.at)
    return back_to(request, "elements:team", row.team_id)
