"""A spreadsheet of complaints in plain Python: which column is what, what a row says, what is wrong with it and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 2000, 40, 20_000
HEADS: dict[str, tuple[str, ...]] = {
    "external_id": ("number", "no", "no.", "id", "编号", "编码", "投诉编号", "編號", "投訴編號"),
    "received_at": ("received", "date", "日期", "投诉日期", "受理日期", "投訴日期", "受理時間", "受理时间"),
    "plate": ("plate", "车牌", "车牌号", "車牌", "車牌號"),
    "contact_name": ("customer", "name", "客户", "客户姓名", "姓名", "客戶", "客戶姓名"),
    "contact_phone": ("phone", "电话", "手机", "联系电话", "電話", "手機", "聯絡電話"),
    "text": ("text", "complaint", "投诉内容", "内容", "客户原话", "投訴內容", "內容", "客戶原話"),
    "wants": ("wants", "客户诉求", "诉求", "客户希望", "客戶訴求", "訴求"),
    "severity": ("severity", "严重程度", "程度", "嚴重程度"),
    "root_cause": ("root cause", "根本原因", "原因"),
    "agreed": ("resolution", "处理结果", "处理方案", "處理結果", "處理方案"),
    "state": ("state", "状态", "狀態"),
    "closed_at": ("closed", "结案日期", "結案日期"),
    "word": ("customer's word", "客户评价", "满意度", "客戶評價", "滿意度"),
}
CODES: dict[str, dict[str, tuple[str, ...]]] = {
    "severity": {
        "minor": ("minor", "一般", "轻微", "輕微", ""), "serious": ("serious", "严重", "較大", "较大", "嚴重"),
        "critical": ("critical", "重大", "特别重大", "特別重大"),
    },
    "root_cause": {
        "people": ("people", "人员", "人", "人員"), "method": ("method", "方法", "流程"), "machine": ("machine", "设备", "機器", "机器", "設備"),
        "material": ("material", "物料", "配件", "材料"), "environment": ("environment", "环境", "環境"), "communication": ("communication", "沟通", "溝通"),
        "": ("",),
    },
    "state": {"open": ("open", "未结", "处理中", "未結", "處理中", ""), "closed": ("closed", "已结案", "结案", "关闭", "已結案", "結案", "關閉")},
    "word": {
        "satisfied": ("satisfied", "满意", "滿意"), "partly": ("partly", "partly satisfied", "部分满意", "一般", "部分滿意"),
        "not_satisfied": ("not satisfied", "不满意", "不滿意"), "": ("",),
    },
}  # fmt: skip
LONGEST = {"external_id": 60, "plate": 16, "contact_name": 120, "contact_phone": 24, "text": MOST_TEXT, "wants": 4000, "agreed": 4000}
DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d/%m/%Y")


@dataclass
class Row:
    """What one row says; `wrong`: (column, why, what stood there)."""

    number: int
    told: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


def columns_of(heads: Sequence[Any]) -> dict[int, str]:
    """{place: field} of the heads that are known; others are left out, a head that comes twice counts once."""
    known = {name: code for code, names in HEADS.items() for name in names}
    found: dict[int, str] = {}
    for place, head in enumerate(heads[:MOST_COLUMNS]):
        code = known.get(_plain(head))
        if code and code not in found.values():
            found[place] = code
    return found


def _plain(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(value if value is not None else "")).split()).lower()


def read(lines: Iterable[Sequence[Any]], columns: Mapping[int, str]) -> list[Row]:
    """Every filled row; a number that comes twice is wrong the second time."""
    rows, seen = [], set()
    for number, cells in enumerate(lines, start=2):
        if not any(cell not in (None, "") for cell in cells[:MOST_COLUMNS]):
            continue
        row = _row(number, cells, columns)
        key = row.told.get("external_id")
        if key and key in seen:
            row.wrong.append(("external_id", "twice", key))
        seen.add(key)
        rows.append(row)
        if len(rows) > MOST_ROWS:
            row.wrong.append(("", "too_many", ""))
            break
    return rows


def _row(number: int, cells: Sequence[Any], columns: Mapping[int, str]) -> Row:
    row = Row(number)
    given = {code: cells[place] if place < len(cells) else None for place, code in columns.items()}
    for code in HEADS:
        _take(row, code, given.get(code))
    for code in ("external_id", "text", "received_at"):
        if not row.told.get(code) and not any(column == code for column, _why, _stood in row.wrong):
            row.wrong.append((code, "missing", ""))
    if row.told.get("closed_at") and row.told.get("received_at") and row.told["closed_at"] < row.told["received_at"]:
        row.wrong.append(("closed_at", "before", str(given.get("closed_at"))))
    return row


def _take(row: Row, code: str, value: Any) -> None:
    reader: Callable[[str, Any], Any] = _code if code in CODES else _moment if code.endswith("_at") else _text
    try:
        row.told[code] = reader(code, value)
    except ValueError as problem:
        row.wrong.append((code, str(problem), str(value)[:80]))


def _text(code: str, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a number or a telephone that the table program took for a figure
    text = str(value if value is not None else "").replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise ValueError("unreadable")
    if len(text) > LONGEST[code]:
        raise ValueError("too_long")
    return text


def _code(code: str, value: Any) -> str:
    plain = _plain(value)
    for name, words in CODES[code].items():
        if plain in words:
            return name
    raise ValueError("unknown")


def _moment(code: str, value: Any) -> datetime | None:
    """A naive local moment; None for an empty cell."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 (the site's zone is put to it by who knows the site)
    for shape in DATES:
        try:
            found = datetime.strptime(str(value).strip(), shape)  # noqa: DTZ007
        except ValueError:
            continue
        return found if found.hour or found.minute else found.replace(hour=12)
    raise ValueError("no_date")
