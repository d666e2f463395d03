"""The eight elements by hand."""

from __future__ import annotations

import pytest

from yinuo.supervision.elements import rules
from yinuo.supervision.elements.rules import Counted, Sums

YES = {question: "yes" for asked in rules.QUESTIONS.values() for question in asked}


def test_the_sum_is_five_judged_plus_highlights_less_complaints_less_errors():
    told = Counted(visits=200, complaints=4, errors={"inspection": 5, "credit": 1}, survey={"attitude": Sums(2, 12_000, 80_000_000)})
    found = rules.score(YES | {"keeps_word": "partly", "owns_faults": "no"}, 6, told)
    points = {code: element.points for code, element in found.elements.items()}
    assert points == {
        "attitude": (20 + 12) / 2, "skill": 20, "responsibility": 10, "hardware": 20, "management": 20, "highlights": 3, "complaints": 2, "errors": 3,
    }  # fmt: skip
    assert found.total == 16 + 20 + 10 + 20 + 20 + 3 - 2 - 3


def test_what_nobody_judged_leaves_the_sum_open_and_is_named():
    found = rules.score({}, 0, Counted(visits=10, survey={"skill": Sums(1, 9_000, 81_000_000)}))
    assert (found.total, found.missing) == (None, ["attitude", "responsibility", "hardware", "management"])
    assert found.elements["skill"].points == 18 and found.elements["skill"].interval is None


def test_an_audit_with_a_question_left_gives_nothing():
    assert rules.audit_points({"greets_first": "yes", "listens_out": "yes"}, "attitude") is None


@pytest.mark.parametrize(("n", "visits", "points"), [(0, 0, 0), (3, 0, None), (1, 100, 1), (2, 50, 4), (90, 100, 20)])
def test_one_point_for_each_in_a_hundred_visits_twenty_at_most(n, visits, points):
    assert rules.counted("errors", n, visits).points == points


def test_the_interval_of_what_customers_said():
    # shares 0.5, 0.6, 0.7: mean 12 points, s = 2 points, half = 1.96 × 2 / √3
    points, interval = rules.survey_points(Sums(3, 18_000, 5_000**2 + 6_000**2 + 7_000**2))
    assert points == 12 and interval == pytest.approx((12 - 2.2632, 12 + 2.2632), abs=1e-4)


def test_a_respondents_share_is_the_mean_of_the_factors_answered():
    assert rules.share_of_factors({"friendliness": 80_000, "advisor": 60_000}, "attitude") == 7_000
    assert rules.share_of_factors({"friendliness": 80_000}, "attitude") == 8_000
    assert rules.share_of_factors({"friendliness": 80_000}, "hardware") is None
