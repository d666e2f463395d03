"""Which group a visit's customer belongs to; which months a study is about."""

from __future__ import annotations

from datetime import date

import pytest

from yinuo.supervision.satisfaction.rules.periods import earlier_spans, span_of
from yinuo.supervision.satisfaction.rules.segments import Definitions, Facts, band, limits_of, members, order


@pytest.mark.parametrize(("value", "group"), [(0, "0-3"), (2, "0-3"), (3, "3-6"), (9, "6-10"), (10, "10-"), (40, "10-")])
def test_a_band_holds_its_lower_end(value, group):
    assert band(value, (3, 6, 10)) == group


def test_a_customer_is_in_a_group_of_each_definition_that_is_known():
    told = Facts(age=4, km=61_000, earlier=0, payers=["warranty", "customer"], fleet=False)
    assert members(told, Definitions()) == [
        "age:3-6",
        "km:60000-100000",
        "times:first",
        "payer:customer",
        "payer:warranty",
        "owner:private",
    ]
    assert members(Facts(), Definitions()) == []
    assert members(told, Definitions(used=("owner",))) == ["owner:private"]


@pytest.mark.parametrize(("earlier", "group"), [(0, "first"), (1, "again"), (2, "regular"), (9, "regular")])
def test_who_comes_the_third_time_is_a_regular(earlier, group):
    assert members(Facts(earlier=earlier), Definitions()) == [f"times:{group}"]


@pytest.mark.parametrize("text", ["", "3, x", "6, 3", "0, 3", "3, 3", "-1", "1,2,3,4,5,6,7,8,9", "３"])
def test_limits_that_are_none(text):
    assert limits_of(text) is None


def test_limits_rise():
    assert (limits_of("3，6、10"), limits_of("30000")) == ((3, 6, 10), (30000,))


def test_groups_stand_in_order():
    assert sorted(["km:100000-", "km:30000-60000", "km:0-30000"], key=order) == ["km:0-30000", "km:30000-60000", "km:100000-"]
    assert sorted(["times:regular", "times:first", "times:again"], key=order) == ["times:first", "times:again", "times:regular"]


TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("year", (2025, 6), (2026, 5)),
        ("quarter", (2026, 4), (2026, 5)),
        ("half", (2025, 12), (2026, 5)),
        ("this_year", (2026, 1), (2026, 5)),
        ("2026-Q1", (2026, 1), (2026, 3)),
        ("2025-H2", (2025, 7), (2025, 12)),
        ("2025", (2025, 1), (2025, 12)),
    ],
)
def test_the_months_of_a_study(code, first, last):
    found = span_of(code, TODAY)
    assert found is not None and (found.first, found.last) == (date(*first, 1), date(*last, 1))


@pytest.mark.parametrize(
    "code", ["2026-Q2", "2026-H1", "2026", "2027", "2025-Q5", "2025-H3", "2025-Q", "20x5", "", "month", "1999", "２０２５"]
)
def test_no_months_of_a_study(code):
    assert span_of(code, TODAY) is None


def test_spans_that_are_over_the_newest_first():
    assert earlier_spans(date(2025, 8, 1), TODAY) == ["2026-Q1", "2025-Q4", "2025-Q3", "2025-H2", "2025"]
