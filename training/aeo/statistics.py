"""Rank correlation within queries, and its uncertainty over queries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MIN_VARIANTS = 3
"""A query with fewer variants, or whose shares are all equal, orders nothing and is left out."""


def ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.searchsorted(ordered, ordered, side="left")
    last = np.searchsorted(ordered, ordered, side="right")
    result = np.empty(len(values))
    result[order] = (first + last + 1) / 2
    return result


def spearman(left: Floats, right: Floats) -> float:
    """0 where one side does not order at all."""
    a, b = ranks(left), ranks(right)
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def by_query(scores: Floats, shares: Floats, groups: Sequence[NDArray[np.int64]]) -> Floats:
    """One coefficient for each query that orders its variants."""
    return np.array(
        [
            spearman(scores[rows], shares[rows])
            for rows in groups
            if len(rows) >= MIN_VARIANTS and len(set(shares[rows])) > 1
        ]
    )


def bootstrap_interval(values: Floats, *, seed: int, resamples: int = 2_000) -> tuple[float, float]:
    """95 % interval of the mean, by resampling queries."""
    random = np.random.default_rng(seed)
    means = values[random.integers(0, len(values), (resamples, len(values)))].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))
