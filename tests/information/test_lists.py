"""Paging by keyset, counting to a thousand, exports that hold no formula."""

from __future__ import annotations

import csv
from contextvars import copy_context
from io import BytesIO, StringIO

import pytest
from django.test import RequestFactory
from django_scopes.state import state
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.conftest import local
from yinuo.core.errors import Forbidden
from yinuo.core.events.models import Event, Thread
from yinuo.core.sites.models import Site
from yinuo.core.ui.lists import Column, Sort, counted, export, harmless, keyset_page, listed
from yinuo.information.customers.models import Customer

AT = local("2026-03-02 09:00")
NEWEST, BY_NAME = Sort("newest", "newest", ("-id",)), Sort("name", "by name", ("name", "id"))
COLUMNS = (Column("Name", lambda row: row.name), Column("Phone", lambda row: row.phone), Column("Since", lambda row: row.created_at))


@pytest.fixture
def customers(site):
    def make(*names):
        for name in names:
            thread = Thread.objects.create(site=site, kind="customer")
            Customer.objects.create(site=site, thread=thread, name=name, phone="+8613800138000", created_at=AT, changed_at=AT)
        return Customer.objects.all()

    return make


def names(rows):
    return [row.name for row in rows]


def test_pages_follow_one_another_and_lead_back(customers):
    rows = customers("b", "a", "c", "a", "b")
    first, older, newer = keyset_page(rows, BY_NAME, size=2)
    assert (names(first), newer) == (["a", "a"], "")
    second, older, newer = keyset_page(rows, BY_NAME, cursor=older, size=2)
    assert names(second) == ["b", "b"]
    third, end, _ = keyset_page(rows, BY_NAME, cursor=older, size=2)
    assert (names(third), end) == (["c"], "")
    again, older, newest = keyset_page(rows, BY_NAME, cursor=newer, size=2)
    assert (again, newest) == (first, "")
    assert keyset_page(rows, BY_NAME, cursor=older, size=2)[0] == second


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "WyJuYW1lIl0", "bm9uZQ", "W10", "WyJuZXdlc3QiLDAsIngiXQ", "WyJuZXdlc3QiLDAsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "a" * 9000],
)
def test_a_cursor_that_does_not_fit_gives_the_first_page(customers, cursor):
    assert names(keyset_page(customers("a", "b"), NEWEST, cursor=cursor)[0]) == ["b", "a"]


def test_counting_stops(customers):
    rows = customers(*"abcde")
    assert (counted(rows), counted(rows, most=3)) == (5, 4)


def request_for(query, actor):
    request = RequestFactory().get("/s/pd/customers/" + query)
    request.actor, request.at, request.site = actor, AT, Site(pk=actor.site_id)
    return request


def test_a_list_takes_two_queries(customers, acting, django_assert_num_queries):
    rows, actor = customers("a", "b", "c"), acting("advisor")
    with django_assert_num_queries(2):
        listing = listed(request_for("?sort=name&q=x", actor), rows, sorts=(NEWEST, BY_NAME), size=2)
    assert (names(listing.rows), listing.total, listing.sort) == (["a", "b"], 3, BY_NAME)
    assert listing.export_urls["csv"] == "?sort=name&q=x&as=csv"


def exported(rows, actor, kind):
    request = request_for(f"?as={kind}", actor)
    return export(request, listed(request, rows, sorts=(NEWEST,)), columns=COLUMNS, name="customers")


def test_the_csv_opens_in_excel_and_holds_no_formula(customers, acting):
    response = exported(customers("=cmd|' /C calc'!A0", "@SUM(1)", "王芳"), acting("service_manager"), "csv")
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Name", "王芳", "'@SUM(1)", "'=cmd|' /C calc'!A0"]
    assert rows[1][1:] == ["'+8613800138000", "2026-03-02 09:00:00"]


def test_the_workbook_holds_texts_and_no_formula(customers, acting):
    response = exported(customers("=1+1", "bell\x07"), acting("service_manager"), "xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("Name", "s"), ("bell", "s"), ("=1+1", "s")]


def test_an_export_reads_all_rows_in_batches(customers, acting, monkeypatch):
    monkeypatch.setattr("yinuo.core.ui.lists.ROWS_IN_A_BATCH", 2)
    response = exported(customers(*"abcde"), acting("service_manager"), "csv")
    assert len(b"".join(response.streaming_content).splitlines()) == 6


def test_an_export_that_the_server_reads_after_the_view_stays_within_its_centre(customers, acting):
    """Rows that bring others with them ask again for every batch, when the request's own scope is closed."""
    rows = customers("王芳").prefetch_related("consents")
    response = exported(rows, acting("service_manager"), "csv")

    def read():
        state.set(None)
        return b"".join(response.streaming_content).decode()

    assert "王芳" in copy_context().run(read)


def test_who_took_which_list_is_told(customers, acting):
    rows, actor = customers("王芳", "李伟"), acting("service_manager")
    request = request_for("?as=csv&q=x&sort=name&cursor=", actor)
    export(request, listed(request, rows, sorts=(NEWEST, BY_NAME)), columns=COLUMNS, name="customers")
    event = Event.objects.get(name="list.exported")
    assert event.by_id == actor.user_id and event.at == request.at
    assert event.data == {"list": "customers", "format": "csv", "filter": {"q": "x", "sort": "name"}, "rows": 2}
    with pytest.raises(Forbidden):
        exported(rows, acting("advisor"), "csv")
    assert Event.objects.filter(name="list.exported").count() == 1


def test_personal_data_leaves_only_with_the_right(customers, acting):
    with pytest.raises(Forbidden):
        exported(customers("a"), acting("advisor"), "csv")


@given(st.text())
def test_no_exported_text_begins_like_a_formula(text):
    assert not str(harmless(text)).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert str(harmless(text)).endswith(text)
