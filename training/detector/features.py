"""Rows as matrices, computed by the very code that runs in production."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from app.evaluation.detectors.copydesk.hashing import ngram_ids
from app.evaluation.detectors.copydesk.phrase_features import phrases
from app.evaluation.detectors.copydesk.ranges import ranges_of
from app.evaluation.detectors.copydesk.style import Frequencies
from app.evaluation.detectors.copydesk.text_model import manner_of
from app.evaluation.detectors.copydesk.tokens import Tokeniser, Tokens
from app.evaluation.detectors.copydesk.trigrams import Trigrams
from app.evaluation.detectors.copydesk.windows import Window, cut
from app.text.normalise import normalise
from training.detector.rows import Row

STREAMS: tuple[tuple[str, tuple[int, ...], int], ...] = (
    ("words", (1, 2), 18),
    ("shapes", (1, 2, 3, 4), 19),
)
"""Stream, orders of its n-grams, bits of its table."""
EXCERPT_WORDS = (60, 150)
"""Of a longer text an excerpt of so many words is learnt from as well: short texts look like that."""
LONG_WORDS, VERY_LONG_WORDS = 170, 400
SEED = 5


@dataclass(frozen=True)
class Features:
    phrases: Any
    """Sparse, shape (rows, sum of 2**bits): each stream's block has rows of length 1."""
    style: np.ndarray


@dataclass(frozen=True)
class Tables:
    """What production reads from the weights."""

    kept_words: Sequence[str]
    frequencies: Frequencies
    trigrams: Trigrams


def features_of(rows: Sequence[Row], tables: Tables) -> Features:
    """One line a row."""
    read = _read(rows, tables)
    return _features(read, [Window(0, len(tokens), 0) for tokens in read], tables)


def with_excerpts(rows: Sequence[Row], tables: Tables) -> tuple[list[Row], Features]:
    """The rows and behind them one excerpt of every long one, two of the very long."""
    read = _read(rows, tables)
    whole = [(at, Window(0, len(read[at]), row.words)) for at, row in enumerate(rows)]
    chance = np.random.default_rng(SEED)
    parts = [(at, part) for at, row in enumerate(rows) for part in _excerpts(row, read[at], chance)]
    chosen = whole + parts
    told = [replace(rows[at], words=part.words) for at, part in chosen]
    return told, _features([read[at] for at, _ in chosen], [part for _, part in chosen], tables)


def _excerpts(row: Row, tokens: Tokens, chance: np.random.Generator) -> list[Window]:
    count = (row.words >= LONG_WORDS) + (row.words >= VERY_LONG_WORDS)
    least, most = EXCERPT_WORDS
    found = []
    for _ in range(count):
        windows = cut(tokens.is_word, tokens.ends_sentence, words=int(chance.integers(least, most)), most=220)
        found.append(windows[int(chance.integers(len(windows)))])
    return found


def _read(rows: Sequence[Row], tables: Tables) -> list[Tokens]:
    tokeniser = Tokeniser(tables.kept_words)
    return [tokeniser.read(normalise(row.text).text) for row in rows]


def _features(read: Sequence[Tokens], parts: Sequence[Window], tables: Tables) -> Features:
    manner = []
    for tokens, part in zip(read, parts, strict=True):
        rarity = tables.frequencies.of(tokens)
        surprise = tables.trigrams.of(tokens)
        manner.append(manner_of(tokens, rarity, surprise, ranges_of([part]))[0])
    blocks = [_block(read, parts, stream, orders, bits) for stream, orders, bits in STREAMS]
    return Features(sparse.hstack(blocks, format="csr", dtype=np.float32), np.array(manner))


def _block(
    read: Sequence[Tokens], parts: Sequence[Window], stream: str, orders: tuple[int, ...], bits: int
) -> Any:
    data, columns, ends = [], [], [0]
    for tokens, part in zip(read, parts, strict=True):
        hashes = tokens.words if stream == "words" else tokens.shapes
        ids = [ngram_ids(hashes, order, bits=bits) for order in orders]
        found = phrases(ids, orders, ranges_of([part]), bits=bits)
        data.append(found.values.astype(np.float32))
        columns.append(found.buckets)
        ends.append(ends[-1] + len(found.buckets))
    shape = (len(read), 1 << bits)
    return sparse.csr_matrix((np.concatenate(data), np.concatenate(columns), ends), shape=shape)
