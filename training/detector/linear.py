"""Logistic regression that is made not to tell one kind of human prose from another.

Besides the usual penalty on the size of the weights, the variance of the mean score over human
families is penalised: a word that only tells legal prose from fiction earns no weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

LEAST_FAMILY = 40
ITERATIONS = 60


@dataclass(frozen=True)
class Linear:
    weights: np.ndarray
    bias: float

    def logits(self, phrases: Any) -> np.ndarray:
        return phrases @ self.weights + self.bias


def fit_linear(
    phrases: Any,
    is_machine: np.ndarray,
    row_weights: np.ndarray,
    families: Sequence[str],
    *,
    strength: float = 10.0,
    invariance: float = 0.3,
) -> Linear:
    """`strength` is C of the usual form; `invariance` weighs the variance between human families."""
    signs = np.where(is_machine, 1.0, -1.0)
    transposed = phrases.T.tocsr()
    means = _family_means(phrases, is_machine, np.array(families))
    means_transposed = means.T.tocsr()
    count = len(signs)

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights = point[:-1].astype(np.float32)
        margin = signs * (phrases @ weights + point[-1])
        slope = -row_weights * signs / (1.0 + np.exp(np.clip(margin, -50, 50)))
        offsets = means @ weights
        offsets = offsets - offsets.mean()
        share = invariance * count / len(offsets)
        value = row_weights @ np.logaddexp(0, -margin) + point[:-1] @ point[:-1] / (2 * strength)
        value += share * float(offsets @ offsets) / 2
        gradient = transposed @ slope.astype(np.float32) + point[:-1] / strength
        gradient += share * (means_transposed @ offsets.astype(np.float32))
        return float(value), np.append(gradient, slope.sum())

    start = np.zeros(phrases.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return Linear(found.x[:-1].astype(np.float32), float(found.x[-1]))


def _family_means(phrases: Any, is_machine: np.ndarray, families: np.ndarray) -> Any:
    """Sparse, shape (human families with enough texts, features)."""
    rows = []
    for family in np.unique(families[~is_machine]):
        chosen = ~is_machine & (families == family)
        if chosen.sum() >= LEAST_FAMILY:
            rows.append(sparse.csr_matrix(np.asarray(phrases[chosen].mean(axis=0), dtype=np.float32)))
    return sparse.vstack(rows, format="csr")
