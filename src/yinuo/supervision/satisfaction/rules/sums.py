"""Prepared sums: what one respondent adds to a cell, and how cells add up. Whole numbers only, so the order of adding never matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Any

from .index import pairs_of
from .perceived import group_of
from .scale import FACTORS

Sums = dict[str, Any]
MARKS = 11
PAIRS = tuple(f"{a}|{b}" for a, b in combinations_with_replacement(sorted(FACTORS), 2))


@dataclass(frozen=True)
class Score:
    """One respondent: hundredths of a point by factor, item and group ("aspect:how", "decides:emotion"); counted words ("source:needs").

    `recommend` 0–10, `level` 1–5, None where not answered.
    """

    factors: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    recommend: int | None = None
    level: int | None = None
    anonymous: bool = False


def contribution(score: Score) -> Sums:
    """What one respondent adds to each of the cells they belong to."""
    sums: Sums = {"all": 1, "n": int(bool(score.factors)), "anonymous": int(score.anonymous), "pairs": pairs_of(score.factors)}
    sums["items"] = {code: group_of(value) for code, value in score.items.items()}
    sums["groups"] = {code: group_of(value) for code, value in score.groups.items()}
    sums["words"] = {word: [1] for word in score.words}
    if score.recommend is not None:
        sums["recommend"] = [int(mark == score.recommend) for mark in range(11)]
    if score.level is not None:
        sums["levels"] = [int(level == score.level) for level in range(1, 6)]
    return sums


def add(total: Sums, part: Sums, sign: int = 1) -> Sums:
    """`total` with `part` added (sign 1) or taken away (−1), in place; what comes to nought is left out."""
    for key, value in part.items():
        if isinstance(value, dict):
            inner = add(total.get(key) or {}, value, sign)
            if inner:
                total[key] = inner
            elif key in total:
                del total[key]
        elif isinstance(value, list):
            kept = total.get(key)
            made = [old + sign * new for old, new in zip(kept or [0] * len(value), value, strict=True)]
            if any(made):
                total[key] = made
            elif kept:
                del total[key]
        else:
            count = total.get(key, 0) + sign * value
            if count:
                total[key] = count
            elif key in total:
                del total[key]
    return total


def together(cells: Iterable[Sums]) -> Sums:
    """Cells added up."""
    total: Sums = {}
    for cell in cells:
        add(total, cell)
    return total


def brief(sums: Sums) -> str:
    """What an index and a recommend score need of a cell, as numbers between commas: n, the eleven marks, four numbers of each pair of factors.

    Many centres side by side are read from it: it costs a tenth of the sums to unpack.
    """
    pairs = sums.get("pairs", {})
    told = [sums.get("n", 0), *sums.get("recommend", [0] * MARKS)]
    return ",".join(map(str, [*told, *(value for pair in PAIRS for value in pairs.get(pair, (0, 0, 0, 0)))]))


def of_briefs(briefs: Iterable[str]) -> Sums:
    """Brief cells added up, as sums."""
    totals = [sum(column) for column in zip(*(map(int, one.split(",")) for one in briefs), strict=True)]
    if not totals:
        return {}
    found = zip(*[iter(totals[1 + MARKS :])] * 4, strict=True)
    return {
        "n": totals[0],
        "recommend": totals[1 : 1 + MARKS],
        "pairs": {pair: list(values) for pair, values in zip(PAIRS, found, strict=True) if any(values)},
    }
