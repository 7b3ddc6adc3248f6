"""How many different words a range has, what comes again, and how soon. Pure; a few sorts for the text."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import ngram_ids
from app.evaluation.detectors.copydesk.ranges import Floats, Integers, Laid, Ranges


def repetition(words: NDArray[np.uint64], is_content: NDArray[np.bool_], ranges: Ranges) -> Floats:
    """One row a range of words (which is not empty); `words` are hashes."""
    before = _inside(_previous(words), ranges)
    content = ranges.among(is_content)
    again = _inside(_previous(words[is_content]), content)
    size = np.maximum(content.sizes, 1)
    gaps = (_places(content.laid) - again)[again >= 0]
    of_gaps = content.laid.of[again >= 0]
    gap_count = np.bincount(of_gaps, minlength=len(ranges))
    gap_mean = np.bincount(of_gaps, weights=gaps, minlength=len(ranges)) / np.maximum(gap_count, 1)
    return np.stack(
        [
            _variety(before, ranges, 50),
            _variety(before, ranges, 100),
            _variety(again, content, 30),
            _count(again < 0, content) / size * np.log(size + 1.0),
            *(_repeated(words, order, ranges) for order in (2, 3, 4)),
            np.where(gap_count > 0, np.log1p(gap_mean), 5.0),
            np.bincount(of_gaps[gaps <= 3], minlength=len(ranges)) / size,
            np.bincount(of_gaps[gaps <= 10], minlength=len(ranges)) / size,
        ],
        axis=1,
    )


def _previous(hashes: NDArray[np.integer[Any]]) -> Integers:
    """For each entry the index of its last occurrence, -1 where it is new."""
    order = np.argsort(hashes, kind="stable")
    previous = np.full(len(hashes), -1, dtype=np.int64)
    ordered = hashes[order]
    same = ordered[1:] == ordered[:-1]
    previous[order[1:][same]] = order[:-1][same]
    return previous


def _inside(previous: Integers, ranges: Ranges) -> Integers:
    """For each laid entry the index within its range of its last occurrence, -1 where it is new."""
    laid = ranges.laid
    inside: Integers = np.maximum(previous[laid.source] - ranges.starts[laid.of], -1)
    return inside


def _places(laid: Laid) -> Integers:
    """The index of each laid entry within its range."""
    return np.arange(len(laid.of)) - laid.starts[laid.of]


def _count(chosen: NDArray[np.bool_], ranges: Ranges) -> Integers:
    return np.bincount(ranges.laid.of[chosen], minlength=len(ranges))


def _repeated(words: NDArray[np.uint64], order: int, ranges: Ranges) -> Floats:
    """Share of the n-grams of each range that stood in it before."""
    inside = ranges.without_last(order - 1)
    again = _inside(_previous(ngram_ids(words, order, bits=63)), inside) >= 0
    share: Floats = _count(again, inside) / np.maximum(inside.sizes, 1)
    return share


def _variety(previous: Integers, ranges: Ranges, size: int) -> Floats:
    """Mean share of different words over all windows of `size` words: a word is new in the windows that
    begin after its last occurrence. Of a shorter range, its share of different words."""
    laid = ranges.laid
    at = _places(laid)
    windows = np.maximum(ranges.sizes - size, 0)
    last_window = np.minimum(at, windows[laid.of])
    first_window = np.maximum(np.maximum(previous + 1, at - size + 1), 0)
    new = np.bincount(laid.of, weights=np.maximum(last_window - first_window + 1, 0), minlength=len(ranges))
    alone = _count(previous < 0, ranges) / np.maximum(ranges.sizes, 1)
    variety: Floats = np.where(ranges.sizes <= size, alone, new / (windows + 1) / size)
    return variety
