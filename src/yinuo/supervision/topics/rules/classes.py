"""Topics that people have named: multinomial logistic regression with a quadratic penalty, fitted by L-BFGS.

A class that few texts have weighs more for each of them (`(n / k / n_class) ** EVEN`), so that rare topics are found too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PENALTY, EVEN, STEPS = 0.5, 0.5, 60


@dataclass(frozen=True)
class Classes:
    """`weights`: a row for each term, the last for none; a column for each of `names`."""

    names: tuple[str, ...]
    weights: Any

    def chances(self, rows: Any) -> Any:
        """A row of probabilities for each row of weights."""
        return _softmax(rows @ self.weights[:-1] + self.weights[-1])

    def of(self, rows: Any) -> list[str]:
        return [self.names[n] for n in self.chances(rows).argmax(axis=1)]


def _softmax(scores: Any) -> Any:
    import numpy as np

    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit(rows: Any, labels: Sequence[str], *, penalty: float = PENALTY, even: float = EVEN, steps: int = STEPS) -> Classes:
    """Classes from texts that people have named. The same texts give the same classes."""
    import numpy as np
    from scipy import optimize

    names = tuple(sorted(set(labels)))
    place = {name: n for n, name in enumerate(names)}
    told = np.array([place[label] for label in labels])
    n, k, width = len(told), len(names), rows.shape[1] + 1
    weight = (n / k / np.bincount(told, minlength=k)) ** even
    weight = weight[told] / weight[told].mean()
    truth = np.zeros((n, k))
    truth[np.arange(n), told] = 1
    turned = rows.T.tocsr()

    def loss(flat: Any) -> tuple[float, Any]:
        theta = flat.reshape(width, k)
        chances = _softmax(rows @ theta[:-1] + theta[-1])
        off = (chances - truth) * weight[:, None]
        slope = np.vstack([turned @ off + penalty * theta[:-1], off.sum(axis=0)[None, :]])
        cost = -(weight * np.log(chances[np.arange(n), told] + 1e-300)).sum() + penalty / 2 * (theta[:-1] ** 2).sum()
        return float(cost), slope.ravel()

    found = optimize.minimize(loss, np.zeros(width * k), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return Classes(names, found.x.reshape(width, k))
