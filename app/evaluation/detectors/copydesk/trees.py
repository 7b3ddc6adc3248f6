"""Boosted trees, asked for one text at a time with arrays: no tree library at run time.

All questions are asked at once. A question answered with "above" rules out the leaves to its left; of the
leaves that are left over, the leftmost is where the text arrives (QuickScorer, Lucchese et al. 2015).
"""

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


class Forest:
    """Safe to share between threads."""

    def __init__(self, trees: Trees) -> None:
        """Of at most 63 leaves each."""
        self._feature, self._threshold = trees.feature, trees.threshold
        self._kept = np.full(trees.feature.shape, _ALL)
        self._leaf = np.zeros_like(trees.leaf)
        self._rows = np.arange(len(trees.feature))
        for row in range(len(trees.feature)):
            leaves = self._number(trees, row, 0, 0)
            self._leaf[row, : len(leaves)] = trees.leaf[row, leaves]

    def logit(self, features: NDArray[np.float64]) -> float:
        is_left = features[self._feature] <= self._threshold
        over = np.bitwise_and.reduce(np.where(is_left, _ALL, self._kept), axis=1)
        leftmost = np.log2((over & -over).astype(np.float64)).astype(np.int64)
        return float(self._leaf[self._rows, leftmost].sum())

    def _number(self, trees: Trees, row: int, node: int, before: int) -> list[int]:
        """The leaves below a node from left to right; those before it in the tree are `before` many."""
        if node < 0:
            return [-1 - node]
        left = self._number(trees, row, int(trees.left[row, node]), before)
        self._kept[row, node] = _ALL & ~(((1 << len(left)) - 1) << before)
        return left + self._number(trees, row, int(trees.right[row, node]), before + len(left))


_ALL = np.int64(-1)
