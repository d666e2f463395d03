"""Scales, logic, drawing and patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.supervision.surveys import rules


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [("scale10", (1, 10), (0, 11)), ("scale5", (1, 5), (0, 6)), ("recommend", (0, 10), (-1, 11)), ("yes_no", (0, 1), (2, -1))],
)
def test_a_value_lies_on_its_scale_or_not(kind, inside, outside):
    assert all(rules.fits(kind, value) for value in inside)
    assert not any(rules.fits(kind, value) for value in outside)


def test_words_have_no_scale():
    assert not rules.fits("text", 1)


LOW = {"key": "overall", "at_most": 3}


@pytest.mark.parametrize(
    ("logic", "answers", "asked"),
    [
        ({}, {}, True),
        (LOW, {"overall": 3}, True),
        (LOW, {"overall": 4}, False),
        (LOW, {}, False),
        ({"not": LOW}, {}, True),
        ({"all": [LOW, {"key": "b", "is": "x"}]}, {"overall": 1, "b": "x"}, True),
        ({"any": [LOW, {"key": "b", "is": "x"}]}, {"overall": 5, "b": "x"}, True),
        ({"key": "b", "answered": False}, {}, True),
        ({"key": "b", "at_least": 1}, {"b": "words"}, False),
    ],
)
def test_whether_a_question_is_asked(logic, answers, asked):
    assert rules.holds(logic, answers) is asked


@pytest.mark.parametrize(
    "logic", [[], "x", {"key": "later", "is": 1}, {"key": "overall"}, {"key": "overall", "is": None}, {"all": []}, {"not": {}}]
)
def test_logic_that_cannot_be_read_is_refused(logic):
    assert rules.logic_problem(logic, ["overall"])


def test_logic_on_earlier_questions_is_taken():
    assert not rules.logic_problem({"any": [LOW, {"not": {"key": "overall", "answered": True}}]}, ["overall"])


@given(st.integers(0, 1000))
def test_drawing_comes_out_the_same_and_a_larger_share_holds_the_smaller(share):
    people = [f"person {n}" for n in range(200)]
    few, more = ({one for one in people if rules.drawn(one, s)} for s in (share // 2, share))
    assert few <= more
    assert rules.drawn("x", 1000) and not rules.drawn("x", 0)


def test_about_the_share_is_drawn():
    assert 230 <= sum(rules.drawn(f"person {n}", 250) for n in range(1000)) <= 270


def test_a_low_mark_is_a_bad_word():
    assert rules.negative([("a", "scale10", 4)])
    assert not rules.negative([("a", "scale10", 5), ("b", "yes_no", 0), ("c", "three_columns", 1)])
    assert rules.negative([("r", "recommend", 3)]) and not rules.negative([("r", "recommend", 4)])


def test_equal_sheets_have_one_pattern_in_any_order_and_short_ones_none():
    sheet = [(f"q{n}", "perceived", n) for n in range(6)]
    assert rules.pattern(sheet) == rules.pattern(sheet[::-1]) != ""
    assert rules.pattern(sheet[:5]) == ""
