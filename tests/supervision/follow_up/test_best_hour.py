"""The best hour to call: the customer's own calls, shrunk to the site's; on the list, and in its order."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.whole_visit import Car, car, centre  # noqa: F401
from yinuo.supervision.follow_up import hours, queries, rules, services
from yinuo.supervision.follow_up.models import DueCall
from yinuo.supervision.follow_up.rules import Tried, best_hour, stated_hour

SITE = {10: Tried(200, 100), 14: Tried(200, 60), 18: Tried(200, 160)}


def test_who_has_no_calls_has_the_sites_hour():
    assert best_hour({}, SITE).start in (17, 18) and best_hour({}, SITE).own == 0
    assert best_hour({}, SITE).tells and not best_hour({}, {}).tells
    assert not best_hour({}, {hour: Tried(100, 98) for hour in range(9, 20)}).tells


def test_one_call_moves_nobody_and_some_do():
    """By hand: without own calls the evening is near 0.76, the morning 0.50; five answered at ten make (5 + 4 · 0.50) / 9 = 0.78 there."""
    assert best_hour({10: Tried(1, 1)}, SITE).start >= 17
    regular = best_hour({10: Tried(5, 5), 18: Tried(5, 0)}, SITE)
    assert regular.start in (9, 10) and regular.own == 10 and regular.share == pytest.approx(0.78, abs=0.02)


@given(st.dictionaries(st.integers(0, 23), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_it_is_always_an_hour_at_which_one_may_call(found):
    own = {hour: Tried(max(pair), min(pair)) for hour, pair in found.items()}
    best = best_hour(own, SITE)
    assert rules.FIRST_HOUR <= best.start <= rules.LAST_HOUR - rules.WINDOW and 0 < best.share < 1


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("18:00–20:00", 18), ("10点到12点", 10), ("下午3点后", 15), ("after 5 pm", 17), ("晚上", 18), ("mornings", 9), ("7点", 9), ("23:00", 18),
        ("any time", None), ("", None), ("13800138000", None),
    ],
)  # fmt: skip
def test_what_the_customer_said_counts_first(text, hour):
    assert stated_hour(text) == hour


def test_the_list_begins_with_who_is_best_called_now(centre):  # noqa: F811
    with timezone.override(centre.site.zone):
        first, second = (Car(centre, number=n).until("deliver") for n in (1, 2))
        day = second.visit.due_call.due_on
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        told = first.told("follow_up_agent")["by"]
        for hour in (10, 10, 10):
            at = timezone.make_aware(datetime.combine(day, time(hour)))
            services.call_again(due_call_id=first.visit.due_call.pk, again_at=at + timedelta(hours=1), by=told, at=at)
        assert [hours.prepare(centre.site, noon), hours.prepare(centre.site, noon)] == [2, 0]
        calls = {call.visit_id: call for call in DueCall.objects.all()}
        assert calls[first.visit.pk].best_tries >= 3 and not 9 <= calls[first.visit.pk].best_from <= 10
        DueCall.objects.filter(visit=second.visit).update(best_from=14)
        listed = queries.best_first(queries.call_list(at=noon, today=day), at=noon).order_by("off_hour", "due_on", "id")
        assert [call.off_hour for call in listed] == [0, 1] or calls[first.visit.pk].best_from not in (11, 12)
        afternoon = noon + timedelta(hours=3)
        listed = queries.best_first(queries.call_list(at=afternoon, today=day), at=afternoon).order_by("off_hour", "due_on", "id")
        assert listed[0].visit == second.visit and listed[0].off_hour == 0
        with time_machine.travel(afternoon, tick=False):
            services.call_again(due_call_id=second.visit.due_call.pk, again_at=afternoon + timedelta(hours=1), by=told, at=afternoon)
        assert DueCall.objects.get(visit=second.visit).best_from is None
