"""A week and its calls, without a database."""

from datetime import date, datetime, timedelta

import pytest

from yinuo.supervision.weekly import rules
from yinuo.supervision.weekly.rules import Calls, Due, Share, Week

WEEK = Week(date(2026, 3, 2))


@pytest.mark.parametrize("text", ["2026-W54", "2026-W00", "2026W10", "２０２６-W10", "9999-W99", "", "2026-W1"])
def test_what_is_no_week_is_none(text):
    assert Week.named(text) is None


def test_weeks_are_named_as_iso_does_across_the_year():
    assert Week.named("2026-W01").monday == date(2025, 12, 29) and Week.of(date(2027, 1, 3)).code == "2026-W53"
    assert Week.named(WEEK.code) == WEEK and WEEK.after.before == WEEK and WEEK.sunday == date(2026, 3, 8)


def test_the_report_is_ready_on_monday_at_six_and_not_before():
    assert rules.last_over(datetime(2026, 3, 9, 5, 59)) == WEEK.before  # noqa: DTZ001 (the centre's local time)
    assert rules.last_over(datetime(2026, 3, 9, 6, 0)) == WEEK  # noqa: DTZ001
    assert rules.last_over(datetime(2026, 3, 15, 23, 0)) == WEEK  # noqa: DTZ001


def test_calls_are_counted_by_how_they_ended():
    day = WEEK.monday
    rows = [
        Due(day, "done", day, "happy"), Due(day, "done", day + timedelta(days=1), "unhappy"), Due(day, "unreachable", day + timedelta(days=3)),
        Due(day, "due"), Due(day + timedelta(days=3), "due"), Due(day + timedelta(days=4), "due"), Due(day - timedelta(days=1), "done", day),
    ]  # fmt: skip
    calls = rules.calls_of(rows, week=WEEK, today=day + timedelta(days=3))
    assert calls == Calls(due=5, reached=2, unreachable=1, waiting=2, late=3, happy=1, unhappy=1)
    assert calls.rate.value == 0.4 and calls.rate.interval == pytest.approx((0.1176, 0.7693), abs=1e-4)


def test_a_change_is_told_from_chance_and_nothing_from_nothing():
    assert rules.changed(Share(98, 100), Share(70, 100)) is True
    assert rules.changed(Share(9, 10), Share(8, 10)) is False
    assert rules.changed(Share(0, 0), Share(8, 10)) is None and Share(0, 0).interval is None


def test_an_email_is_tried_some_times_and_given_up():
    waits = [rules.retry_after(tries) for tries in range(1, 7)]
    assert waits[0] == timedelta(minutes=5) and waits == [*sorted(waits[:5]), None]
