"""The five gaps by hand, and what must hold of them whatever the answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.supervision.gaps import rules
from yinuo.supervision.gaps.rules import Expected, Scores, Sums

ANSWERS = st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=3, max_size=30)
CLUSTERS = st.lists(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), max_size=40)


def test_knowledge_is_how_far_managers_are_from_customers():
    customers = rules.side_of([(9, 4), (10, 5), (8, 6)], 2)
    managers = rules.side_of([(6, 8), (6, 8), (6, 8)], 2)
    gap = rules.knowledge(customers, managers, ["put_right", "price"])
    # by hand: 9 − 6 = 3 and 5 − 8 = −3 on a scale of 9 steps, so 33.3 points each way
    assert [(part.code, round(part.points, 2)) for part in gap.parts] == [("put_right", 33.33), ("price", -33.33)]
    assert gap.points == pytest.approx(33.333, abs=0.001) and gap.n == 6
    # (x − y)/2 of each customer: 2.5, 2.5, 1; managers are all alike; so s² = 0.75, standard error 0.5, t(2) = 4.3027, a unit is 100/9
    assert gap.interval.low == pytest.approx(33.333 - 4.3027 * 0.5 * 100 / 9, abs=0.01)


def test_two_managers_say_nothing():
    assert rules.knowledge(rules.side_of([(5,)] * 9, 1), rules.side_of([(5,)] * 2, 1), ["price"]).points is None
    assert rules.knowledge(rules.Side(0, (), ()), rules.Side(0, (), ()), ()).points is None


@given(ANSWERS, ANSWERS)
def test_knowledge_stays_on_its_axis(customers, managers):
    gap = rules.knowledge(rules.side_of(customers, 2), rules.side_of(managers, 2), ["a", "b"])
    assert 0 <= gap.points <= 100
    assert gap.points == pytest.approx(sum(abs(part.points) for part in gap.parts) / 2)
    assert gap.interval is None or gap.interval.low - 1e-9 <= gap.points <= gap.interval.high + 1e-9


def test_an_expectation_is_covered_by_one_standard_at_its_level():
    told = [
        Expected("greeted", 2, ((True, 60, False),), 60),
        Expected("listened", 1, ((True, 240, True), (True, 360, True)), 360),
        Expected("too slow", 3, ((True, 5, False),), 3),
        Expected("switched off", 2, ((False, None, False),)),
        Expected("present", 2, ((True, None, False),)),
    ]
    gap = rules.standards(told)
    assert [part.points for part in gap.parts] == [0, 0, 100, 100, 0]
    assert gap.points == pytest.approx(50.0) and gap.interval is None
    assert rules.standards([]).points is None
    assert rules.standards([Expected("nothing matters", 0, ())]).points is None


def test_what_hangs_together_in_a_visit_makes_the_interval_wider():
    apart = rules.of_clusters([(1, met) for met in [1] * 150 + [0] * 50])
    together = rules.of_clusters([(10, 10)] * 15 + [(10, 0)] * 5)
    (points, narrow), (same, wide) = rules.short_of(apart), rules.short_of(together)
    assert points == same == 25
    assert (narrow.method, wide.method) == ("wilson", "ratio")
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


@given(CLUSTERS, CLUSTERS)
def test_sums_of_months_are_the_sums_of_their_visits(first, second):
    assert rules.of_clusters(first) + rules.of_clusters(second) == rules.of_clusters(first + second)
    points, interval = rules.short_of(rules.of_clusters(first))
    if first:
        assert 0 <= points <= 100 and interval.low - 1e-9 <= points <= interval.high + 1e-9
    else:
        assert points is None and interval is None


def test_the_customers_gap_is_what_is_missing_to_the_desired_service():
    people = [rules.superiority(pairs, lowest=1, highest=7) for pairs in ([(7, 4), (6, 6)], [(6, 6)], [(7, 1)])]
    assert people == [-250, 0, -1000]
    total = sum((Scores(1, one, one * one) for one in people), Scores())
    gap = rules.customer(total, {"reliability": total, "empathy": Scores()})
    assert gap.points == pytest.approx(41.667, abs=0.001) and [part.code for part in gap.parts] == ["reliability"]
    assert rules.customer(Scores(), {}).points is None
    assert rules.superiority([], lowest=1, highest=7) is None


def test_the_widest_gap_is_one_that_the_centre_can_close():
    gaps = [rules.Gap(3, 12.0, 50), rules.Gap(4, 20.0, 50), rules.Gap(5, 60.0, 50), rules.Gap(1, None, 0)]
    assert rules.widest(gaps).number == 4
    assert rules.widest([gaps[2], gaps[3]]) is None


def test_a_movement_is_told_apart_from_chance():
    before, after = (rules.of_shares(3, Sums(n, n, met, n, met, met), {}) for n, met in ((400, 360), (400, 300)))
    little = rules.of_shares(3, Sums(400, 400, 356, 400, 356, 356), {})
    assert rules.moved(after, before) is True
    assert rules.moved(little, before) is False
    assert rules.moved(after, rules.Gap(3, None, 0)) is None


def test_one_visit_with_many_standards_is_not_many_visits():
    """Thirty standards of one visit say as much as one visit: nobody knows how the next one goes."""
    points, interval = rules.short_of(rules.Sums(1, 30, 27, 900, 729, 810))
    assert points == 10 and interval.high - interval.low > 70
    points, interval = rules.short_of(rules.of_clusters([(30, 30)] * 2))
    assert points == 0 and interval.high > 60
