"""Complaints from a spreadsheet, with what is wrong in which row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yinuo.core.access.views import form_page
from yinuo.core.errors import Invalid

from ..models import Complaint
from ..services import importing

WHY = {
    "missing": _("is missing"), "twice": _("stands in an earlier row too"), "too_many": _("more than 2,000 rows; the rest is left out"),
    "too_long": _("is too long"), "unknown": _("is not known"), "no_date": _("is no date"), "future": _("lies in the future"),
    "before": _("lies before it was received"), "unreadable": _("holds a character that cannot be stored"),
}  # fmt: skip
SHOWN = 200
HEADS = {field.name: field.verbose_name for field in Complaint._meta.concrete_fields}


class FileForm(forms.Form):
    file = forms.FileField(label=_("Excel file (.xlsx)"))
    only_all = forms.BooleanField(label=_("Only if every row is right"), required=False)


@form_page("complaints.approve")
def import_complaints(request: HttpRequest, site) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            rows = importing.read_file(upload, upload.size)
            taken = importing.take_in(rows=rows, by=request.actor, at=request.at, only_all=form.cleaned_data["only_all"])
        except Invalid as problem:
            form.add_error("file", str(problem))
    context: dict[str, Any] = {"form": form, "taken": taken, "wrong": _in_words(taken) if taken else []}
    return render(request, "complaints/import.html", context, status=422 if form.errors else 200)


def _in_words(taken: importing.Taken) -> list[tuple[int, Any, Any, str]]:
    return [(number, _head(column), WHY.get(why, why), stood) for number, column, why, stood in taken.wrong[:SHOWN]]


def _head(column: str) -> Any:
    return HEADS.get(column, "")
