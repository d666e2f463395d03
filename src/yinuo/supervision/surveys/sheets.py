"""A spreadsheet of answers in plain Python: which column is what, what a row says, what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from . import rules

ABOUT = {
    "id": ("id", "编号", "編號", "number"),
    "date": ("date", "日期", "completed"),
    "plate": ("plate", "车牌", "車牌", "车牌号", "車牌號"),
    "advisor": ("advisor", "服务顾问", "服務顧問"),
}
MOST_ROWS, MOST_COLUMNS = 100_000, 300


@dataclass(frozen=True)
class Asked:
    """A question as a spreadsheet needs it."""

    pk: int
    key: str
    kind: str
    codes: Mapping[str, str]  # what may stand in a cell, in lower case → the option's code
    many: bool = False


@dataclass
class Row:
    """What one row says: answers as (question, column, value, text); `wrong`: (column's letter and head, why, what stood there)."""

    about: dict[str, Any] = field(default_factory=dict)
    answers: list[tuple[Asked, str, int | None, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


def letter(n: int) -> str:
    """The name of the n-th column (from 0) in a spreadsheet: A, B, … AA."""
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def columns_of(heads: Sequence[Any], asked: Sequence[Asked]) -> dict[int, tuple[str, Asked | None, str]]:
    """{place: (what it is about, question, column)}; heads that say nothing known are left out. A head begins with a key: "overall · How…"."""
    known = {one.key: one for one in asked}
    about = {name: code for code, names in ABOUT.items() for name in names}
    found: dict[int, tuple[str, Asked | None, str]] = {}
    for place, head in enumerate(heads[:MOST_COLUMNS]):
        told = str(head or "").split("·")[0].strip().lower()
        key, _dot, column = told.partition(".")
        if told in about:
            found[place] = (about[told], None, "")
        elif key in known and (column or "perceived") in rules.columns_of(known[key].kind):
            found[place] = ("", known[key], column or "perceived")
    return found


def read_row(
    cells: Sequence[Any], columns: Mapping[int, tuple[str, Asked | None, str]], heads: Sequence[Any], latest: date = date.max
) -> Row:
    """A row's answers and what is wrong with its cells. An empty cell is no answer; nothing can have been answered after the day `latest`."""
    row = Row()
    for place, (about, question, column) in columns.items():
        cell = cells[place] if place < len(cells) else None
        if cell is None or str(cell).strip() == "":
            continue
        try:
            if question is None:
                row.about[about] = _about(about, cell, latest)
            else:
                row.answers.append((question, column, *_answer(question, cell)))
        except ValueError as why:
            row.wrong.append((f"{letter(place)} · {str(heads[place])[:40]}", str(why), str(cell)[:60]))
    if not row.answers and not row.wrong:
        row.wrong.append(("", "empty", ""))
    return row


def _about(code: str, cell: Any, latest: date) -> Any:
    if code == "date":
        if (day := _day(cell)) > latest:
            raise ValueError("too_late")
        return day
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()[:80]


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip().replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        found = date(year, month, day)
    except ValueError:
        raise ValueError("no_date") from None
    if not 2000 <= found.year <= 2100:
        raise ValueError("no_date")
    return found


def _answer(question: Asked, cell: Any) -> tuple[int | None, str]:
    if question.kind in rules.SCALES:
        return _number(question, cell), ""
    if question.kind == "choice":
        return None, _codes(question, str(cell))
    if question.kind == "text":
        return None, str(cell).replace("\x00", "").strip()[:4000]
    raise ValueError("no_picture")


def _number(question: Asked, cell: Any) -> int:
    words = {"yes": 1, "no": 0, "是": 1, "否": 0, "有": 1, "没有": 0, "沒有": 0}
    if question.kind == "yes_no" and str(cell).strip().lower() in words:
        return words[str(cell).strip().lower()]
    try:
        number = float(str(cell).strip())
    except ValueError:
        raise ValueError("no_number") from None
    if not number.is_integer() or not rules.fits(question.kind, int(number)):
        raise ValueError("off_scale")
    return int(number)


def _codes(question: Asked, text: str) -> str:
    parts = [part.strip().lower() for part in text.replace("；", ";").replace("、", ";").split(";") if part.strip()]
    codes = [question.codes[part] for part in parts if part in question.codes]
    if len(codes) != len(parts) or not codes or (len(codes) > 1 and not question.many):
        raise ValueError("no_option")
    return " ".join(dict.fromkeys(codes))
