"""How surprise is spread over a text, in numbers that do not know its topic. Pure.

What a language model samples stays near what is usual and seldom takes the rarest turn; what a chat model
writes is evenly unusual. People do both, by turns.
"""

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.ranges import Floats, Laid, Ranges, of_sizes
from app.evaluation.detectors.copydesk.trigrams import Surprise

FEATURES = 65
CONTENT = -3.4
"""log10 of a word's probability up to which it carries content."""
LEAST = 8
"""With fewer known words there is nothing to tell."""
STRETCH = 15
"""Words in each of the stretches whose means are compared."""
LEAST_SENTENCE = 4
_QUANTILES = np.array([0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9])
_RANKS = np.log10([[2.0], [11.0], [101.0], [1001.0]])
_ORDERS = np.arange(4)[:, None]


def surprise_features(surprise: Surprise, ranges: Ranges) -> Floats:
    """Of each range of tokens; shape (ranges, FEATURES), always finite."""
    first, last = np.searchsorted(surprise.at, (ranges.starts, ranges.stops))
    is_known = surprise.order > 0
    enough = Ranges(first, last).among(is_known).sizes >= LEAST
    features = np.zeros((len(ranges), FEATURES))
    if enough.any():
        features[enough] = _features(surprise, is_known, Ranges(first[enough], last[enough]))
    return features


def _features(surprise: Surprise, is_known: NDArray[np.bool_], ranges: Ranges) -> Floats:
    known = ranges.among(is_known)
    laid, count = known.laid, known.sizes
    given, alone, standardised, rank = (
        values[is_known] for values in (surprise.given, surprise.alone, surprise.standardised, surprise.rank)
    )
    is_end = surprise.is_end[is_known]
    series = np.take(np.stack([given, standardised, given - alone, rank]), laid.source, axis=1)
    mean, apart = laid.apart(series)
    deviation = np.sqrt(laid.means(apart * apart))
    quantiles = laid.ordered(series)[
        :, laid.starts[:, None] + (_QUANTILES * (count - 1)[:, None]).astype(np.int64)
    ]
    ends = known.among(is_end)
    return np.column_stack(
        [
            *mean,
            *deviation,
            *quantiles,
            *(ranges.tallies(surprise.order == _ORDERS) / ranges.sizes),
            *(known.tallies(rank < _RANKS) / count),
            *(laid.means(apart[:2] ** 3) / np.maximum(deviation[:2], 0.1) ** 3),
            *laid.without_last(1).means(apart[:2, 1:] * apart[:2, :-1]),
            laid.without_last(2).means(apart[0, 2:] * apart[0, :-2]),
            known.without_last(1).means(np.abs(np.diff(given))),
            mean[1] * np.sqrt(count),
            _by_kind(series[[0, 2]], (alone >= CONTENT)[laid.source], is_end[laid.source], laid),
            np.where(ends.sizes > 0, ends.means(given[is_end]), -1.2),
            _stretches(series[0], laid),
            _sentences(series[0], is_end[laid.source], laid),
        ]
    )


def _by_kind(series: Floats, is_small: NDArray[np.bool_], is_end: NDArray[np.bool_], laid: Laid) -> Floats:
    """Means and deviations of the words that carry content, then of the small ones; shape (ranges, 8)."""
    of = (2 * laid.of + is_small)[~is_end]
    series = series[:, ~is_end]
    count = 2 * len(laid)
    sizes = np.maximum(np.bincount(of, minlength=count), 1)
    mean = np.stack([np.bincount(of, weights=values, minlength=count) / sizes for values in series])
    apart = series - mean[:, of]
    squares = np.stack([np.bincount(of, weights=values, minlength=count) / sizes for values in apart * apart])
    return np.concatenate([mean, np.sqrt(squares)]).T.reshape(len(laid), 8)


def _stretches(given: Floats, laid: Laid) -> Floats:
    """How unlike each other the stretches of STRETCH words are: deviation, least, most."""
    is_long = laid.sizes > STRETCH
    mean = laid.means(given)
    features = np.column_stack([np.zeros(len(laid)), mean, mean])
    if not is_long.any():
        return features
    starts, stops = laid.starts[is_long].tolist(), laid.stops[is_long].tolist()
    means = []
    for start, stop in zip(starts, stops, strict=True):
        total = np.zeros(stop - start + 1)
        np.cumsum(given[start:stop], out=total[1:])
        means.append((total[STRETCH:] - total[:-STRETCH]) / STRETCH)
    inside = of_sizes(laid.sizes[is_long] - STRETCH + 1)
    row = np.concatenate(means)
    features[is_long] = np.column_stack(
        [
            inside.spread(row)[1],
            np.minimum.reduceat(row, inside.starts),
            np.maximum.reduceat(row, inside.starts),
        ]
    )
    return features


def _sentences(given: Floats, is_end: NDArray[np.bool_], laid: Laid) -> Floats:
    """How unlike each other the sentences are: deviation and span of their means."""
    opens = laid.openings(is_end)
    sentence = np.cumsum(opens) - 1
    sizes = np.bincount(sentence)
    is_long = sizes >= LEAST_SENTENCE
    means = (np.bincount(sentence, weights=given) / sizes)[is_long]
    inside = of_sizes(np.bincount(laid.of[opens][is_long], minlength=len(laid)))
    features = np.tile([0.2, 0.0], (len(laid), 1))
    several = inside.sizes > 1
    if several.any():
        some = inside.starts[inside.sizes > 0]
        span = np.zeros(len(laid))
        span[inside.sizes > 0] = np.maximum.reduceat(means, some) - np.minimum.reduceat(means, some)
        features[several] = np.column_stack([inside.spread(means)[1], span])[several]
    return features
