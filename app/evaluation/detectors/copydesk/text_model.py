"""From text to a log-odds of machine writing, for any ranges of its tokens. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import ngram_ids
from app.evaluation.detectors.copydesk.phrase_features import phrases
from app.evaluation.detectors.copydesk.ranges import Floats, Ranges
from app.evaluation.detectors.copydesk.style import Frequencies, style
from app.evaluation.detectors.copydesk.surprise import surprise_features
from app.evaluation.detectors.copydesk.tokens import Tokeniser, Tokens
from app.evaluation.detectors.copydesk.trees import Forest
from app.evaluation.detectors.copydesk.trigrams import Surprise, Trigrams
from app.evaluation.detectors.copydesk.weights import DetectorWeights, FeatureChannel
from app.text.normalise import NormalText, normalise


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read once; every range of it can be scored from here."""

    normal: NormalText
    tokens: Tokens
    rarity: Floats
    surprise: Surprise
    ids: tuple[tuple[NDArray[np.int64], ...], ...]
    """For each channel, for each of its orders: the bucket of the n-gram that starts at each token."""


class Model:
    """Safe to share between threads: nothing that shows in a score is changed after it is built."""

    def __init__(self, weights: DetectorWeights) -> None:
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

    def logits(self, reading: Reading, ranges: Ranges) -> Floats:
        """Log-odds of each range of tokens, the same in any company; higher means machine."""
        said, manner = self.parts(reading, ranges)
        joined = self._weights.joined
        return joined.phrases * said + joined.style * manner + joined.bias

    def parts(self, reading: Reading, ranges: Ranges) -> tuple[Floats, Floats]:
        """What the two halves say each: the phrases (hashed n-grams) and the style (trees)."""
        said = np.zeros(len(ranges))
        for channel, ids in zip(self._weights.channels, reading.ids, strict=True):
            found = phrases(ids, channel.orders, ranges, bits=channel.bits)
            said += channel.scale * found.inside.sums(channel.table[found.buckets] * found.values)
        manner = manner_of(reading.tokens, reading.rarity, reading.surprise, ranges)
        return said, self._forest.logits(manner)


def manner_of(tokens: Tokens, rarity: Floats, surprise: Surprise, ranges: Ranges) -> Floats:
    """All numbers that the trees know of each range of tokens, one row a range."""
    return np.concatenate([style(tokens, rarity, ranges), surprise_features(surprise, ranges)], axis=1)


def stream_of(tokens: Tokens, channel: FeatureChannel) -> NDArray[np.uint64]:
    return tokens.words if channel.stream == "words" else tokens.shapes
