"""The index: rescaling, missing answers, weights, interval, what-if; and what it does with nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from yinuo.supervision.satisfaction.rules import scale, sums
from yinuo.supervision.satisfaction.rules.index import added, factor_mean, index_of, needed, pairs_of, score_of, value_of, what_if
from yinuo.supervision.satisfaction.rules.scale import DEFAULT_WEIGHTS, FACTORS, hundredths, normalised, points

answers = st.integers(1, 10)
person = st.dictionaries(st.sampled_from(FACTORS), st.lists(answers, min_size=1, max_size=5), max_size=7)
weights = st.dictionaries(st.sampled_from(FACTORS), st.floats(0, 100), max_size=7)


def index(people, weights=DEFAULT_WEIGHTS):
    scored = [{factor: hundredths(given) for factor, given in one.items()} for one in people]
    return index_of(added(pairs_of(one) for one in scored), weights, sum(bool(one) for one in scored))


def test_the_ends_and_the_middle_of_the_scale():
    assert [points(mean) for mean in (1, 5.5, 10)] == [0, 500, 1000]
    with pytest.raises(ValueError, match="outside"):
        points(10.5)


@pytest.mark.parametrize("value", [0, 11, 5.0, True, "5", None])
def test_an_answer_outside_its_scale_is_none(value):
    assert not scale.TEN.holds(value)


def test_published_weights_sum_to_one_once_normalised():
    assert math.isclose(sum(DEFAULT_WEIGHTS.values()), 100.1)
    assert math.isclose(sum(normalised(DEFAULT_WEIGHTS).shares.values()), 1)


def test_a_missing_item_drops_out_of_its_factor_and_a_factor_without_answers_out_of_the_index():
    found = index([{"quality": [10, 7]}, {"quality": [4]}, {"quality": [4, 4, 4]}])
    assert found.value == pytest.approx((833.33 + 333.33 + 333.33) / 3, abs=0.01)
    assert found.weights == {"quality": 1.0}
    assert set(found.dropped) == set(FACTORS) - {"quality"}


@given(st.lists(person, max_size=12), weights)
def test_an_index_lies_between_its_factors_and_inside_its_interval(people, weights):
    found = index(people, weights)
    counted = [found.factors[factor].value for factor in found.weights]
    if found.value is None:
        assert not counted and found.interval is None
        return
    assert math.isclose(sum(found.weights.values()), 1)
    assert min(counted) - 1e-6 <= found.value <= max(counted) + 1e-6
    if found.interval:
        assert 0 <= found.interval.low <= found.value + 1e-6 and found.value - 1e-6 <= found.interval.high <= 1000
        assert not found.why_not
    else:
        assert found.why_not in {"few", "thin", "alike"}


@given(st.lists(person, max_size=12), st.randoms())
def test_sums_are_the_same_in_any_order_and_in_any_parts(people, random):
    parts = [pairs_of({factor: hundredths(given) for factor, given in one.items()}) for one in people]
    mixed = random.sample(parts, len(parts))
    half = len(parts) // 2
    assert added(parts) == added(mixed) == added([added(parts[:half]), added(parts[half:])])


@given(st.lists(st.fixed_dictionaries({factor: st.lists(answers, min_size=1, max_size=3) for factor in FACTORS}), min_size=3, max_size=10))
def test_with_whole_answers_the_interval_is_that_of_the_respondents_own_indices(people):
    """Without gaps the delta method is the plain t interval of each respondent's weighted mean."""
    found = index(people)
    shares = normalised(DEFAULT_WEIGHTS).shares
    own = [sum(share * hundredths(one[factor]) / 100 for factor, share in shares.items()) for one in people]
    mean = sum(own) / len(own)
    error = math.sqrt(sum((value - mean) ** 2 for value in own) / (len(own) - 1) / len(own))
    assert found.value == pytest.approx(mean)
    if found.interval and found.interval.low > 0 and found.interval.high < 1000:
        assert (found.interval.high - found.interval.low) / 2 == pytest.approx(float(t.ppf(0.975, len(own) - 1)) * error, rel=1e-6)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_with_fewer_than_three_there_is_no_interval(n):
    found = index([{"quality": [3 + one]} for one in range(n)])
    assert found.interval is None and found.why_not == "few" and found.few
    assert (found.value is None) == (n == 0)


def test_answers_all_alike_do_not_make_a_certain_index():
    found = index([{"quality": [10], "pick_up": [10]}] * 5)
    assert (found.value, found.interval, found.why_not) == (1000, None, "alike")


def test_a_factor_with_a_single_answer_leaves_the_index_without_an_interval():
    found = index([{"quality": [5]}, {"quality": [7]}, {"quality": [9], "pick_up": [2]}])
    assert (found.interval, found.why_not) == (None, "thin")


def test_weights_that_sum_to_nought_give_no_index_and_weights_below_nought_are_refused():
    assert index([{"quality": [5]}] * 3, {"quality": 0}).value is None
    assert index([{"quality": [5]}] * 3, {}).value is None
    with pytest.raises(ValueError, match="below"):
        normalised({"quality": -1})


def test_what_if_moves_the_index_by_the_weight_of_the_factor():
    found = index([{"quality": [4], "pick_up": [7]}] * 3, {"quality": 3, "pick_up": 1})
    assert what_if(found, "quality", found.factors["quality"].value + 100) == pytest.approx(found.value + 75)
    assert what_if(found, "advisor", 500) is None
    assert what_if(found, "quality", needed(found, "quality", 500)) == pytest.approx(500)
    assert needed(found, "pick_up", 900) is None
    with pytest.raises(ValueError, match="outside"):
        what_if(found, "quality", 1001)


scores = st.builds(
    sums.Score,
    factors=st.dictionaries(st.sampled_from(FACTORS), st.integers(0, 100_000)),
    items=st.dictionaries(st.sampled_from("abc"), st.integers(0, 100_000)),
    words=st.lists(st.sampled_from(["source:needs", "source:image"]), unique=True).map(tuple),
    recommend=st.none() | st.integers(0, 10),
    level=st.none() | st.integers(1, 5),
    anonymous=st.booleans(),
)


@given(st.lists(scores, max_size=8), st.data())
def test_what_is_taken_away_again_leaves_no_trace(people, data):
    parts = [sums.contribution(one) for one in people]
    kept = data.draw(st.lists(st.booleans(), min_size=len(parts), max_size=len(parts)))
    total = sums.together(parts)
    for part, stays in zip(parts, kept, strict=True):
        if not stays:
            sums.add(total, part, -1)
    assert total == sums.together(part for part, stays in zip(parts, kept, strict=True) if stays)


@given(st.lists(st.lists(scores, max_size=4), max_size=4), weights)
def test_brief_cells_say_of_an_index_what_the_whole_ones_say(cells, weights):
    wholes = [sums.together(map(sums.contribution, people)) for people in cells]
    total, brief = sums.together(wholes), sums.of_briefs(map(sums.brief, wholes))
    pairs = total.get("pairs", {})
    assert brief.get("pairs", {}) == pairs and brief.get("n", 0) == total.get("n", 0)
    assert brief.get("recommend", [0] * 11) == total.get("recommend", [0] * 11)
    assert value_of(pairs, weights) == index_of(pairs, weights, 1).value
    assert [score_of(pairs, factor) for factor in FACTORS] == [factor_mean(pairs, factor).value for factor in FACTORS]


def test_a_factor_that_nobody_answered_has_no_mean():
    assert factor_mean({}, "quality").value is None
