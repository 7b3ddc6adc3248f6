"""The phrases of each range: which n-grams stand in it, and how much each of them weighs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.evaluation.detectors.copydesk.hashing import is_first
from app.evaluation.detectors.copydesk.ranges import Floats, Integers, Laid, Ranges, of_sizes


@dataclass(frozen=True, slots=True)
class PhraseFeatures:
    """One entry a range and distinct bucket, ascending."""

    inside: Laid
    buckets: Integers
    values: Floats
    """Damped counts (1 + log n), scaled to length 1 in each range."""


def phrases(ids: Sequence[Integers], orders: Sequence[int], ranges: Ranges, *, bits: int) -> PhraseFeatures:
    """`ids`: for each order the bucket of the n-gram that starts at each token, below 2**bits."""
    keys = []
    for bucket, order in zip(ids, orders, strict=True):
        laid = ranges.without_last(order - 1).laid
        keys.append((laid.of << bits) + bucket[laid.source])
    ordered = np.sort(np.concatenate(keys))
    first = np.flatnonzero(is_first(ordered))
    values = 1.0 + np.log(np.diff(first, append=len(ordered)))
    found = ordered[first]
    of = found >> bits
    inside = of_sizes(np.bincount(of, minlength=len(ranges)))
    values /= np.sqrt(inside.sums(values * values))[of]
    return PhraseFeatures(inside, found & ((1 << bits) - 1), values)
