"""Groups that nobody has named: spherical k-means (Dhillon and Modha 2001) over the texts' main directions (latent semantic analysis)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DIRECTIONS, ROUNDS, STARTS = 60, 40, 4
LONGER = 0.6  # a longer word stands for its part when it is so much as strong


@dataclass(frozen=True)
class Groups:
    """`of`: the number of each text's group; `nearness` of each to the middle of its group, 0 to 1; `words`: what each group speaks of, strongest first."""

    of: list[int]
    nearness: list[float]
    words: list[list[str]]


def group(rows: Any, names: list[str], *, into: int, seed: int = 1, directions: int = DIRECTIONS, words: int = 8) -> Groups:
    """At most `into` groups; the same texts and seed give the same groups. Fewer texts than groups: a group for each."""
    import numpy as np

    into = max(1, min(into, rows.shape[0]))
    places = _directions(rows, min(directions, min(rows.shape) - 1), seed)
    draw = np.random.default_rng(seed)
    label, near = max((_means(places, _seeds(places, into, draw)) for _start in range(STARTS)), key=lambda found: float(found[1].sum()))
    middle = np.asarray(rows.mean(axis=0)).ravel()
    told = [_words(rows[label == n], middle, names, words) for n in range(into)]
    return Groups(label.tolist(), near.tolist(), told)


def _directions(rows: Any, count: int, seed: int) -> Any:
    """Each text along the main directions, length one; as it is where there are too few texts for directions."""
    import numpy as np
    from scipy.sparse.linalg import svds

    if count < 2:
        return rows.toarray()
    start = np.random.default_rng(seed).standard_normal(min(rows.shape))
    left, strength, _right = svds(rows.astype(float), k=count, v0=start)
    places = left * strength
    length = np.linalg.norm(places, axis=1, keepdims=True)
    return np.divide(places, length, out=np.zeros_like(places), where=length > 0)


def _seeds(places: Any, into: int, draw: Any) -> Any:
    """Far from each other: k-means++ (Arthur and Vassilvitskii 2007) on the sphere."""
    import numpy as np

    chosen = [int(draw.integers(len(places)))]
    far = np.clip(1 - places @ places[chosen[0]], 0, None)
    while len(chosen) < into:
        total = far.sum()
        pick = int(draw.choice(len(places), p=far / total)) if total > 0 else int(draw.integers(len(places)))
        chosen.append(pick)
        far = np.minimum(far, np.clip(1 - places @ places[pick], 0, None))
    return places[chosen]


def _means(places: Any, middles: Any) -> tuple[Any, Any]:
    import numpy as np

    label = np.full(len(places), -1)
    for _round in range(ROUNDS):
        likeness = places @ middles.T
        now = likeness.argmax(axis=1)
        if (now == label).all():
            break
        label = now
        for n in range(len(middles)):
            mine = places[label == n].sum(axis=0)
            length = np.linalg.norm(mine)
            if length > 0:
                middles[n] = mine / length
    return label, likeness[np.arange(len(places)), label]


def _words(mine: Any, middle: Any, names: list[str], count: int) -> list[str]:
    """What stands out against all texts; the longer of two nearly as strong ones, and a piece of what was named before is left out."""
    import numpy as np

    if not mine.shape[0]:
        return []
    strength = np.asarray(mine.mean(axis=0)).ravel() - middle
    found: list[str] = []
    strongest = np.argsort(-strength, kind="stable")[: count * 8]
    for column in strongest:
        longer = (names[other] for other in strongest if names[column] in names[other] and strength[other] > LONGER * strength[column])
        name = max(longer, key=len, default=names[column])
        if len(name) > 1 and strength[column] > 0 and not any(_same(name, other) for other in found):
            found.append(name)
        if len(found) == count:
            break
    return found


def _same(one: str, other: str) -> bool:
    """Whether one is part of the other, or both are pieces of the same words: the end of one is the beginning of the other."""
    return one in other or other in one or one[-2:] == other[:2] or other[-2:] == one[:2]
