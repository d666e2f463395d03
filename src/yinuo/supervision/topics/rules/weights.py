"""Texts as rows of weights: term frequency times inverse document frequency (Salton and Buckley 1988), each row of length one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .terms import counted

FEWEST, MOST_SHARE, MOST_TERMS = 3, 0.4, 40_000


@dataclass(frozen=True)
class Vocabulary:
    """The terms that count, each with its column, and how rare each is."""

    columns: dict[str, int]
    rarity: Any

    @property
    def names(self) -> list[str]:
        return list(self.columns)


def vocabulary(
    texts: Sequence[Counter[str]], *, fewest: int = FEWEST, most_share: float = MOST_SHARE, most: int = MOST_TERMS
) -> Vocabulary:
    """Terms that stand in at least `fewest` texts and in at most `most_share` of them; of more than `most` the commonest."""
    import numpy as np

    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(text.keys())
    kept = [(term, n) for term, n in seen.items() if n >= fewest and n <= max(fewest, most_share * len(texts))]
    kept = sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:most]
    rarity = np.log((1 + len(texts)) / (1 + np.array([n for _term, n in kept], dtype=float))) + 1
    return Vocabulary({term: column for column, (term, _n) in enumerate(kept)}, rarity)


def rows(texts: Iterable[Counter[str]], words: Vocabulary) -> Any:
    """A sparse matrix, a row for each text: (1 + log n) · rarity, length one; a text without a known term is a row of zeros."""
    import numpy as np
    from scipy import sparse

    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for text in texts:
        found = sorted((words.columns[term], n) for term, n in text.items() if term in words.columns)
        columns.extend(column for column, _n in found)
        counts.extend(n for _column, n in found)
        ends.append(len(columns))
    weight = (1 + np.log(np.array(counts, dtype=float))) * words.rarity[columns] if columns else np.zeros(0)
    told = sparse.csr_matrix((weight, columns, ends), shape=(len(ends) - 1, len(words.columns)))
    length = np.sqrt(np.asarray(told.multiply(told).sum(axis=1)).ravel())
    return sparse.diags_array(1 / np.where(length > 0, length, 1)).tocsr() @ told


def rows_of(texts: Iterable[str]) -> tuple[Any, Vocabulary]:
    told = [counted(text) for text in texts]
    words = vocabulary(told)
    return rows(told, words), words


def known_share(texts: Iterable[Counter[str]], words: Vocabulary, n: int) -> list[float]:
    """How much of each text's length lies in known terms, 0 to 1, when a term that none of the `n` texts has is as rare as can be."""
    unknown = math.log(1 + n) + 1
    found = []
    for text in texts:
        weight = {term: 1 + math.log(count) for term, count in text.items()}
        known = sum((one * words.rarity[words.columns[term]]) ** 2 for term, one in weight.items() if term in words.columns)
        other = sum((one * unknown) ** 2 for term, one in weight.items() if term not in words.columns)
        found.append(math.sqrt(known / (known + other)) if known else 0.0)
    return found
