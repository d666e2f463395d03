"""Answers from Excel: good rows kept, wrong ones told with row and column, the same file once, twenty thousand rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from yinuo.core.errors import Forbidden
from yinuo.supervision.surveys import sheets
from yinuo.supervision.surveys.models import Answer, Response, SurveyImport
from yinuo.supervision.surveys.services import importing

from .conftest import AT


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def excel(*rows):
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("answers.xlsx", file.getvalue())


def read(wave, manager, site, *rows):
    taken = importing.take_in(wave_id=wave.pk, upload=excel(*rows), by=manager, at=AT)
    importing.read_waiting(site, AT)
    return SurveyImport.objects.get(pk=taken.pk)


HEADS = ("编号", "日期", "overall · 满意吗", "recommend", "comment")


def test_good_rows_are_kept_and_wrong_ones_told(wave, manager, site):
    done = read(
        wave(), manager, site, HEADS,
        (1, "2026-02-20", 5, 10, "很好 👍"), (2, "20.02.26", 4, 9, None), (3, "2026-02-21", 7, "often", None), (4, "2026/2/22", 1, 0, "=1+1"),
    )  # fmt: skip
    assert (done.state, done.total, done.kept, done.wrong) == ("done", 4, 2, 2)
    assert done.errors == [
        [3, "B · 日期", "no_date", "20.02.26"], [4, "C · overall · 满意吗", "off_scale", "7"], [4, "D · recommend", "no_number", "often"],
    ]  # fmt: skip
    assert sorted(Response.objects.values_list("overall", "recommend", "negative")) == [(1, 0, True), (5, 10, False)]


def test_nobody_has_answered_tomorrow_or_after_the_wave(wave, manager, site):
    over = wave(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 10), link_days=5)
    assert read(wave(), manager, site, HEADS, (1, "2026-03-03", 5, 10, None), (2, "2062-03-02", 5, 10, None)).wrong == 2
    done = read(over, manager, site, HEADS, (1, "2026-01-15", 5, 10, None), (2, "2026-01-16", 5, 10, None))
    assert (done.kept, done.errors) == (1, [[3, "B · 日期", "too_late", "2026-01-16"]])


def test_the_same_rows_once_more_do_nothing(wave, manager, site):
    open_wave = wave()
    rows = [HEADS, (None, None, 5, 10, None), (None, None, 5, 10, None), (7, None, 4, 8, None)]
    assert read(open_wave, manager, site, *rows).kept == 3
    again = read(open_wave, manager, site, *rows, (8, None, 3, 5, None))
    assert (again.kept, again.repeated) == (1, 3)
    assert Response.objects.count() == 4


def test_three_columns_and_choices_by_their_words(wave, manager, site):
    heads = ("right_first_time.desired", "right_first_time.adequate", "right_first_time", "courteous.wrong")
    assert read(wave("servqual"), manager, site, heads, (7, 4, 5, 1)).kept == 1
    assert dict(Answer.objects.values_list("column", "value")) == {"desired": 7, "adequate": 4, "perceived": 5}
    done = read(wave("csi"), manager, site, ("expected_from",), ("word_of_mouth; 自己的实际需要",), ("hearsay",))
    assert (done.kept, done.wrong) == (1, 1)
    assert Answer.objects.get(question__key="expected_from").text == "word_of_mouth needs"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"PK\x03\x04 but no book"])
def test_what_is_no_spreadsheet_is_said_so(wave, manager, site, content):
    upload = SimpleUploadedFile("x.xlsx", content)
    try:
        importing.take_in(wave_id=wave().pk, upload=upload, by=manager, at=AT)
    except importing.NoSpreadsheet:
        return
    importing.read_waiting(site, AT)
    assert SurveyImport.objects.get().state == "failed"


def test_a_sheet_of_something_else_is_not_read(wave, manager, site):
    done = read(wave(), manager, site, ("a", "b"), (1, 2))
    assert done.state == "failed" and done.problem


def test_only_who_may_writes(wave, acting):
    with pytest.raises(Forbidden):
        importing.take_in(wave_id=wave().pk, upload=excel(HEADS), by=acting("follow_up_agent"), at=AT)


def test_an_import_that_was_stopped_goes_on_where_it_was(wave, manager, site, monkeypatch):
    monkeypatch.setattr(importing, "PORTION", 2)
    open_wave, rows = wave(), [(n, None, 5, 9, None) for n in range(5)]
    taken = importing.take_in(wave_id=open_wave.pk, upload=excel(HEADS, *rows), by=manager, at=AT)
    keep, calls = importing._keep, []

    def stopped(*args, **told):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return keep(*args, **told)

    monkeypatch.setattr(importing, "_keep", stopped)
    with pytest.raises(SystemExit):
        importing.read_waiting(site, AT)
    monkeypatch.setattr(importing, "_keep", keep)
    assert SurveyImport.objects.get(pk=taken.pk).done == 2
    importing.read_waiting(site, AT)
    done = SurveyImport.objects.get(pk=taken.pk)
    assert (done.kept, done.repeated, Response.objects.count()) == (5, 0, 5)


def test_an_import_can_be_stopped_and_the_same_file_goes_on_behind_it(wave, manager, site, monkeypatch, client, person):
    monkeypatch.setattr(importing, "PORTION", 2)
    open_wave, rows = wave(), [(n, None, 5, 9, None) for n in range(5)]
    taken = importing.take_in(wave_id=open_wave.pk, upload=excel(HEADS, *rows), by=manager, at=AT)
    client.force_login(person("service_manager", name="stops"))
    keep = importing._keep

    def stopped_after_the_first(*args, **told):
        keep(*args, **told)
        assert client.post(f"/s/{site.code}/surveys/imports/{taken.pk}/stop/").status_code == 302

    monkeypatch.setattr(importing, "_keep", stopped_after_the_first)
    importing.read_waiting(site, AT)
    monkeypatch.setattr(importing, "_keep", keep)
    stopped = SurveyImport.objects.get(pk=taken.pk)
    assert (stopped.state, stopped.done, stopped.kept, Response.objects.count()) == ("stopped", 2, 2, 2)
    assert importing.read_waiting(site, AT) == 0 and not list(importing.folder().iterdir())
    assert client.post(f"/s/{site.code}/surveys/imports/{taken.pk}/stop/").status_code == 409
    page = client.get(f"/s/{site.code}/surveys/waves/{open_wave.pk}/import/").content.decode()
    assert "/stop/" not in page
    again = read(open_wave, manager, site, HEADS, *rows)
    assert (again.state, again.kept, again.repeated, Response.objects.count()) == ("done", 3, 2, 5)


def test_columns_are_named_as_in_excel():
    assert [sheets.letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
