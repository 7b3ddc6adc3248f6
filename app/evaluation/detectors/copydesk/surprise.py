"""How surprise is spread over a text, in numbers that do not know its topic. Pure.

What a language model samples stays near what is usual and seldom takes the rarest turn; what a chat model
writes is evenly unusual. People do both, by turns.
"""

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.trigrams import Floats, Surprise

FEATURES = 65
CONTENT = -3.4
"""log10 of a word's probability up to which it carries content."""
LEAST = 8
"""With fewer known words there is nothing to tell."""
STRETCH = 15
"""Words in each of the stretches whose means are compared."""
LEAST_SENTENCE = 4
_QUANTILES = np.array([0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9])
_RANKS = np.log10([2.0, 11.0, 101.0, 1001.0])


def surprise_features(surprise: Surprise, start: int, stop: int) -> Floats:
    """Of the tokens from `start` up to `stop`; shape (FEATURES,), always finite."""
    first, last = np.searchsorted(surprise.at, (start, stop))
    order = surprise.order[first:last]
    is_known = order > 0
    if int(is_known.sum()) < LEAST:
        return np.zeros(FEATURES)
    given, alone, standing, rank = (
        values[first:last][is_known]
        for values in (surprise.given, surprise.alone, surprise.standing, surprise.rank)
    )
    is_end = surprise.is_end[first:last][is_known]
    series = np.stack([given, standing, given - alone, rank])
    count = series.shape[1]
    mean = series.mean(axis=1, keepdims=True)
    apart = series - mean
    deviation = np.sqrt((apart * apart).mean(axis=1))
    ordered = np.sort(series, axis=1)
    return np.concatenate(
        [
            mean[:, 0],
            deviation,
            ordered[:, (_QUANTILES * (count - 1)).astype(np.int64)].ravel(),
            np.bincount(order, minlength=4) / len(order),
            np.searchsorted(ordered[3], _RANKS) / count,
            (apart[:2] ** 3).mean(axis=1) / np.maximum(deviation[:2], 0.1) ** 3,
            (apart[:2, 1:] * apart[:2, :-1]).mean(axis=1),
            [float((apart[0, 2:] * apart[0, :-2]).mean()), float(np.abs(np.diff(given)).mean())],
            [float(mean[1, 0]) * count**0.5],
            _of_kind(series[[0, 2]], (alone < CONTENT) & ~is_end),
            _of_kind(series[[0, 2]], (alone >= CONTENT) & ~is_end),
            [float(given[is_end].mean()) if is_end.any() else -1.2],
            _stretches(given),
            _sentences(given, is_end),
        ]
    )


def _of_kind(series: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """Means and deviations of the chosen words."""
    if not chosen.any():
        return np.zeros(2 * len(series))
    values = series[:, chosen]
    return np.concatenate([values.mean(axis=1), values.std(axis=1)])


def _stretches(given: Floats) -> Floats:
    """How unlike each other the stretches of STRETCH words are: deviation, least, most."""
    if len(given) <= STRETCH:
        return np.array([0.0, given.mean(), given.mean()])
    total = np.concatenate(([0.0], np.cumsum(given)))
    means = (total[STRETCH:] - total[:-STRETCH]) / STRETCH
    return np.array([means.std(), means.min(), means.max()])


def _sentences(given: Floats, is_end: NDArray[np.bool_]) -> Floats:
    """How unlike each other the sentences are: deviation and span of their means."""
    sentence = np.concatenate(([0], np.cumsum(is_end)[:-1]))
    sizes = np.bincount(sentence)
    means = (np.bincount(sentence, weights=given) / np.maximum(sizes, 1))[sizes >= LEAST_SENTENCE]
    return np.array([means.std(), np.ptp(means)]) if len(means) > 1 else np.array([0.2, 0.0])
