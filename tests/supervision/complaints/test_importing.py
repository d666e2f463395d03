"""Complaints from a spreadsheet: good rows taken, wrong ones told by row and column, the same number once."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook

from tests.whole_visit import car, centre  # noqa: F401
from yinuo.core.errors import Forbidden
from yinuo.supervision.complaints import sheet
from yinuo.supervision.complaints.models import Complaint
from yinuo.supervision.complaints.services import importing

from .scene import somebody

HEADS = ["投诉编号", "日期", "车牌", "客户", "电话", "投诉内容", "严重程度", "状态", "客户评价", "根本原因"]


def file_of(*rows, heads=HEADS) -> tuple[io.BytesIO, int]:
    book = Workbook()
    for line in (heads, *rows):
        book.active.append(list(line))
    data = io.BytesIO()
    book.save(data)
    size = data.tell()
    data.seek(0)
    return data, size


def test_what_a_row_says_and_what_is_wrong_with_it():
    columns = sheet.columns_of(HEADS)
    good, bad, again = sheet.read(
        [
            ("T-1", "2026/3/1", "沪A·12345", "王", 13900000000.0, "=漏油", "严重", "结案", "满意", "人员"),
            ("", "瞎写", "", "", "", "", "很严重", "", "", ""),
            ("T-1", datetime(2026, 3, 1), "", "", "", "x" * 20_001, "", "", "", ""),  # noqa: DTZ001
        ],
        columns,
    )
    assert (
        good.wrong == []
        and good.told["contact_phone"] == "13900000000"
        and good.told["severity"] == "serious"
        and good.told["word"] == "satisfied"
    )
    assert {(column, why) for column, why, _stood in bad.wrong} == {
        ("external_id", "missing"), ("received_at", "no_date"), ("severity", "unknown"), ("text", "missing"),
    }  # fmt: skip
    assert {why for _column, why, _stood in again.wrong} == {"twice", "too_long"}


def test_good_rows_are_taken_once_and_find_their_visit(car):  # noqa: F811
    story = car.until("deliver")
    manager, at = somebody(story.centre, "service_manager"), story.at + timedelta(days=1)
    day = at.astimezone(story.centre.site.zone).strftime("%Y-%m-%d 08:00")
    rows = [
        ("T-1", day, story.visit.plate, "", "", "异响还在", "一般", "", "", ""),
        ("T-2", day, "", story.customer.name, story.customer.phone, "发票错了", "一般", "结案", "不满意", "方法"),
        ("T-3", "2099-01-01", "", "", "", "以后的事", "", "", "", ""),
    ]
    taken = importing.take_in(rows=importing.read_file(*file_of(*rows)), by=manager, at=at)
    assert (taken.new, taken.known) == (2, 0) and [(row, column) for row, column, _why, _stood in taken.wrong] == [(4, "received_at")]
    first, second = Complaint.objects.order_by("number")
    assert (first.visit_id, first.state, first.way_in) == (story.visit.pk, "listen", "import")
    assert (second.customer_id, second.state, second.word, second.root_cause) == (story.customer.pk, "closed", "not_satisfied", "method")
    again = importing.take_in(rows=importing.read_file(*file_of(*rows)), by=manager, at=at)
    assert (again.new, again.known) == (0, 2)


def test_all_or_nothing(car):  # noqa: F811
    story = car.until("deliver")
    rows = [("T-1", "2026-01-01", "", "", "", "a", "", "", "", ""), ("T-2", "", "", "", "", "b", "", "", "", "")]
    told = {"by": somebody(story.centre, "service_manager"), "at": story.at}
    taken = importing.take_in(rows=importing.read_file(*file_of(*rows)), only_all=True, **told)
    assert taken.new == 0 and taken.wrong and not Complaint.objects.exists()


def test_who_may_not_does_not(car):  # noqa: F811
    story = car.until("deliver")
    with pytest.raises(Forbidden):
        importing.take_in(rows=[], by=story.centre.who("advisor"), at=story.at)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a book", b"text,not,excel"])
def test_what_is_no_spreadsheet_is_told_so(data):
    with pytest.raises(importing.NoSpreadsheet):
        importing.read_file(io.BytesIO(data), len(data))
    with pytest.raises(importing.NothingKnown):
        importing.read_file(*file_of(("1", "2"), heads=["foo", "bar"]))
    with pytest.raises(importing.NoSpreadsheet):
        importing.read_file(*file_of()[:1], importing.LARGEST + 1)
