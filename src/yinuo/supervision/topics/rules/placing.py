"""Which topic a text belongs to, how sure that is, and which new topics stand in a heap of texts that belong to none.

A text gets a topic only where the chance is high enough and some text that is known to belong to it is like it; everything else stays unclear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import classes, groups, weights
from .terms import counted

SURE = 0.45  # the least chance; below it a text stays unclear
NEAR = 0.15  # the least likeness (cosine over all its terms) to some text of the topic
FEWEST, TOGETHER = 5, 0.45  # different texts that a new topic needs; the least nearness of a text to its middle
IN_A_GROUP, MOST_GROUPS = 9, 30  # a heap is parted into as many groups as there are times so many texts in it


@dataclass(frozen=True)
class Place:
    """`label` None: unclear; `chance` of the likeliest topic then."""

    label: int | None
    chance: float


@dataclass(frozen=True)
class Found:
    """A new topic: places in the heap, and words that tell it from the other texts."""

    members: list[int]
    words: list[str]


def place(known: Sequence[tuple[str, int]], texts: Sequence[str]) -> list[Place]:
    """Where each text belongs, learnt from (text, topic) that people or an earlier heap have settled. The same text twice is no further witness."""
    if not known or not texts:
        return [Place(None, 0.0)] * len(texts)
    labels = [label for _text, label in known]
    told = [counted(text) for text, _label in known]
    words = weights.vocabulary(told, fewest=_fewest(len(told)), most_share=1)
    if not words.columns:
        return [Place(None, 0.0)] * len(texts)
    spoken = [counted(text) for text in texts]
    seen, asked = weights.rows(told, words), weights.rows(spoken, words)
    found = classes.fit(seen, [f"{label:012d}" for label in labels])
    chances = found.chances(asked)
    best = chances.argmax(axis=1)
    near = _nearness(asked, seen, [int(found.names[n]) for n in best], labels)
    share = weights.known_share(spoken, words, len(told))
    return [
        Place(int(found.names[n]) if chances[row, n] >= SURE and near[row] * share[row] >= NEAR else None, float(chances[row, n]))
        for row, n in enumerate(best)
    ]


def _fewest(n: int) -> int:
    return 1 if n < 200 else 2


def _nearness(asked: Any, seen: Any, likeliest: Sequence[int], labels: Sequence[int]) -> list[float]:
    """Of each asked text: the likeness, in the terms that are known, to the likest known one of its likeliest topic."""
    import numpy as np

    found = np.zeros(asked.shape[0])
    of = np.array(labels)
    told = np.array(likeliest)
    for label in set(likeliest):
        mine = told == label
        alike = asked[mine] @ seen[of == label].T
        found[mine] = alike.max(axis=1).toarray().ravel()
    return found.tolist()


def find(texts: Sequence[str]) -> list[Found]:
    """New topics in a heap of different texts, the largest first; what is not near to the middle of a group stays in the heap."""
    if len(texts) < 2 * FEWEST:
        return []
    told: list[Counter[str]] = [counted(text) for text in texts]
    words = weights.vocabulary(told, fewest=2, most_share=0.5)
    if not words.columns:
        return []
    rows = weights.rows(told, words)
    held = groups.group(rows, words.names, into=max(2, min(MOST_GROUPS, len(texts) // IN_A_GROUP)))
    found = []
    for n, spoken in enumerate(held.words):
        members = [place for place, group in enumerate(held.of) if group == n and held.nearness[place] >= TOGETHER and told[place]]
        if len(members) >= FEWEST and spoken:
            found.append(Found(members, spoken))
    return sorted(found, key=lambda one: -len(one.members))
