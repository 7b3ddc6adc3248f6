"""Ridge regression with weights that are not negative, on values compared within a query only."""

import numpy as np
from numpy.typing import NDArray

from training.aeo.statistics import Floats, ranks

SWEEPS = 200
"""Coordinate descent on a handful of features settles long before."""


def within(values: Floats, groups: list[NDArray[np.int64]]) -> Floats:
    """Each value less the mean of its query: what makes one page differ from another falls away."""
    result = values.astype(float).copy()
    for rows in groups:
        result[rows] -= result[rows].mean(axis=0)
    return result


def rank_targets(shares: Floats, groups: list[NDArray[np.int64]]) -> Floats:
    """Ranks of the shares within each query, with mean 0 and deviation 1; 0 where all are equal."""
    result = np.zeros(len(shares))
    for rows in groups:
        ranked = ranks(shares[rows])
        spread = ranked.std()
        if spread > 0:
            result[rows] = (ranked - ranked.mean()) / spread
    return result


def fit(features: Floats, targets: Floats, *, penalty: float) -> Floats:
    """Weights per unit of each feature. The penalty is on standardised features."""
    deviations = features.std(axis=0)
    deviations[deviations == 0] = 1.0
    scaled = features / deviations
    gram = scaled.T @ scaled + penalty * np.eye(scaled.shape[1])
    moment = scaled.T @ targets
    weights = np.zeros(scaled.shape[1])
    for _ in range(SWEEPS):
        for index in range(len(weights)):
            rest = moment[index] - gram[index] @ weights + gram[index, index] * weights[index]
            weights[index] = max(0.0, rest / gram[index, index])
    result: Floats = weights / deviations
    return result
