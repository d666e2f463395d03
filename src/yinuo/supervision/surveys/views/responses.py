"""Answers: the list, one sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import page
from yinuo.core.errors import NotHere
from yinuo.core.ui.lists import Column, Sort, export, listed
from yinuo.core.ui.panels import panels

from .. import asking, forms, queries, rules

NEWEST = Sort("newest", _("newest first"), ("-completed_at", "-id"))
COLUMNS = (
    Column(_("completed"), lambda row: row.completed_at),
    Column(_("survey wave"), lambda row: row.wave.name),
    Column(_("channel"), lambda row: row.get_channel_display()),
    Column(_("overall satisfaction"), lambda row: row.overall),
    Column(_("would recommend"), lambda row: row.recommend),
    Column(_("a bad word"), lambda row: _("yes") if row.negative else ""),
    Column(_("plate"), lambda row: row.visit.plate if row.visit else ""),
    Column(_("customer"), lambda row: row.customer.name if row.customer else ""),
    Column(_("advisor"), lambda row: str(row.advisor or "")),
    Column(_("seconds"), lambda row: row.seconds),
    Column(_("own words"), lambda row: row.shown),
)


@page("surveys.read")
def responses(request: Any, site: Any) -> HttpResponseBase:
    form = forms.ResponseFilter(request.GET)
    form.is_valid()
    told = {("text" if name == "q" else name): value for name, value in form.cleaned_data.items() if value}
    listing = listed(request, queries.responses(**told), sorts=(NEWEST,))
    if listing.export:
        return export(request, listing, columns=COLUMNS, name="survey-answers", shape=queries.with_words)
    context = {"form": form, "listing": listing, "rows": queries.with_words(listing.rows), "filtered": bool(told)}
    return render(request, "surveys/responses.html", context)


@page("surveys.read")
def response(request: Any, site: Any, response_id: int) -> HttpResponse:
    found = queries.response_page(response_id)
    if found is None:
        raise NotHere
    language = translation.get_language() or "en"
    row, sheet = found
    lines = [(asking.said(question.texts, language), _said(question, given, language), question) for question, given in sheet]
    return render(request, "surveys/response.html", {"response": row, "lines": lines, "panels": panels("response", request, row)})


def _said(question: Any, given: dict[str, Any], language: str) -> list[tuple[Any, str, float]]:
    """(column, the answer in words, where on the scale it lies)."""
    if question.kind in rules.SCALES:
        low, high = rules.SCALES[question.kind]
        names = {option["code"]: asking.said(option["texts"], language) for option in question.options}
        names |= {"0": str(_("no")), "1": str(_("yes"))} if question.kind == "yes_no" else {}
        cells = [(column, given[column].value) for column in rules.columns_of(question.kind) if column in given]
        many = len(cells) > 1
        return [
            (asking.COLUMN_WORDS[column] if many else "", names.get(str(value), f"{value} / {high}"), (value - low) / (high - low))
            for column, value in cells
            if value is not None
        ]
    text = given["perceived"].text if "perceived" in given else ""
    if question.kind == "choice":
        words = {option["code"]: asking.said(option["texts"], language) for option in question.options}
        text = " · ".join(words.get(code, code) for code in text.split())
    return [("", text, -1)] if text else []
