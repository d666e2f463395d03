"""Reading what was pasted from a spreadsheet: tab separated, with or without a head, good rows and bad ones apart."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

MOST_ROWS = 5000
LONGEST_CELL = 500


class Bad(Exception):
    """A cell that cannot be read; `why` is a code that the page puts into words."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Heading:
    """A column: the field it fills, words by which its head is known (lower case), how its text is read."""

    field: str
    words: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = False


@dataclass(frozen=True)
class Refused:
    """A row that was not taken: its line, its text, the column and why."""

    line: int
    text: str
    field: str
    why: str


@dataclass(frozen=True)
class Pasted:
    good: list[dict[str, Any]]
    refused: list[Refused]


def read_pasted(text: str, headings: Sequence[Heading], *, key: str) -> Pasted:
    """Rows of the columns in `headings`, in the order of the head if there is one, else in the given order. A key that comes twice is refused."""
    rows = _rows(text)
    order: list[Heading | None] = list(headings)
    if rows and (named := _head(rows[0][1], headings)):
        order, rows = named, rows[1:]
    good: list[dict[str, Any]] = []
    refused: list[Refused] = []
    seen: set[Any] = set()
    for line, cells in rows:
        try:
            values = _values(cells, order, headings)
            if len(good) >= MOST_ROWS:
                raise _BadCell("", "too_many")
            if values[key] in seen:
                raise _BadCell(key, "twice")
        except _BadCell as bad:
            refused.append(Refused(line, "\t".join(cells), bad.field, bad.why))
            continue
        seen.add(values[key])
        good.append(values)
    return Pasted(good, refused)


class _BadCell(Exception):
    def __init__(self, field: str, why: str):
        super().__init__(why)
        self.field, self.why = field, why


def _rows(text: str) -> list[tuple[int, list[str]]]:
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = "\t" if "\t" in text else (";" if ";" in text else ",")
    csv.field_size_limit(1_000_000)
    rows = csv.reader(StringIO(text), delimiter=delimiter)
    found = ((n, [cell.strip() for cell in row]) for n, row in enumerate(rows, 1))
    return [(n, row) for n, row in found if any(row)]


def _head(cells: Sequence[str], headings: Sequence[Heading]) -> list[Heading | None] | None:
    """The columns that the head names, or None when the first row is no head (fewer than two of its cells are names of columns)."""
    named = [next((heading for heading in headings if _plain(cell) in heading.words), None) for cell in cells]
    return named if sum(heading is not None for heading in named) >= min(2, len(headings)) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _values(cells: Sequence[str], order: Sequence[Heading | None], headings: Sequence[Heading]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for heading, cell in zip(order, cells, strict=False):
        if heading is None or not cell:
            continue
        if len(cell) > LONGEST_CELL:
            raise _BadCell(heading.field, "too_long")
        try:
            values[heading.field] = heading.read(cell)
        except Bad as bad:
            raise _BadCell(heading.field, bad.why) from None
    for heading in headings:
        if heading.required and heading.field not in values:
            raise _BadCell(heading.field, "missing")
    return values


# Reading a cell


def words(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        text = " ".join(cell.split())
        if len(text) > longest:
            raise Bad("too_long")
        return text

    return read


def number(*, scale: int, most: int, least: int = 0) -> Callable[[str], int]:
    """A decimal (1,280.50 · ¥380 · １２．５) times `scale`, as an integer between `least` and `most`."""

    def read(cell: str) -> int:
        plain = unicodedata.normalize("NFKC", cell).strip().strip("¥￥元$€£% ").replace(",", "").replace(" ", "")
        try:
            value = Decimal(plain) * scale
        except InvalidOperation:
            raise Bad("no_number") from None
        if not value.is_finite():
            raise Bad("no_number")
        if not least <= value <= most:
            raise Bad("out_of_range")
        if value != value.to_integral_value():
            raise Bad("too_fine")
        return int(value)

    return read


def choice(names: Mapping[str, str]) -> Callable[[str], str]:
    """One of the known words (lower case) → its code."""

    def read(cell: str) -> str:
        try:
            return names[_plain(cell)]
        except KeyError:
            raise Bad("unknown") from None

    return read


YES = {
    "1": True,
    "yes": True,
    "y": True,
    "true": True,
    "是": True,
    "0": False,
    "no": False,
    "n": False,
    "false": False,
    "否": False,
    "": False,
}


def yes_or_no(cell: str) -> bool:
    try:
        return YES[_plain(cell)]
    except KeyError:
        raise Bad("unknown") from None
