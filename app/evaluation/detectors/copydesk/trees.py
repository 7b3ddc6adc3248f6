"""Boosted trees, asked for a few rows of numbers at a time with arrays: no tree library at run time.

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
        kept = np.full(trees.feature.shape, _ALL)
        self._leaf = np.zeros_like(trees.leaf)
        self._rows = np.arange(len(trees.feature))
        for row in range(len(trees.feature)):
            leaves = _number(trees, kept[row], row, 0, 0)
            self._leaf[row, : len(leaves)] = trees.leaf[row, leaves]
        # Shape (inner nodes, trees): what is left over of all trees is found line by line.
        self._feature = np.ascontiguousarray(trees.feature.T)
        self._threshold = np.ascontiguousarray(trees.threshold.T)
        self._kept = np.ascontiguousarray(kept.T)

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """One for each row of features."""
        # `take` keeps a tree's leaves in one line of memory, so that their sum is the same in any company.
        is_left = np.take(features, self._feature, axis=1) <= self._threshold
        over = np.bitwise_and.reduce(np.where(is_left, _ALL, self._kept), axis=1)
        leftmost = np.log2((over & -over).astype(np.float64)).astype(np.int64)
        logits: NDArray[np.float64] = self._leaf[self._rows, leftmost].sum(axis=1)
        return logits


def _number(trees: Trees, kept: NDArray[np.int64], row: int, node: int, before: int) -> list[int]:
    """The leaves below a node from left to right; those before it in the tree are `before` many."""
    if node < 0:
        return [-1 - node]
    left = _number(trees, kept, row, int(trees.left[row, node]), before)
    kept[node] = _ALL & ~(((1 << len(left)) - 1) << before)
    return left + _number(trees, kept, row, int(trees.right[row, node]), before + len(left))


_ALL = np.int64(-1)
