"""The trigrams of pocketsphinx's English language model, as the tables that ship.

The file is sphinxbase's trie: packed bits, each n-gram below the one that lacks its first word.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import joint_ids
from app.evaluation.detectors.copydesk.trigrams import HIGHEST, KEY_BITS, STEP, TrigramTables

_MAGIC = b"Trie Language Model"
_LOG10 = float(np.log10(1.0001))
"""The file's logarithms are to the base 1.0001."""
_BINS = 1 << 16
_WORD = np.dtype([("given", "<f4"), ("left", "<f4"), ("pairs", "<u4")])
_BEYOND = 200
"""Added to the number of a word's known followers: the rank of any other."""

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Read:
    """Logarithms to base 10; words as indices."""

    words: list[str]
    given: Floats
    left: Floats
    pairs: Whole
    """Shape (pairs, 2), in order of the words."""
    pair_given: Floats
    pair_left: Floats
    triples: Whole
    triple_given: Floats


def trigram_tables() -> TrigramTables:
    import pocketsphinx

    read = _read(Path(pocketsphinx.__file__).parent / "model" / "en-us" / "en-us.lm.bin")
    hashes = np.array([crc32(word.encode()) for word in read.words], dtype=np.uint64)
    usual, spread = _followers(read)
    rank, known = _ranks(read)
    beyond = np.log10(1.0 + known + _BEYOND)
    words = np.stack([read.given, read.left, usual, spread, -beyond])
    pairs = np.stack([read.pair_given, read.pair_left, -np.log10(1.0 + rank)])
    return TrigramTables(
        *_keyed(hashes.astype(np.int64), words),
        *_keyed(joint_ids(*hashes[read.pairs].T, bits=KEY_BITS), pairs),
        *_keyed(joint_ids(*hashes[read.triples].T, bits=KEY_BITS), read.triple_given),
    )


def _keyed(keys: Whole, values: Floats) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Ascending keys and the bytes beside them; of two n-grams with one hash the first one stays."""
    kept, first = np.unique(keys, return_index=True)
    stored = np.clip(np.rint((HIGHEST - values[..., first]) / STEP), 0, 255)
    return kept.astype(np.uint32), stored.astype(np.uint8)


def _followers(read: _Read) -> tuple[Floats, Floats]:
    """Mean and deviation of the log-probability of what follows each word, over all words that can."""
    count = len(read.words)
    history, following = read.pairs.T
    alone = np.where(np.array(read.words) == "<s>", 0.0, 10.0**read.given)

    def moment(power: int) -> Floats:
        """Of the pairs as listed, and of the rest as back-off gives it."""
        listed = np.bincount(history, weights=10.0**read.pair_given * read.pair_given**power, minlength=count)
        rest = np.zeros(count)
        for part in range(power + 1):
            each = alone * read.given**part
            left = each.sum() - np.bincount(history, weights=each[following], minlength=count)
            ways = power if (power, part) == (2, 1) else 1
            rest += ways * left * read.left ** (power - part)
        return listed + 10.0**read.left * rest

    mass = moment(0)
    mean = moment(1) / mass
    return mean, np.sqrt(np.maximum(moment(2) / mass - mean**2, 0.05))


def _ranks(read: _Read) -> tuple[Whole, Whole]:
    """Of each pair, its place among those with the same first word; of each word, how many it has."""
    history = read.pairs[:, 0]
    known = np.bincount(history, minlength=len(read.words))
    order = np.lexsort((-read.pair_given, history))
    begins = np.concatenate(([0], np.cumsum(known)[:-1]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - begins[history[order]]
    return rank, known


def _read(path: Path) -> _Read:
    raw = path.read_bytes()
    if not raw.startswith(_MAGIC):
        raise SystemExit(f"{path} is no language model of the kind that pocketsphinx 5 brings")
    order = raw[len(_MAGIC)]
    counts = struct.unpack_from(f"<{order}I", raw, len(_MAGIC) + 1)
    at = len(_MAGIC) + 1 + 4 * order + 4
    pair_bins, left_bins, triple_bins = np.frombuffer(raw, "<f4", 3 * _BINS, at).reshape(3, -1) * _LOG10
    at += 12 * _BINS
    words = np.frombuffer(raw, _WORD, counts[0] + 1, at)
    at += words.nbytes
    word_bits, next_bits = counts[0].bit_length(), counts[2].bit_length()
    pair_width, triple_width = word_bits + 32 + next_bits, word_bits + 16
    middle = _block(raw, at, counts[1], pair_width)
    at += len(middle)
    last = _block(raw, at, counts[2], triple_width)
    at += len(last) + 4
    names = raw[at:].split(b"\0")[: counts[0]]

    begins = words["pairs"].astype(np.int64)
    second = np.repeat(np.arange(counts[0]), np.diff(begins))
    first = _field(middle, len(second), pair_width, 0, word_bits)
    left = left_bins[_field(middle, len(second), pair_width, word_bits, 16)]
    given = pair_bins[_field(middle, len(second), pair_width, word_bits + 16, 16)]
    below = _field(middle, len(second) + 1, pair_width, word_bits + 32, next_bits)
    pair = np.repeat(np.arange(len(second)), np.diff(below))
    before = _field(last, len(pair), triple_width, 0, word_bits)
    return _Read(
        [name.decode() for name in names],
        words["given"][:-1] * _LOG10,
        words["left"][:-1] * _LOG10,
        np.stack([first, second], axis=1),
        given,
        left,
        np.stack([before, first[pair], second[pair]], axis=1),
        triple_bins[_field(last, len(pair), triple_width, word_bits, 16)],
    )


def _block(raw: bytes, at: int, count: int, width: int) -> NDArray[np.uint8]:
    return np.frombuffer(raw, np.uint8, ((1 + count) * width + 7) // 8 + 8, at)


def _field(block: NDArray[np.uint8], count: int, width: int, offset: int, bits: int) -> Whole:
    """The same few bits of each of the first `count` entries."""
    place = np.arange(count, dtype=np.int64) * width + offset
    value = np.zeros(count, np.uint64)
    for byte in range(8):
        value |= block[np.minimum((place >> 3) + byte, len(block) - 1)].astype(np.uint64) << np.uint64(
            8 * byte
        )
    return ((value >> (place & 7).astype(np.uint64)) & np.uint64((1 << bits) - 1)).astype(np.int64)
