"""Boosted trees, walked for one text at a time with arrays: no tree library at run time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees in rows of equal length. A negative child `-1 - leaf` is a leaf."""

    feature: NDArray[np.int64]
    """Shape (trees, inner nodes)."""
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    leaf: NDArray[np.float64]
    """Shape (trees, leaves): log-odds."""

    def logit(self, features: NDArray[np.float64]) -> float:
        rows = np.arange(len(self.feature))
        node = np.zeros(len(self.feature), dtype=np.int64)
        while True:
            inner = node >= 0
            if not inner.any():
                return float(self.leaf[rows, -1 - node].sum())
            at = np.where(inner, node, 0)
            goes_left = features[self.feature[rows, at]] <= self.threshold[rows, at]
            child = np.where(goes_left, self.left[rows, at], self.right[rows, at])
            node = np.where(inner, child, node)
