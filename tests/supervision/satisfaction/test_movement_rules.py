"""A movement of the index by hand, and what must hold of every split."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.supervision.satisfaction.rules import movement
from yinuo.supervision.satisfaction.rules.index import added, index_of, pairs_of
from yinuo.supervision.satisfaction.rules.movement import explained, table_of, weighed


def index(people, weights):
    pairs = added(pairs_of(one) for one in people)
    return index_of(pairs, weights, len(people)), pairs


def split(then, now, before, after):
    (left, of_left), (right, of_right) = index(then, before), index(now, after)
    return left, right, movement.by_factor(left, right, (of_left, of_right))


def test_each_factor_adds_its_weight_times_its_change():
    # weights 3 : 1; quality 700 → 600 points (three people each, ± 100), pick-up 500 → 700; so −75 and +50, the index 650 → 625
    then = [{"quality": 60_000 + 10_000 * n, "pick_up": 50_000} for n in range(3)]
    now = [{"quality": 50_000 + 10_000 * n, "pick_up": 70_000} for n in range(3)]
    left, right, found = split(then, now, {"quality": 3, "pick_up": 1}, {"quality": 3, "pick_up": 1})
    assert (left.value, right.value, found.change) == pytest.approx((650, 625, -25))
    assert {part.code: part.value for part in found.parts} == pytest.approx({"pick_up": 50, "quality": -75})
    assert found.rest == pytest.approx(0)
    # quality: s² = 10,000 on both sides, so error ¾ · √(2 · 10,000 / 3) = 61.24; four degrees of freedom, t = 2.7764
    quality = next(part for part in found.parts if part.code == "quality")
    assert quality.interval.high == pytest.approx(-75 + 2.7764 * 61.237, abs=0.01) and not quality.sure
    assert next(part for part in found.parts if part.code == "pick_up").interval is None, "all alike: nothing to be sure by"


def test_other_weights_are_no_ones_doing():
    people = [{"quality": 60_000 + 10_000 * n, "pick_up": 40_000} for n in range(3)]
    left, right, found = split(people, people, {"quality": 3, "pick_up": 1}, {"quality": 1, "pick_up": 1})
    assert all(part.value == 0 for part in found.parts)
    assert found.rest == pytest.approx(right.value - left.value) == pytest.approx(-75)


def test_what_went_wrong_more_often_takes_its_share():
    """A step missed costs exactly 40 points, on 10 of 40 visits then, 30 of 40 now; the rest of the house fell by 5: −20 and −5."""

    def people(wrong, of, level):
        return [[int(n < wrong), level - 40 * (n < wrong) + (10 if n % 2 else -10)] for n in range(of)]

    tables = [table_of(rows, 2) for rows in (people(10, 40, 800), people(30, 40, 795))]
    found = explained(*tables, codes=["handover"], groups={"delivery": ["handover"]})
    (part,) = found.parts
    assert (part.effect, part.then, part.now, part.value) == pytest.approx((-40, 0.25, 0.75, -20))
    assert found.unexplained.value == pytest.approx(-5) and found.change == pytest.approx(-25)
    assert found.groups["delivery"].value == pytest.approx(-20) and part.sure


def test_too_few_people_or_too_few_misses_say_nothing():
    few = table_of([[n % 2, 700 + n] for n in range(29)], 2)
    enough = table_of([[int(n < 4), 700 + n] for n in range(40)], 2)
    assert explained(few, enough, codes=["repair"], groups={}) is None
    found = explained(enough, enough, codes=["repair"], groups={})
    assert found.parts == () and found.untold == ("repair",) and found.unexplained.value == pytest.approx(0)


PERSON = st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 100_000), st.integers(0, 100_000))
PEOPLE = st.lists(PERSON, min_size=30, max_size=45)


@settings(max_examples=60, deadline=None)
@given(PEOPLE, PEOPLE, st.booleans())
def test_every_split_adds_up_exactly(then, now, twins):
    """Also where one column repeats another, and where one never happens."""
    codes = ["a", "b", "twin", "never"]

    def rows(people):
        return table_of([[int(a), int(b), int(a if twins else c), 0, x, y] for a, b, c, x, y in people], 6)

    tables = [weighed(rows(people), [0, 0, 0, 0, 0.0075, 0.0025], [0, 1, 2, 3]) for people in (then, now)]
    found = explained(*tables, codes=codes, groups={"all": codes})
    total = sum(part.value for part in found.parts) + found.unexplained.value
    assert total == pytest.approx(found.change, abs=1e-6)
    assert found.groups["all"].value == pytest.approx(sum(part.value for part in found.parts), abs=1e-6)
    assert "never" in found.untold and (not twins or "twin" in found.untold)
    for part in (*found.parts, found.unexplained, *found.groups.values()):
        assert part.interval is None or part.interval.low <= part.value <= part.interval.high
