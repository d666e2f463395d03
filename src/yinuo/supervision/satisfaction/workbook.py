"""Benchmarks from a workbook: a row for each factor or item, columns for own last year, industry mean, industry best."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yinuo.core.errors import Invalid
from yinuo.core.validation import tidy

from . import words
from .models import Benchmark
from .rules.scale import FACTORS, TOP
from .services import Noted

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 2_000_000, 400, 12
LANGUAGES = ("en", "zh-hans", "zh-hant")


class UnreadableFile(Invalid):
    sentence = _(
        "This file could not be read: an Excel workbook (.xlsx) or a CSV file (UTF-8) of up to 2 MB is wanted. Nothing was changed."
    )


class WrongColumns(Invalid):
    sentence = _("The first row must name the columns: factor, own last year, industry mean, industry best. Nothing was changed.")


class WrongCell(Invalid):
    def __init__(self, row: int, text: str):
        super().__init__(
            _("Row %(row)d: “%(text)s” is not a factor, an item or points from 0 to 1,000. Nothing was changed.")
            % {"row": row, "text": text[:40]}
        )


def read(file: Any) -> list[Noted]:
    """The benchmarks of an uploaded file. Raises UnreadableFile, WrongColumns, WrongCell."""
    if file.size > MOST_BYTES:
        raise UnreadableFile
    rows = [row for row in _rows(file) if any(row)]
    if not rows:
        raise WrongColumns
    kinds = {column: kind for column, text in enumerate(rows[0]) if (kind := _kind(text))}
    if not kinds or len(set(kinds.values())) != len(kinds):
        raise WrongColumns
    return [one for number, row in enumerate(rows[1:], start=2) for one in _noted(number, row, kinds)]


def _rows(file: Any) -> list[list[str]]:
    data = file.read()
    return _workbook(data) if data[:2] == b"PK" else _csv(data)


def _workbook(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        return [[_text(value) for value in row] for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)]
    except Exception as broken:  # whatever a damaged archive makes openpyxl raise
        raise UnreadableFile from broken


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        return [[_text(value) for value in row[:MOST_COLUMNS]] for row in list(csv.reader(io.StringIO(text)))[:MOST_ROWS]]
    except (UnicodeDecodeError, csv.Error) as broken:
        raise UnreadableFile from broken


def _text(value: Any) -> str:
    return "" if value is None else tidy(str(value)).strip()


def _in_all_languages(label: Any) -> Iterable[str]:
    for language in LANGUAGES:
        with translation.override(language):
            yield str(label).casefold()


def _kind(text: str) -> str:
    for kind, label in Benchmark.Kind.choices:
        if text.casefold() in {kind, *_in_all_languages(label)}:
            return str(kind)
    return ""


def _code(text: str) -> str | None:
    """ "" for the index, a factor by code or name in any language, else what stands there (an item's key)."""
    if text.casefold() in {"index", "csi", *_in_all_languages(_("Index"))}:
        return ""
    return next((factor for factor in FACTORS if text.casefold() in {factor, *_in_all_languages(words.FACTORS[factor])}), text or None)


def _noted(number: int, row: list[str], kinds: dict[int, str]) -> Iterable[Noted]:
    code = _code(row[0])
    if code is None:
        raise WrongCell(number, row[0])
    for column, kind in kinds.items():
        text = row[column] if column < len(row) else ""
        if text:
            yield Noted(kind, code, _number(number, text))


def _number(number: int, text: str) -> Decimal:
    try:
        points = Decimal(text.replace(",", ""))
    except InvalidOperation as wrong:
        raise WrongCell(number, text) from wrong
    if not points.is_finite() or not 0 <= points <= TOP:
        raise WrongCell(number, text)
    return points
