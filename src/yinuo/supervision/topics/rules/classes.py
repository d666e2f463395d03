"""Topics that people have named: multinomial logistic regression with a quadratic penalty, fitted by L-BFGS, helped by complement naive Bayes.

A class that few texts have weighs more for each of them (`(n / k / n_class) ** EVEN`), so that rare topics are found too. Complement naive Bayes (Rennie
and others 2003) looks at the texts of all other classes; where its scores, standardised for each text, are added to the logarithms of the chances, both
are right more often than either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PENALTY, EVEN, STEPS = 0.5, 0.9, 60
SMOOTH, MIXED = 0.3, 0.4  # added to each sum of weights; how much complement naive Bayes counts


@dataclass(frozen=True)
class Classes:
    """`weights`: a row for each term, the last for none; a column for each of `names`. `others`: the same by complement naive Bayes, without the last row."""

    names: tuple[str, ...]
    weights: Any
    others: Any

    def chances(self, rows: Any) -> Any:
        """A row of probabilities for each row of weights."""
        import numpy as np

        told, helped = _softmax(rows @ self.weights[:-1] + self.weights[-1]), rows @ self.others
        spread = helped.std(axis=1, keepdims=True)
        helped = np.divide(helped - helped.mean(axis=1, keepdims=True), spread, out=np.zeros_like(helped), where=spread > 1e-12)
        return _softmax(np.log(told + 1e-300) + MIXED * helped)

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
    return Classes(names, found.x.reshape(width, k), _complement(turned @ truth))


def _complement(of_class: Any) -> Any:
    """From the sums of each term's weights in each class: how much a term speaks for a class, by how seldom the other classes have it."""
    import numpy as np

    others = of_class.sum(axis=1, keepdims=True) - of_class + SMOOTH
    speaks = -np.log(others / others.sum(axis=0))
    return speaks / np.abs(speaks).sum(axis=0)
