"""The sentences of each range: their lengths, how these change, their commas and first words. Pure."""

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import is_first
from app.evaluation.detectors.copydesk.ranges import Floats, Laid, Ranges, of_sizes
from app.evaluation.detectors.copydesk.tokens import Tokens

FEATURES = 11
_HASH_BITS = np.uint64(32)


def sentences(tokens: Tokens, rarity: Floats, ranges: Ranges, *, is_comma: NDArray[np.bool_]) -> Floats:
    """One row a range, of zeros where there is no sentence with a word in it."""
    features = np.zeros((len(ranges), FEATURES))
    laid = ranges.laid
    opens = laid.openings(tokens.ends_sentence[laid.source])
    sentence = np.cumsum(opens) - 1
    total = int(np.count_nonzero(opens))
    is_word = tokens.is_word[laid.source]
    sizes = np.bincount(sentence[is_word], minlength=total)
    full = sizes > 0
    if not full.any():
        return features
    rare = np.bincount(sentence, weights=rarity[laid.source], minlength=total)[full] / sizes[full]
    commas = np.bincount(sentence[is_comma[laid.source]], minlength=total)[full]
    of = laid.of[opens][full]
    sizes = sizes[full]
    inside = of_sizes(np.bincount(of, minlength=len(ranges)))
    some = inside.sizes > 0
    starts = inside.starts[some]

    values = np.stack([sizes, rare, commas])
    mean, deviation = (found[:, some] for found in inside.spread(values))
    first = tokens.words[laid.source[is_word]][np.cumsum(sizes) - sizes]
    features[some] = np.stack(
        [
            mean[0],
            deviation[0],
            deviation[0] / mean[0],
            np.minimum.reduceat(sizes, starts),
            np.maximum.reduceat(sizes, starts),
            _change(sizes, inside)[some] / mean[0],
            deviation[1],
            np.maximum.reduceat(rare, starts) - np.minimum.reduceat(rare, starts),
            mean[2],
            deviation[2],
            _different(first, inside)[some] / inside.sizes[some],
        ],
        axis=1,
    )
    features[inside.sizes == 1, 5] = 0.5
    return features


def _change(sizes: NDArray[np.int64], inside: Laid) -> Floats:
    """Mean difference in length between neighbours."""
    steps = inside.without_last(1)
    change: Floats = steps.tallies(np.abs(np.diff(sizes))) / np.maximum(steps.sizes, 1)
    return change


def _different(words: NDArray[np.uint64], inside: Laid) -> NDArray[np.int64]:
    """How many different words there are in each range."""
    ordered = np.sort((inside.of.astype(np.uint64) << _HASH_BITS) | words)
    found = ordered[is_first(ordered)] >> _HASH_BITS
    return np.bincount(found.astype(np.int64), minlength=len(inside))
