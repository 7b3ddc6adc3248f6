"""n-grams of tokens as numbers: no vocabulary to ship, the same number on every machine."""

import numpy as np
from numpy.typing import NDArray

_STEP = np.uint64(0x9E3779B97F4A7C15)


def ngram_ids(hashes: NDArray[np.uint64], order: int, *, bits: int) -> NDArray[np.int64]:
    """The bucket (0 to 2**bits - 1) of the n-gram that starts at each token; shape (tokens - order + 1,)."""
    count = len(hashes) - order + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    mixed = hashes[:count].copy()
    for step in range(1, order):
        mixed *= _STEP
        mixed += hashes[step : step + count]
    mixed += np.uint64(order * 7919)
    mixed *= _STEP
    buckets: NDArray[np.int64] = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return buckets


def counted(ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Distinct buckets, ascending, and their damped counts (1 + log n) scaled to length 1."""
    if len(ids) == 0:
        return ids, np.zeros(0)
    buckets, counts = np.unique(ids, return_counts=True)
    values = 1.0 + np.log(counts)
    values /= np.sqrt(np.sum(values * values))
    return buckets, values
