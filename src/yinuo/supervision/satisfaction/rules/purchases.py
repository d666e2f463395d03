"""Whether a customer is still one: BG/NBD (Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 2005).

Needs numpy and scipy, which are imported when a function is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 30  # customers who came back at least once, below which nothing is fitted


@dataclass(frozen=True)
class Model:
    """The four parameters and the log-likelihood they reach. Time is in the unit of what was fitted."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int


def _columns(customers: Sequence[tuple[float, float, float]]) -> Any:
    import numpy as np

    return np.asarray(customers, dtype=float).T


def log_likelihood(logs: Any, frequency: Any, recency: Any, age: Any) -> float:
    """Equation 6 of the paper, for the logarithms of r, α, a, b."""
    import numpy as np
    from scipy.special import betaln, gammaln

    r, alpha, a, b = np.exp(logs)
    common = gammaln(r + frequency) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + frequency) - betaln(a, b) - (r + frequency) * np.log(alpha + age)
    again = frequency > 0
    gone = np.where(
        again, betaln(a + 1, b + np.maximum(frequency, 1) - 1) - betaln(a, b) - (r + frequency) * np.log(alpha + recency), -np.inf
    )
    return float(np.sum(common + np.logaddexp(alive, gone)))


def fit(customers: Sequence[tuple[float, float, float]]) -> Model | None:
    """From (repeat purchases, time of the last one since the first, time watched since the first) of each customer, by maximum likelihood.

    None where fewer than 30 came back, or where no maximum is found.
    """
    if sum(frequency > 0 for frequency, _recency, _age in customers) < LEAST:
        return None
    from scipy.optimize import minimize

    frequency, recency, age = _columns(customers)
    scale = 1.0 / max(age.max(), 1e-9) * 10
    found = minimize(
        lambda logs: -log_likelihood(logs, frequency, recency * scale, age * scale) / len(frequency),
        [0.0, 0.0, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 6000, "maxfev": 6000, "xatol": 1e-7, "fatol": 1e-11},
    )  # fmt: skip
    if not found.success or max(abs(found.x)) > 12:
        return None
    import numpy as np

    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    alpha /= scale
    return Model(r, alpha, a, b, log_likelihood(np.log([r, alpha, a, b]), frequency, recency, age), len(customers))


def alive(model: Model, frequency: float, recency: float, age: float) -> float:
    """The probability that a customer with this past is still one; 1 for somebody who came once (the model lets nobody leave before the second time)."""
    if frequency <= 0:
        return 1.0
    gone = model.a / (model.b + frequency - 1) * ((model.alpha + age) / (model.alpha + recency)) ** (model.r + frequency)
    return 1.0 / (1.0 + gone)
