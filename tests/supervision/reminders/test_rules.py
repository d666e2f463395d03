"""The pace of a car and the day of its next service, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.supervision.reminders.rules import DueOn, Rate, due_on, is_quiet, rate_of

DAY = date(2026, 3, 2)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def test_two_readings_are_a_pace():
    assert rate_of([(on(0), 10_000), (on(100), 15_000)], default=40_000) == Rate(50_000, 2, 100)


def test_the_median_of_the_slopes_bears_a_mistyped_reading():
    """By hand: slopes of the pairs 50, 50, 50 (good ones), 460, −360 and 50 (with the mistyped one) have the median 50 km a day."""
    readings = [(on(0), 10_000), (on(100), 15_000), (on(200), 61_000), (on(300), 25_000)]
    assert rate_of(readings, default=40_000) == Rate(50_000, 4, 300)


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [(on(0), 10_000)],
        [(on(0), 10_000), (on(13), 10_900)],
        [(on(0), 90_000), (on(200), 10)],
        [(on(0), 0), (on(20), 900_000)],
        [(on(0), 5), (on(90), 5)],
    ],
)
def test_what_says_nothing_leaves_the_sites_own(readings):
    assert rate_of(readings, default=41_000) == Rate(41_000) and not rate_of(readings, default=41_000).own


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2_000_000)), max_size=20), st.integers(1, 500_000))
def test_a_pace_is_always_one_that_a_car_can_drive(found, default):
    rate = rate_of([(on(days), km) for days, km in found], default=default)
    assert 0 < rate.metres <= max(default, 800_000)


def test_it_is_due_at_the_earlier_of_date_and_mileage():
    told = {"km": 20_000, "read_on": on(0), "read_km": 10_000, "rate": Rate(50_000)}
    assert due_on(on=on(180), **told) == DueOn(on(180), "date")
    assert due_on(on=on(300), **told) == due_on(on=None, **told) == DueOn(on(200), "km")
    assert due_on(on=on(300), **told | {"read_km": 20_500}) == DueOn(on(0), "km")
    assert due_on(on=on(300), **told | {"rate": Rate(1_000)}) == DueOn(on(300), "date")
    assert due_on(on=None, **told | {"read_km": None}) is None and due_on(on=None, **told | {"km": None}) is None


def test_nobody_is_asked_too_often():
    assert is_quiet(outcome="not_reached", contacts=3, quiet_after=3) and is_quiet(outcome="later", contacts=4, quiet_after=3)
    assert not is_quiet(outcome="later", contacts=2, quiet_after=3) and not is_quiet(outcome="wish", contacts=9, quiet_after=3)
