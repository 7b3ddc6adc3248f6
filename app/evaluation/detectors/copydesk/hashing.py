"""n-grams of tokens as numbers: no vocabulary to ship, the same number on every machine."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEP = np.uint64(0x9E3779B97F4A7C15)


def ngram_ids(hashes: NDArray[np.uint64], order: int, *, bits: int) -> NDArray[np.int64]:
    """The bucket (0 to 2**bits - 1) of the n-gram that starts at each token; shape (tokens - order + 1,)."""
    count = len(hashes) - order + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    return joint_ids(*(hashes[step : step + count] for step in range(order)), bits=bits)


def joint_ids(*columns: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """The bucket (0 to 2**bits - 1) of the tokens that stand in one line of the columns, in their order."""
    mixed = columns[0].copy()
    for column in columns[1:]:
        mixed *= _STEP
        mixed += column
    mixed += np.uint64(len(columns) * 7919)
    mixed *= _STEP
    buckets: NDArray[np.int64] = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return buckets


def is_first(ordered: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Which entries of a sorted array differ from the one before; `np.unique` without its overhead."""
    changes = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return changes
