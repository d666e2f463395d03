"""Perceived quality after Grönroos (what, how, image), where expectation comes from, and what decides beside the service itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .intervals import Mean, mean_of_sums
from .scale import TOP, UNIT

ASPECTS = ("what", "how", "image")
SOURCES = ("communication", "image", "word_of_mouth", "needs")
# whether the house can steer a source: wholly, partly, not
REACH = {"communication": "controllable", "image": "influenced", "word_of_mouth": "influenced", "needs": "given"}
DECIDERS = ("emotion", "attribution", "fairness", "influence")

Group = list[int]  # respondents, Σ hundredths of a point, Σ squares


def group_of(score: int) -> Group:
    """One respondent's part of a group's sums."""
    return [1, score, score * score]


def group_mean(group: Iterable[int] | None) -> Mean:
    """The mean in points with its t interval."""
    n, total, squares = group or (0, 0, 0)
    return mean_of_sums(n, total, squares, unit=1 / UNIT, floor=0, ceiling=TOP)


def groups(sums: Mapping[str, Group], prefix: str, codes: Iterable[str]) -> dict[str, Mean]:
    """The means of `prefix:code` for these codes."""
    return {code: group_mean(sums.get(f"{prefix}:{code}")) for code in codes}
