"""From text to a log-odds of machine writing, for a whole text or any range of its tokens. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import counted, ngram_ids
from app.evaluation.detectors.copydesk.style import Frequencies, style
from app.evaluation.detectors.copydesk.surprise import surprise_features
from app.evaluation.detectors.copydesk.tokens import Tokeniser, Tokens
from app.evaluation.detectors.copydesk.trees import Forest
from app.evaluation.detectors.copydesk.trigrams import Surprise, Trigrams
from app.evaluation.detectors.copydesk.weights import Channel, Weights
from app.text.normalise import NormalText, normalise


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read once; every range of it can be scored from here."""

    normal: NormalText
    tokens: Tokens
    rarity: NDArray[np.float64]
    surprise: Surprise
    ids: tuple[tuple[NDArray[np.int64], ...], ...]
    """For each channel, for each of its orders: the bucket of the n-gram that starts at each token."""


class Model:
    """Safe to share between threads: nothing that shows in a score is changed after it is built."""

    def __init__(self, weights: Weights) -> None:
        self.version = weights.version
        self._weights = weights
        self._forest = Forest(weights.trees)
        self._tokeniser = Tokeniser(weights.kept_words)
        self._frequencies = Frequencies(weights.frequency_keys, weights.frequency_rarity)
        self._trigrams = Trigrams(weights.trigrams)

    def read(self, text: str) -> Reading:
        normal = normalise(text)
        tokens = self._tokeniser.read(normal.text)
        ids = tuple(
            tuple(ngram_ids(stream_of(tokens, channel), order, bits=channel.bits) for order in channel.orders)
            for channel in self._weights.channels
        )
        return Reading(normal, tokens, self._frequencies.of(tokens), self._trigrams.of(tokens), ids)

    def logit(self, reading: Reading, start: int, stop: int) -> float:
        """Log-odds of the tokens from `start` up to `stop`; higher means machine."""
        phrases, manner = self.parts(reading, start, stop)
        joined = self._weights.joined
        return joined.phrases * phrases + joined.style * manner + joined.bias

    def parts(self, reading: Reading, start: int, stop: int) -> tuple[float, float]:
        """What the two halves say each: the phrases (hashed n-grams) and the style (trees)."""
        phrases = 0.0
        for channel, by_order in zip(self._weights.channels, reading.ids, strict=True):
            ids = [
                bucket[start : max(start, stop - order + 1)]
                for order, bucket in zip(channel.orders, by_order, strict=True)
            ]
            buckets, values = counted(np.concatenate(ids))
            phrases += channel.scale * float(np.sum(channel.table[buckets] * values))
        manner = manner_of(reading.tokens, reading.rarity, reading.surprise, start, stop)
        return phrases, self._forest.logit(manner)


def manner_of(
    tokens: Tokens, rarity: NDArray[np.float64], surprise: Surprise, start: int, stop: int
) -> NDArray[np.float64]:
    """All numbers that the trees know of the tokens from `start` up to `stop`."""
    return np.concatenate([style(tokens, rarity, start, stop), surprise_features(surprise, start, stop)])


def stream_of(tokens: Tokens, channel: Channel) -> NDArray[np.uint64]:
    return tokens.words if channel.stream == "words" else tokens.shapes
