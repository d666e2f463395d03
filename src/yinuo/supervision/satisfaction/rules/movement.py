"""A movement of the index, split into what adds up to it: first by factor, then by what happened on the visits.

By factor: the mean weight of both periods times the change of the factor's mean; what other weights or other factors did is the rest. By visit: the
pooled decomposition of Oaxaca (1973) and Blinder (1973) with the period in the regression (Jann 2008). Each respondent's weighted score is regressed on
what went wrong on their visit (yes or no, a column each); a part is the change of how often it went wrong times what goes with it. Every split adds up
exactly. Parts go together with the index; they do not prove what caused what.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from .index import Index, Pairs, variance_of
from .intervals import FEW, Interval, spread

LEAST_OF_KIND = 10  # visits on which it went wrong, and on which it did not, below which its part is not told
SPLIT, PRODUCT = "welch", "product"

Matrix = list[list[float]]


@dataclass(frozen=True)
class Part:
    """What one thing contributed, in points of the index. `then`, `now`: its own figure in both periods; `effect`: points of the index that go with it."""

    code: str
    value: float
    interval: Interval | None = None
    then: float | None = None
    now: float | None = None
    effect: float | None = None

    @property
    def sure(self) -> bool:
        return self.interval is not None and not self.interval.holds(0)


@dataclass(frozen=True)
class Split:
    """`change` = Σ parts + `rest`, exactly. `why_not`: "" or why there are no parts: "few"."""

    change: float | None
    interval: Interval | None
    parts: tuple[Part, ...] = ()
    rest: float = 0.0
    n: tuple[int, int] = (0, 0)
    why_not: str = ""


def by_factor(then: Index, now: Index, pairs: tuple[Pairs, Pairs]) -> Split:
    """The change of the index over the factors that were answered in both periods."""
    if then.value is None or now.value is None:
        return Split(None, None, n=(then.n, now.n), why_not="few")
    change = now.value - then.value
    interval = _welch(change, [(variance_of(of, index), _freedom(index)) for of, index in zip(pairs, (then, now), strict=True)])
    parts = tuple(_factor(code, then, now, pairs) for code in now.weights if code in then.weights)
    return Split(change, interval, parts, change - math.fsum(part.value for part in parts), (then.n, now.n))


def _freedom(index: Index) -> int:
    return min((index.factors[code].n for code in index.weights), default=1) - 1


def _factor(code: str, then: Index, now: Index, pairs: tuple[Pairs, Pairs]) -> Part:
    weight = (then.weights[code] + now.weights[code]) / 2
    left, right = then.factors[code], now.factors[code]
    value = weight * ((right.value or 0.0) - (left.value or 0.0))
    alone = [(variance_of(of, index, {code: weight}), index.factors[code].n - 1) for of, index in zip(pairs, (then, now), strict=True)]
    return Part(code, value, _welch(value, alone), left.value, right.value, weight)


def _welch(value: float, sides: Sequence[tuple[float | None, int]]) -> Interval | None:
    """Of a difference of two independent means, from (variance of the mean, degrees of freedom) of each; none where a side has no spread to go by."""
    known = [(variance, freedom) for variance, freedom in sides if variance is not None and freedom >= 2]
    whole = sum(variance for variance, _freedom in known)
    if len(known) < 2 or whole <= 1e-9:
        return None
    freedom = whole**2 / sum(variance**2 / freedom for variance, freedom in known)
    return spread(value, math.sqrt(whole), max(1, int(freedom)), SPLIT)


@dataclass(frozen=True)
class Table:
    """People with the same columns: n, the sums of the columns, and the sums of their products."""

    n: int
    totals: Sequence[float]
    products: Sequence[Sequence[float]]


def table_of(rows: Sequence[Sequence[float]], columns: int) -> Table:
    """From each person's row."""
    size = range(columns)
    totals = [sum(row[i] for row in rows) for i in size]
    products: Matrix = [[0] * columns for _row in size]
    for i, j in combinations_with_replacement(size, 2):
        products[i][j] = products[j][i] = sum(row[i] * row[j] for row in rows)
    return Table(len(rows), totals, products)


def weighed(table: Table, weights: Sequence[float], kept: Sequence[int]) -> Table:
    """The columns `kept`, and behind them the sum of all columns each times its weight."""
    size = range(len(weights))
    with_sum = [math.fsum(weights[j] * table.products[i][j] for j in size) for i in size]
    products = [[*(table.products[i][j] for j in kept), with_sum[i]] for i in kept]
    last = [*(with_sum[i] for i in kept), math.fsum(weights[i] * with_sum[i] for i in size)]
    total = math.fsum(weights[i] * table.totals[i] for i in size)
    return Table(table.n, [*(table.totals[i] for i in kept), total], [*products, last])


@dataclass(frozen=True)
class Explained:
    """What went with the visits. `change` = Σ parts + unexplained. `groups`: several parts taken together, with an interval of their own.

    `untold`: what went wrong too seldom, or too alike another, to have a part.
    """

    change: float
    parts: tuple[Part, ...]
    groups: Mapping[str, Part]
    unexplained: Part
    untold: tuple[str, ...]
    n: tuple[int, int]


def explained(then: Table, now: Table, codes: Sequence[str], groups: Mapping[str, Sequence[str]]) -> Explained | None:
    """Split the change of the last column by the columns before it (0 or 1, named by `codes`). None with fewer than thirty people in a period.

    Interval of a part: variance of a product of two independent estimates (Goodman 1960), the effect of ordinary least squares and the change of a share,
    Student's t with n − 2 − k degrees of freedom; of the unexplained: that of the period's own coefficient.
    """
    if min(then.n, now.n) < FEW:
        return None
    kept = _usable(then, now, len(codes))
    within = [_centred(side) for side in (then, now)]
    inverse = _inverse([[within[0][i][j] + within[1][i][j] for j in kept] for i in kept])
    freedom = then.n + now.n - 2 - len(kept)
    y = len(codes)
    to_y = [within[0][i][y] + within[1][i][y] for i in kept]
    effects = [math.fsum(a * b for a, b in zip(row, to_y, strict=True)) for row in inverse]
    left_over = max(0.0, within[0][y][y] + within[1][y][y] - math.fsum(a * b for a, b in zip(effects, to_y, strict=True)))
    noise = left_over / freedom
    moved = [now.totals[i] / now.n - then.totals[i] / then.n for i in kept]
    shares = [[sum(side[i][j] / (of.n * (of.n - 1)) for side, of in zip(within, (then, now), strict=True)) for j in kept] for i in kept]
    fit = _Fit([codes[i] for i in kept], effects, moved, [[noise * cell for cell in row] for row in inverse], shares, freedom)
    change = now.totals[y] / now.n - then.totals[y] / then.n
    parts = tuple(
        Part(code, *fit.part([place]), then.totals[i] / then.n, now.totals[i] / now.n, effects[place])
        for place, (code, i) in enumerate(zip(fit.codes, kept, strict=True))
    )
    together = {name: Part(name, *fit.part([n for n, code in enumerate(fit.codes) if code in members])) for name, members in groups.items()}
    rest = change - math.fsum(part.value for part in parts)
    error = math.sqrt(noise * (1 / then.n + 1 / now.n) + _form(fit.doubt, moved, moved))
    unexplained = Part("unexplained", rest, spread(rest, error, freedom, "t") if error > 1e-9 else None)
    untold = tuple(code for i, code in enumerate(codes) if i not in kept)
    return Explained(change, parts, together, unexplained, untold, (then.n, now.n))


@dataclass(frozen=True)
class _Fit:
    """Effects with their covariance (`doubt`), and changes of shares with theirs."""

    codes: Sequence[str]
    effects: Sequence[float]
    moved: Sequence[float]
    doubt: Matrix
    shares: Matrix
    freedom: int

    def part(self, places: Sequence[int]) -> tuple[float, Interval | None]:
        """Σ effect · change over some of them, and its interval."""
        effects: list[float] = [effect if n in places else 0.0 for n, effect in enumerate(self.effects)]
        moved: list[float] = [change if n in places else 0.0 for n, change in enumerate(self.moved)]
        both = math.fsum(self.doubt[i][j] * self.shares[i][j] for i in places for j in places)
        variance = _form(self.doubt, moved, moved) + _form(self.shares, effects, effects) + both
        value = math.fsum(a * b for a, b in zip(effects, moved, strict=True))
        return value, spread(value, math.sqrt(variance), self.freedom, PRODUCT) if variance > 1e-9 else None


def _form(matrix: Matrix, left: Sequence[float], right: Sequence[float]) -> float:
    return max(0.0, math.fsum(left[i] * matrix[i][j] * right[j] for i in range(len(left)) for j in range(len(right))))


def _centred(table: Table) -> Matrix:
    """Sums of products about the means."""
    size = range(len(table.totals))
    return [[table.products[i][j] - table.totals[i] * table.totals[j] / table.n for j in size] for i in size]


def _usable(then: Table, now: Table, columns: int) -> list[int]:
    """Columns that went wrong often enough and went well often enough, and that no columns before them make up."""
    n = then.n + now.n
    kept: list[int] = []
    within = [_centred(side) for side in (then, now)]
    for i in range(columns):
        wrong = then.totals[i] + now.totals[i]
        if LEAST_OF_KIND <= wrong <= n - LEAST_OF_KIND and _apart([*kept, i], within):
            kept.append(i)
    return kept


def _apart(kept: Sequence[int], within: Sequence[Matrix]) -> bool:
    """Whether the last of these keeps a twentieth of its own spread beside the others."""
    both = [[within[0][i][j] + within[1][i][j] for j in kept] for i in kept]
    own = both[-1][-1]
    if own <= 1e-9:
        return False
    inverse = _inverse([row[:-1] for row in both[:-1]])
    to_last = [row[-1] for row in both[:-1]]
    return own - _form(inverse, to_last, to_last) >= own / 20


def _inverse(matrix: Matrix) -> Matrix:
    """Of a positive definite matrix, by Gauss and Jordan."""
    size = len(matrix)
    rows: Matrix = [[*map(float, row), *[float(i == j) for j in range(size)]] for i, row in enumerate(matrix)]
    for n in range(size):
        pivot = max(range(n, size), key=lambda i: abs(rows[i][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        first = rows[n][n]
        rows[n] = [cell / first for cell in rows[n]]
        for i in range(size):
            if i != n and rows[i][n]:
                factor = rows[i][n]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[n], strict=True)]
    return [row[size:] for row in rows]
