"""Reading what was pasted: good rows are kept, bad ones say why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.operations.setup import rules
from yinuo.operations.setup.pasting import WHY, menu_columns, part_columns

PARTS = part_columns("CNY")


def read(text: str):
    return rules.read_pasted(text, PARTS, key="number")


def test_rows_with_a_chinese_heading_in_any_order():
    pasted = read("名称\t配件编号\t售价\t库存\t备注\n机油滤清器\tOF-1\t¥45.00\t12\t常用\n刹车片\tBP-1\t１,３８０\t\t\n")
    assert pasted.refused == []
    assert pasted.good == [
        {"name": "机油滤清器", "number": "OF-1", "price": 4500, "on_hand": 12000},
        {"name": "刹车片", "number": "BP-1", "price": 138000},
    ]


def test_rows_without_a_heading_are_in_the_order_of_the_columns():
    assert read("OF-1\tfilter\t45\n").good == [{"number": "OF-1", "name": "filter", "price": 4500}]


@pytest.mark.parametrize(("row", "field", "why"), [
    ("\tfilter\t45", "number", "missing"), ("OF-1\tfilter", "price", "missing"), ("OF-1\tfilter\tdear", "price", "no_number"),
    ("OF-1\tfilter\t-5", "price", "out_of_range"), ("OF-1\tfilter\t1e20", "price", "out_of_range"), ("OF-1\tfilter\t1.005", "price", "too_fine"),
    ("OF-1\tfilter\tNaN", "price", "no_number"), ("OF-1\tfilter\tInfinity", "price", "no_number"), ("x" * 41 + "\tf\t1", "number", "too_long"),
    ("OF-1\t" + "x" * 10_000 + "\t1", "name", "too_long"),
])  # fmt: skip
def test_a_bad_row_says_why_and_the_good_ones_are_kept(row, field, why):
    pasted = read(f"GOOD-1\tgood\t1\n{row}\nGOOD-2\tgood\t1\n")
    assert [part["number"] for part in pasted.good] == ["GOOD-1", "GOOD-2"]
    (refused,) = pasted.refused
    assert (refused.line, refused.field, refused.why) == (2, field, why)


def test_a_number_that_comes_twice_is_refused_the_second_time():
    pasted = read("A\ta\t1\nA\tb\t2\n")
    assert len(pasted.good) == 1 and pasted.refused[0].why == "twice"


def test_no_more_than_five_thousand_rows_are_taken():
    pasted = read("\n".join(f"N{n}\tn\t1" for n in range(rules.MOST_ROWS + 3)))
    assert len(pasted.good) == rules.MOST_ROWS and len(pasted.refused) == 3


def test_quoted_cells_of_a_spreadsheet_hold_breaks_and_tabs():
    assert read('A\t"two\nlines"\t1\n').good[0]["name"] == "two lines"


def test_hours_and_bays_of_the_menu_are_understood():
    pasted = rules.read_pasted(
        "项目编号\t项目名称\t标准工时\t工位\t保养\nM1\t小保养\t0.5\t快修\t是\nA1\t四轮定位\t1.25\t定位\t否\n",
        menu_columns("CNY"),
        key="code",
    )
    assert [(item["standard_minutes"], item["bay_kind"], item["maintenance"]) for item in pasted.good] == [
        (30, "quick", True),
        (75, "alignment", False),
    ]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_whatever_is_pasted_is_sorted_into_good_and_refused(text):
    pasted = read(text)
    for part in pasted.good:
        assert part["number"] and part["name"] and part["price"] >= 0
        assert "\x00" not in part["number"] + part["name"]
    assert all(row.why in WHY for row in pasted.refused)
