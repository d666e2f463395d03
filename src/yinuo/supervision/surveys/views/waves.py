"""Waves: the list with their response rates, one wave, its links, codes and imports."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from yinuo.core.access.views import act, back_to, form_page, made, page
from yinuo.core.errors import DomainError, NotHere
from yinuo.core.ui.lists import Sort, listed
from yinuo.core.validation import InvalidFields

from .. import asking, forms, links, queries, sheets
from ..models import Response, SurveyImport, Wave
from ..services import answering, importing, rounds
from ..services import waves as services

NEWEST = Sort("newest", translation.gettext_lazy("newest first"), ("-starts_on", "-id"))
WHY = {
    "empty": translation.gettext_lazy("the row has no answer"),
    "no_date": translation.gettext_lazy("is not a date such as 2026-03-31"),
    "too_late": translation.gettext_lazy("lies after the wave, or in the future"),
    "no_number": translation.gettext_lazy("is not a number"),
    "off_scale": translation.gettext_lazy("is not on the question's scale"),
    "no_option": translation.gettext_lazy("is not one of the options"),
    "no_picture": translation.gettext_lazy("a picture cannot be imported"),
}


@page("surveys.read")
def waves(request: Any, site: Any) -> HttpResponse:
    form = forms.WaveFilter(request.GET)
    form.is_valid()
    told = form.cleaned_data
    rows = queries.waves(text=told.get("q", ""), state=told.get("state", ""), kind=told.get("kind", ""))
    listing = listed(request, rows, sorts=(NEWEST,))
    due = rounds.to_send(request.at).order_by()[:1000].count() if request.actor.may("surveys.take") else 0
    context = {"form": form, "listing": listing, "waves": queries.with_rates(listing.rows), "filtered": any(told.values()), "due": due}
    return render(request, "surveys/waves.html", context)


@form_page("surveys.write")
def new_wave(request: Any, site: Any) -> HttpResponse:
    versions = list(queries.published_versions())
    today = timezone.localdate(request.at, site.zone)
    initial = {"starts_on": today, "ends_on": today + timedelta(days=90)}
    form = forms.WaveForm(request.POST if request.method == "POST" else None, initial=initial, versions=versions)
    if request.method == "POST" and form.is_valid():
        try:
            wave = services.plan_wave(by=request.actor, at=request.at, **form.cleaned_data)
            return made(request, reverse("surveys:wave", args=[site.code, wave.pk]))
        except InvalidFields as wrong:
            wrong.tell(form)
        except DomainError as problem:
            form.add_error(None, str(problem))
    return render(request, "surveys/wave_form.html", {"form": form, "versions": versions}, status=422 if form.errors else 200)


@page("surveys.read")
def wave(request: Any, site: Any, wave_id: int) -> HttpResponse:
    """One wave: how many answered by channel and advisor, what they said so far, and its ways in."""
    found = _wave(wave_id)
    asked = queries.invited(wave=found)
    language = translation.get_language() or "en"
    _wave_again, rate, full = queries.with_rates([found])[0]
    context = {
        "wave": found, "rate": rate, "full": full, "hidden": queries.hidden(found),
        "by_channel": queries.rates_by_channel(asked),
        "by_advisor": queries.rates_by_advisor(asked) if not found.anonymous else [],
        "answered_by": queries.responses_by_channel(Response.objects.filter(wave=found, completed_at__isnull=False)),
        "told": [(told, asking.said(told.question.texts, language)) for told in queries.summary(found, language)],
        "title": asking.said(found.version.titles, language),
        "qr": request.build_absolute_uri(links.walk_up_url(site.pk, found.pk, "qr")),
        "tablet": links.walk_up_url(site.pk, found.pk, "tablet"),
        "imports": list(queries.imports(found)[:5]),
    }  # fmt: skip
    return render(request, "surveys/wave.html", context)


def _wave(wave_id: int) -> Wave:
    found = queries.waves().filter(pk=wave_id).first()
    if found is None:
        raise NotHere
    return found


@act("surveys.write")
def open_wave(request: Any, site: Any, wave_id: int) -> HttpResponse:
    services.open_wave(wave_id=wave_id, by=request.actor, at=request.at)
    return back_to(request, "surveys:wave", wave_id)


@act("surveys.write")
def close_wave(request: Any, site: Any, wave_id: int) -> HttpResponse:
    services.close_wave(wave_id=wave_id, by=request.actor, at=request.at)
    return back_to(request, "surveys:wave", wave_id)


@page("surveys.take")
def code(request: Any, site: Any, wave_id: int) -> HttpResponse:
    """The wave's QR code, to be printed or put on a screen."""
    found = _wave(wave_id)
    language = translation.get_language() or "en"
    url = request.build_absolute_uri(links.walk_up_url(site.pk, found.pk, "qr"))
    context = {
        "wave": found,
        "url": url,
        "title": asking.said(found.version.titles, language),
        "intro": asking.said(found.version.intros, language),
    }
    return render(request, "surveys/code.html", context)


@act("surveys.read")
def answer_as_manager(request: Any, site: Any, wave_id: int) -> HttpResponse:
    """A wave that asks managers: each answers once, on the same screens as a customer."""
    found = _wave(wave_id)
    if found.audience != Wave.Audience.MANAGERS:
        raise NotHere
    language = request.LANGUAGE_CODE
    actor = request.actor.with_key("")
    token = answering.begin_own(wave=found, language=language, by=actor, at=request.at)
    return redirect("survey:sheet", token=token)


@form_page("surveys.write")
def imports(request: Any, site: Any, wave_id: int) -> HttpResponse:
    """Take in a spreadsheet; below it what became of earlier ones."""
    found = _wave(wave_id)
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            importing.take_in(wave_id=wave_id, upload=form.cleaned_data["file"], by=request.actor, at=request.at)
            return back_to(request, "surveys:imports", wave_id)
        except importing.NoSpreadsheet as problem:
            form.add_error("file", str(problem))
    context = {"wave": found, "form": form} | _progress(found)
    return render(request, "surveys/imports.html", context, status=422 if form.errors else 200)


@act("surveys.write")
def stop_import(request: Any, site: Any, import_id: int) -> HttpResponse:
    stopped = importing.stop(import_id=import_id, by=request.actor, at=request.at)
    return back_to(request, "surveys:imports", stopped.wave_id)


@page("surveys.write")
def progress(request: Any, site: Any, wave_id: int) -> HttpResponse:
    """How far the imports of a wave are: read again and again while one runs."""
    found = _wave(wave_id)
    return render(request, "surveys/parts/progress.html", {"wave": found} | _progress(found))


def _progress(found: Wave) -> dict[str, Any]:
    rows = list(queries.imports(found)[:10])
    running = any(row.state in (SurveyImport.State.WAITING, SurveyImport.State.RUNNING) for row in rows)
    errors = [(row, [(number, where, WHY.get(why, why), cell) for number, where, why, cell in row.errors]) for row in rows]
    return {"imports": errors, "running": running}


@page("surveys.write")
def template(request: Any, site: Any, wave_id: int) -> HttpResponseBase:
    """An empty spreadsheet with the heads that an import of this wave knows."""
    from openpyxl import Workbook

    found = _wave(wave_id)
    book, file = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([str(head) for head in _heads(found, translation.get_language() or "en")])
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="answers-{found.pk}.xlsx"'
    return response


def _heads(found: Wave, language: str) -> list[str]:
    about = ["id", "date"] if found.anonymous else list(sheets.ABOUT)
    heads = []
    for question in answering.questions_of(found.version):
        if question.kind != "photo" and not (found.anonymous and question.key == "contact"):
            columns = ("desired", "adequate", "perceived") if question.kind == "three_columns" else ("",)
            heads += [f"{question.key}{'.' + column if column else ''} · {asking.said(question.texts, language)}" for column in columns]
    return [*about, *heads]
