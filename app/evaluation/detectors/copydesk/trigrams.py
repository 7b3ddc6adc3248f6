"""How surprising each word is after the two before it: a language model of word trigrams with back-off.

Katz back-off: where a trigram is not in the tables the pair's probability counts, weighed by what the longer
history leaves over, and below that the word's own (Katz 1987).
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import joint_ids
from app.evaluation.detectors.copydesk.keys import Keys
from app.evaluation.detectors.copydesk.tokens import Tokens

Floats = NDArray[np.float64]

KEY_BITS = 32
HIGHEST, STEP = 2.0, 0.04
"""A stored byte b stands for the logarithm (base 10) HIGHEST - STEP * b: from 2 down to -8.2."""
START, END = crc32(b"<s>"), crc32(b"</s>")
"""What stands before the first word of a sentence and after its last."""
NO_WORD = -7.0
"""log10 of the probability of a word that the model does not know."""


@dataclass(frozen=True, slots=True)
class TrigramTables:
    """Keys are hashes, ascending; beside each key a column of bytes."""

    word_keys: NDArray[np.uint32]
    words: NDArray[np.uint8]
    """Shape (5, words): probability; back-off; mean and deviation of the log-probability of what comes next;
    the rank that a follower outside the pairs is given."""
    pair_keys: NDArray[np.uint32]
    pairs: NDArray[np.uint8]
    """Shape (3, pairs): probability of the second word; back-off; its rank among the first's followers."""
    triple_keys: NDArray[np.uint32]
    triples: NDArray[np.uint8]
    """Probability of the third word."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """One entry a word or end of a sentence; logarithms to base 10."""

    at: NDArray[np.int64]
    """Which token it is."""
    order: NDArray[np.int64]
    """Length of the n-gram that was found: 3, 2, 1, or 0 for a figure or an unknown word."""
    is_end: NDArray[np.bool_]
    given: Floats
    """Probability after the words before it."""
    alone: Floats
    """Probability whatever stands before."""
    standardised: Floats
    """How much likelier than what usually follows the word before, in standard deviations."""
    rank: Floats
    """Logarithm of 1 + its rank among the followers of the word before, the likeliest first."""


class Trigrams:
    """Safe to share between threads."""

    def __init__(self, tables: TrigramTables) -> None:
        self._word_keys, self._pair_keys = Keys(tables.word_keys), Keys(tables.pair_keys)
        self._triple_keys = Keys(tables.triple_keys)
        self._words, self._pairs, self._triples = tables.words, tables.pairs, tables.triples
        self._start = int(self._word_keys.indexes(_START)[0])

    def of(self, tokens: Tokens) -> Surprise:
        at = np.flatnonzero(tokens.is_word | tokens.ends_sentence)
        is_end = tokens.ends_sentence[at]
        words = np.where(is_end, np.uint64(END), tokens.words[at])
        before = np.concatenate((_START, np.where(is_end, _START, words)))[: len(words)]
        before_that = np.concatenate((_NOTHING, before))[: len(words)]
        indexes = self._word_keys.indexes(words)
        is_known = (indexes >= 0) & ~tokens.is_figure[at]
        history = np.concatenate(([self._start], np.where(is_end, self._start, indexes)))[: len(words)]
        has_history = (history >= 0) & np.concatenate(([True], is_known | is_end))[: len(words)]

        alone = np.where(is_known, _logs(self._words[0, indexes]), NO_WORD)
        pairs = self._pair_keys.indexes(joint_ids(before, words, bits=KEY_BITS))
        in_pairs = (pairs >= 0) & is_known & has_history
        second = np.where(
            in_pairs,
            _logs(self._pairs[0, pairs]),
            alone + np.where(has_history, _logs(self._words[1, history]), 0.0),
        )
        # the pair before this word: the one that the word before was found in, inside one sentence
        earlier = np.concatenate(([-1], np.where(in_pairs & ~is_end, pairs, -1)))[: len(words)]
        triples = np.full(len(words), -1)
        asked = np.flatnonzero(in_pairs & (earlier >= 0))
        triples[asked] = self._triple_keys.indexes(
            joint_ids(before_that[asked], before[asked], words[asked], bits=KEY_BITS)
        )
        given = np.where(
            triples >= 0,
            _logs(self._triples[triples]),
            second + np.where(earlier >= 0, _logs(self._pairs[1, earlier]), 0.0),
        )
        usual, spread = _logs(self._words[2, history]), _logs(self._words[3, history])
        outside = np.where(has_history, _logs(self._words[4, history]), _OUTSIDE)
        return Surprise(
            at,
            np.where(is_known, 1 + in_pairs + (triples >= 0), 0),
            is_end,
            given,
            alone,
            np.where(has_history & is_known, (second - usual) / spread, 0.0),
            -np.where(in_pairs, _logs(self._pairs[2, pairs]), outside),
        )


_START = np.array([START], dtype=np.uint64)
_NOTHING = np.zeros(1, dtype=np.uint64)
_OUTSIDE = -2.3
_LOGS: Floats = HIGHEST - STEP * np.arange(256, dtype=np.float64)


def _logs(stored: NDArray[np.uint8]) -> Floats:
    return _LOGS[stored]
