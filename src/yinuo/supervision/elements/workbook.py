"""The teams' months as a workbook: one row for each team and month, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from yinuo.core.ui.lists import harmless

from . import words
from .queries import Seen


def rows(seen: Sequence[Seen]) -> Iterator[list[Any]]:
    """Heads first. Elements in points; highlights, complaints and errors also as they were counted."""
    counted = list(words.SIGNS)
    names = [str(label) for label in words.ELEMENTS.values()]
    yield [_("Team"), _("Month"), _("Visits"), _("Sum"), *names, *(f"{words.ELEMENTS[code]} (n)" for code in counted)]
    for one in seen:
        for month, score in reversed(one.months):
            points = [None if (told := score.elements[code].points) is None else round(told, 1) for code in words.ELEMENTS]
            total = None if score.total is None else round(score.total, 1)
            yield [harmless(str(one.team)), f"{month:%Y-%m}", score.visits, total, *points, *(score.elements[code].n for code in counted)]


def answer(seen: Sequence[Seen], month: date) -> HttpResponse:
    from openpyxl import Workbook

    book, file = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in rows(seen):
        sheet.append(row)
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="eight-elements-{month:%Y-%m}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
