"""The split of a movement of the index: by hand, against ordinary least squares, and how often its intervals hold."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from bench.truths import Line, reproduces
from yinuo.supervision.satisfaction.rules.index import added, index_of, pairs_of
from yinuo.supervision.satisfaction.rules.movement import by_factor, explained, table_of

ROUNDS = 1000


@reproduces("movement by hand")
def by_hand() -> Iterator[Line]:
    """Weights 3 : 1. Quality 600, 700, 800 then and 500, 600, 700 now; pick-up 500 then, 700 now, all alike: −¾ · 100 = −75 and ¼ · 200 = +50; so the
    index goes from 650 to 625.

    Quality's error: ¾ · √(10,000/3 + 10,000/3) = 61.24; t₄ = 2.7764: −75 ± 170.02. A step missed costs 40 points, on 10 of 40 visits then and 30 of 40 now:
    −40 · ½ = −20; the others fell by 5.
    """
    hand = "by hand, written out in bench/truths/movement.py"
    sides = [[{"quality": level + 10_000 * n, "pick_up": pick} for n in range(3)] for level, pick in ((60_000, 50_000), (50_000, 70_000))]
    pairs = tuple(added(pairs_of(one) for one in side) for side in sides)
    then, now = (index_of(of, {"quality": 3, "pick_up": 1}, 3) for of in pairs)
    found = by_factor(then, now, (pairs[0], pairs[1]))
    parts = {part.code: part for part in found.parts}
    yield Line("movement, quality", -75, parts["quality"].value, 1e-9, hand)
    yield Line("movement, pick-up", 50, parts["pick_up"].value, 1e-9, hand)
    yield Line("movement, parts add up", -25, math.fsum(part.value for part in found.parts) + found.rest, 1e-9, hand)
    high = parts["quality"].interval.high if parts["quality"].interval else math.nan
    yield Line("movement, quality, upper end", 95.02, high, 0.01, hand)
    rows = [[[int(n < wrong), level - 40 * (n < wrong)] for n in range(40)] for wrong, level in ((10, 800), (30, 795))]
    of_visits = explained(table_of(rows[0], 2), table_of(rows[1], 2), ["handover"], {})
    assert of_visits is not None
    yield Line("movement, missed step", -20, of_visits.parts[0].value, 1e-9, hand)
    yield Line("movement, unexplained", -5, of_visits.unexplained.value, 1e-9, hand)


def _people(draw: random.Random, n: int, share: float, level: float) -> list[list[float]]:
    rows: list[list[float]] = []
    for _person in range(n):
        one = int(draw.random() < share)
        other = int(draw.random() < 0.3 + 0.15 * one)
        rows.append([one, other, level - 60 * one - 30 * other + draw.gauss(0, 110)])
    return rows


@reproduces("movement against least squares")
def least_squares() -> Iterator[Line]:
    """The unexplained is the coefficient of the period in one regression over everybody (Jann 2008), with its error."""
    import numpy as np

    draw = random.Random(7)
    then, now = _people(draw, 60, 0.2, 750), _people(draw, 70, 0.4, 740)
    found = explained(table_of(then, 3), table_of(now, 3), codes=["a", "b"], groups={})
    assert found is not None and found.unexplained.interval is not None
    design = np.array([[1, period, *row[:2]] for period, rows in enumerate((then, now)) for row in rows], float)
    y = np.array([row[2] for row in (*then, *now)])
    fit, squares, *_rank = np.linalg.lstsq(design, y, rcond=None)
    error = math.sqrt(squares[0] / (len(y) - 4) * np.linalg.inv(design.T @ design)[1, 1])
    source = "numpy.linalg.lstsq over the single people"
    yield Line("movement, unexplained as a coefficient", float(fit[1]), found.unexplained.value, 1e-8, source)
    yield Line("movement, effect of a step", float(fit[2]), found.parts[0].effect or math.nan, 1e-8, source)
    half = (found.unexplained.interval.high - found.unexplained.interval.low) / 2
    yield Line("movement, error of the unexplained", error, half / 1.97897, 1e-3, source)


@reproduces("movement, how often its intervals hold")
def coverage() -> Iterator[Line]:
    """What is true in the simulation: −60 · 0.2 = −12 by the first, −30 · 0.15 · 0.2 = −0.9 by the second, −10 unexplained.
    Near nought the product's interval is too wide, never too narrow.
    """
    draw, held = random.Random(5), {"a": 0, "b": 0, "unexplained": 0}
    truth = {"a": -12.0, "b": -0.9, "unexplained": -10.0}
    for _round in range(ROUNDS):
        sides = (table_of(_people(draw, 60, 0.2, 750), 3), table_of(_people(draw, 70, 0.4, 740), 3))
        found = explained(*sides, codes=["a", "b"], groups={})
        assert found is not None
        for part in (*found.parts, found.unexplained):
            held[part.code] += part.interval is not None and part.interval.holds(truth[part.code])
    for code, n in held.items():
        yield Line(f"movement, coverage, {code}", 0.95, n / ROUNDS, 0.03, f"{ROUNDS} simulated pairs of 60 and 70 people", at_least=True)
