"""Intervals, comparisons, control charts, recommend score, alpha, SERVQUAL, drivers, loyalty."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from yinuo.supervision.satisfaction.rules import (
    comparisons,
    control,
    drivers,
    intervals,
    loyalty,
    perceived,
    purchases,
    recommend,
    servqual,
)
from yinuo.supervision.satisfaction.rules.comparisons import Benchmark, compare
from yinuo.supervision.satisfaction.rules.intervals import Interval, Mean
from yinuo.supervision.satisfaction.rules.reliability import alpha


@pytest.mark.parametrize("df", [1, 2, 3, 7, 29, 120, 5000])
def test_students_t_is_scipys(df):
    assert intervals.student_t(df) == pytest.approx(float(stats.t.ppf(0.975, df)), rel=1e-9)


@pytest.mark.parametrize(("df1", "df2", "p"), [(2, 4, 0.025), (10, 100, 0.975), (249, 996, 0.025), (249, 996, 0.975)])
def test_fishers_f_is_scipys(df1, df2, p):
    assert intervals.fisher(df1, df2, p) == pytest.approx(float(stats.f.ppf(p, df1, df2)), rel=1e-9)


@given(st.lists(st.integers(1, 10), max_size=40))
def test_a_mean_has_scipys_interval_or_none(values):
    found = intervals.mean_of([float(value) for value in values])
    assert found.n == len(values)
    if len(values) < 3 or len(set(values)) < 2:
        assert found.interval is None
        return
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    assert (found.interval.low, found.interval.high) == pytest.approx((float(low), float(high)), rel=1e-6, abs=1e-6)


def test_no_cases_have_no_share():
    assert intervals.wilson(0, 0) is None


def scored(value, low=None, high=None, n=40):
    return Mean(value, n, Interval(low, high, "t") if low is not None else None)


@pytest.mark.parametrize(
    ("now", "against", "list_", "sure"),
    [
        (scored(700, 690, 710), Benchmark(750, 760, 820), comparisons.BELOW_ALL, True),
        (scored(700, 690, 770), Benchmark(750, 760, 820), comparisons.BELOW_ALL, False),
        (scored(780, 775, 785), Benchmark(790, 760, 820), comparisons.BELOW_PAST_AND_BEST, True),
        (scored(740, 725, 755), Benchmark(730, 760, 820), comparisons.NO_PROGRESS, True),
        (scored(745, 735, 755), Benchmark(730, 760, 820), "", False),  # below the mean, but on its way
        (scored(800, 790, 810), Benchmark(790, 760, 820), "", False),
        (scored(700, 690, 710), Benchmark(None, None, None), "", False),
        (scored(700, 690, 710), Benchmark(None, 760, 820), "", False),  # whether it got better is not known
        (Mean(None, 0), Benchmark(750, 760, 820), "", False),
    ],
)
def test_which_list_a_score_belongs_to(now, against, list_, sure):
    found = compare("quality", now, against)
    assert (found.priority, found.sure) == (list_, sure)


def test_the_lists_begin_with_what_is_farthest_from_the_best():
    rows = [compare(str(best), scored(700), Benchmark(750, 760, best)) for best in (800, 900, 850)]
    lists = comparisons.priorities(rows)
    assert [row.code for row in lists[comparisons.BELOW_ALL]] == ["900", "850", "800"]
    assert lists[comparisons.NO_PROGRESS] == []


def test_too_few_months_have_no_limits():
    found = control.chart([700, 710, None, 690, 705, 700])
    assert (found.n, found.lower, found.upper, found.signals) == (5, None, None, {})
    assert control.chart([]).mean is None


def test_a_month_outside_the_limits_is_a_signal_and_the_others_are_noise():
    found = control.chart([700, 704, 698, 702, 699, 703, 701, 650, 700, 702, 699, 701])
    assert found.signals == {7: control.OUTSIDE}


def test_eight_months_on_one_side_are_a_signal():
    values = [690.0, 712, 688, 711, 691, 713, 689, 702, 703, 702, 703, 702, 703, 702, 703]
    assert control.RUN in control.chart(values).signals.values()


def test_three_of_four_near_a_limit_are_a_signal():
    assert control._rule([8, 1, 8, 8], 10) == control.NEAR
    assert control._rule([8, 1, -8, 8], 10) == ""


@given(st.lists(st.one_of(st.none(), st.floats(0, 1000)), max_size=36))
def test_limits_hold_the_mean_between_them(values):
    found = control.chart(values, floor=0, ceiling=1000)
    if found.lower is not None:
        assert found.lower <= found.mean + 1e-9 and found.mean <= found.upper + 1e-9
    assert all(values[place] is not None for place in found.signals)


@given(st.lists(st.integers(0, 50), min_size=11, max_size=11))
def test_a_recommend_score_lies_in_its_interval_between_its_ends(counts):
    found = recommend.recommend(counts)
    assert (found.value is None) == (sum(counts) == 0)
    assert (found.interval is None) == (sum(counts) < 3)
    if found.interval:
        assert -100 <= found.interval.low < found.interval.high <= 100
        assert found.interval.high - found.interval.low > 0


def test_counts_of_another_scale_are_refused():
    with pytest.raises(ValueError, match="eleven"):
        recommend.recommend([1] * 10)


@pytest.mark.parametrize("rows", [[], [[1, 2]], [[1, 2], [2, 3]], [[5], [6], [7]], [[4, 4]] * 5])
def test_alpha_of_too_little_is_none(rows):
    found = alpha(rows)
    assert found.raw is None and found.standardised is None and found.interval is None


def test_a_row_with_a_gap_is_left_out_of_alpha():
    rows = [[1, 2], [3, 3], [5, 6], [4, None], [2, 2]]
    assert alpha(rows) == alpha([row for row in rows if None not in row])


def test_an_item_that_all_answer_alike_leaves_no_standardised_alpha():
    found = alpha([[1, 5], [2, 5], [4, 5]])
    assert found.standardised is None and found.raw is not None


def test_gaps_are_paired_and_the_zone_says_where_the_service_lies():
    rows = [(9, 6, 7), (8, 6, 5), (10, 7, None), (9, 5, 6), (6, 8, 7)]
    found = servqual.zone("on_time", rows)
    assert found.superiority.value == pytest.approx((-2 - 3 - 3 + 1) / 4)
    assert found.adequacy.value == pytest.approx((1 - 1 + 1 - 1) / 4)
    assert (found.place, found.crossed, found.superiority.n) == (servqual.BELOW, 1, 4)
    assert servqual.zone("x", []).place == servqual.UNKNOWN


def test_dimensions_have_items_zones_and_alphas():
    people = [{"a": (9, 6, 7 + n % 3), "b": (9, 5, 6 + n % 3), "c": (8, 8, 8)} for n in range(12)]
    found = servqual.dimensions(people, {"a": "reliability", "b": "reliability", "c": "empathy"})
    assert [one.zone.code for one in found] == ["reliability", "empathy"]
    assert found[0].alphas["perceived"].raw == pytest.approx(1)
    assert found[1].alphas["perceived"].raw is None
    assert servqual.overall([]).perceived.value is None


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_lmg_parts_are_not_negative_and_sum_to_r_squared(seed, k):
    draw = np.random.default_rng(seed)
    table = draw.normal(size=(60, k)) + draw.normal(size=(60, 1))
    outcome = table @ draw.uniform(0, 1, k) + draw.normal(size=60)
    parts = drivers.parts(np.cov(np.column_stack([table, outcome]), rowvar=False))
    whole = np.column_stack([np.ones(60), table])
    residual = outcome - whole @ np.linalg.lstsq(whole, outcome, rcond=None)[0]
    assert parts.sum() == pytest.approx(1 - residual.var() / outcome.var(), rel=1e-8)
    assert (parts > -1e-12).all()


def test_drivers_of_too_little_or_of_twins_are_none():
    rows = [[float(n % 7), float(n % 7), float(n % 5)] for n in range(40)]
    assert drivers.drivers(["a", "b"], rows, rounds=20) is None
    assert drivers.drivers(["a"], [row[1:] for row in rows[:5]], rounds=20) is None
    assert drivers.drivers(["a"], [], rounds=20) is None
    assert drivers.drivers(["a"], [[1.0, float(n)] for n in range(40)], rounds=20) is None
    with pytest.raises(drivers.TooMany):
        drivers.parts(np.eye(14))


def test_a_factor_that_matters_is_told_from_one_that_does_not():
    draw = np.random.default_rng(1)
    table = draw.normal(size=(300, 3))
    outcome = 3 * table[:, 0] + table[:, 1] + draw.normal(size=300)
    found = drivers.drivers(["strong", "weak", "none"], np.column_stack([table, outcome]).tolist(), rounds=200)
    assert [one.code for one in found.drivers] == ["strong", "weak", "none"]
    assert math.isclose(sum(one.share for one in found.drivers), 1)
    assert found.drivers[0].interval.low > found.drivers[1].interval.high
    assert found == drivers.drivers(["strong", "weak", "none"], np.column_stack([table, outcome]).tolist(), rounds=200)


def test_quadrants():
    where = [drivers.quadrant(i, p, importance_mean=0.2, performance_mean=700) for i, p in ((0.3, 650), (0.3, 750), (0.1, 650), (0.1, 750))]
    assert where == [drivers.CONCENTRATE, drivers.KEEP, drivers.LOW, drivers.OVERDONE]


@pytest.mark.parametrize(
    ("level", "behaviour", "zone"),
    [
        (5, loyalty.Behaviour(), "near_apostle"),
        (5, loyalty.Behaviour(recommends=True), "apostle"),
        (5, loyalty.Behaviour(returned=True, complaint_open=True), "near_apostle"),
        (4, loyalty.Behaviour(returned=True, recommends=True), "apostle"),
        (3, loyalty.Behaviour(), "affection"),
        (3, loyalty.Behaviour(returned=False), "indifferent"),
        (1, loyalty.Behaviour(recommends=False), "saboteur"),
        (2, loyalty.Behaviour(recommends=False, complaint_open=True), "saboteur"),
    ],
)
def test_a_zone_comes_from_satisfaction_and_behaviour_together(level, behaviour, zone):
    assert loyalty.zone(level, behaviour) == zone


def test_the_sites_own_curve_stands_beside_the_reference():
    found = loyalty.curve([(5, True)] * 9 + [(5, False)] + [(3, False)] * 4)
    assert (found[4].share, found[4].n, found[2].share, found[0].share) == (0.9, 10, 0.0, None)
    assert found[2].interval.low == 0 and found[2].interval.high > 0.3
    assert [loyalty.level_of_ten(answer) for answer in (1, 2, 3, 6, 9, 10)] == [1, 1, 2, 3, 5, 5]


def test_few_customers_have_no_purchase_model_and_a_long_silence_speaks_against_one():
    assert purchases.fit([(1, 10, 20)] * 10) is None
    model = purchases.Model(0.243, 4.414, 0.793, 2.426, 0, 0)
    assert purchases.alive(model, 0, 0, 39) == 1
    assert purchases.alive(model, 4, 30, 39) > purchases.alive(model, 4, 5, 39)


def test_groups_that_nobody_answered_have_no_mean():
    found = perceived.groups({"aspect:what": [2, 150_000, 11_250_000_000]}, "aspect", perceived.ASPECTS)
    assert found["what"].value == 750 and found["how"].value is None
