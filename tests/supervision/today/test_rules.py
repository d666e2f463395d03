"""What presses most comes first."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import local
from yinuo.supervision.today.rules import TONES, stake, tone_of

AT = local("2026-03-02 10:00")


def tone(minutes: float, amber: int = 300, told: str = "") -> str:
    return tone_of(due_at=AT + timedelta(minutes=minutes), at=AT, amber=amber, told=told)


def test_a_clock_turns_amber_before_it_turns_red():
    assert (tone(6), tone(5), tone(0), tone(-3)) == ("plan", "risk", "late", "late")


def test_what_has_no_limit_is_going_on_and_a_told_tone_stands():
    assert tone_of(due_at=None, at=AT, amber=300) == "busy"
    assert tone(60, told="risk") == "risk"


@given(st.sampled_from(TONES), st.sampled_from(TONES), st.integers(0, 100), st.integers(0, 100))
def test_a_graver_tone_always_comes_first_whatever_the_weight(one, other, weight, other_weight):
    first = stake(tone=one, weight=weight, due_at=None, since=AT, at=AT)
    second = stake(tone=other, weight=other_weight, due_at=AT, since=None, at=AT)
    if TONES.index(one) < TONES.index(other):
        assert first < second


def test_of_equal_matters_the_earlier_comes_first():
    sooner = stake(tone="late", weight=50, due_at=AT - timedelta(minutes=9), since=None, at=AT)
    later = stake(tone="late", weight=50, due_at=AT - timedelta(minutes=2), since=None, at=AT)
    assert sooner < later
