"""Rows as matrices, computed by the very code that runs in production."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from app.evaluation.detectors.copydesk.hashing import counted, ngram_ids
from app.evaluation.detectors.copydesk.style import Frequencies, style
from app.evaluation.detectors.copydesk.tokens import Tokeniser, Tokens
from app.text.normalise import normalise
from training.detector.rows import Row

STREAMS: tuple[tuple[str, tuple[int, ...], int], ...] = (
    ("words", (1, 2), 18),
    ("shapes", (1, 2, 3, 4), 19),
)
"""Stream, orders of its n-grams, bits of its table."""


@dataclass(frozen=True)
class Features:
    phrases: Any
    """Sparse, shape (rows, sum of 2**bits): each stream's block has rows of length 1."""
    style: np.ndarray


def features_of(rows: Sequence[Row], kept_words: Sequence[str], frequencies: Frequencies) -> Features:
    tokeniser = Tokeniser(kept_words)
    read = [tokeniser.read(normalise(row.text).text) for row in rows]
    manner = np.array([style(tokens, frequencies.of(tokens), 0, len(tokens)) for tokens in read])
    blocks = [_block(read, stream, orders, bits) for stream, orders, bits in STREAMS]
    return Features(sparse.hstack(blocks, format="csr", dtype=np.float32), manner)


def _block(read: Sequence[Tokens], stream: str, orders: tuple[int, ...], bits: int) -> Any:
    data, columns, ends = [], [], [0]
    for tokens in read:
        hashes = tokens.words if stream == "words" else tokens.shapes
        buckets, values = counted(np.concatenate([ngram_ids(hashes, order, bits=bits) for order in orders]))
        data.append(values.astype(np.float32))
        columns.append(buckets)
        ends.append(ends[-1] + len(buckets))
    shape = (len(read), 1 << bits)
    return sparse.csr_matrix((np.concatenate(data), np.concatenate(columns), ends), shape=shape)
