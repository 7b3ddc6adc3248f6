"""A normal text as arrays of tokens: what every feature of the detector is computed from.

Case, kinds of quotes, runs of white space and line breaks do not reach the tokens, so that they
cannot change a score.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.vocabulary import ENDINGS, MARKS, OTHER, SMALL_WORDS

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,][0-9]+)*|[^\sa-z0-9]")
_FIGURE = zlib.crc32(b"0")
_REMEMBERED_TOKENS = 50_000
_KINDS = {token: index for index, token in enumerate((*SMALL_WORDS, *MARKS))}
_ENDINGS = tuple(enumerate(ENDINGS))


@dataclass(frozen=True, slots=True)
class Tokens:
    """All arrays have one entry a token. Words are runs of letters; a figure counts as a word too."""

    starts: NDArray[np.int64]
    """Character offsets into the normal text."""
    ends: NDArray[np.int64]
    is_word: NDArray[np.bool_]
    is_figure: NDArray[np.bool_]
    ends_sentence: NDArray[np.bool_]
    """True on the `.`, `?` or `!` (or the quote or bracket after it) that closes a sentence."""
    words: NDArray[np.uint64]
    """Hashes of the tokens as written, lower case."""
    shapes: NDArray[np.uint64]
    """Hashes with topic removed: kept words stay, other words keep an ending, figures one sign."""
    kinds: NDArray[np.int64]
    """Index into SMALL_WORDS + MARKS, or OTHER."""
    endings: NDArray[np.int64]
    """1 + index into ENDINGS of a longer word's ending, 0 where it has none of them."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class _Kind:
    word: int
    shape: int
    kind: int
    ending: int
    is_word: bool


class Tokeniser:
    """Splits normal text. Remembers the tokens it met last, which changes its speed and nothing else."""

    def __init__(self, kept_words: Iterable[str]) -> None:
        """`kept_words` say nothing about a text's topic and keep their form in `shapes`."""
        self._kept = frozenset(kept_words)
        self._look_up = lru_cache(maxsize=_REMEMBERED_TOKENS)(self._kind)

    def read(self, text: str) -> Tokens:
        lowered = text.lower()
        found = list(_TOKEN.finditer(lowered if len(lowered) == len(text) else _lower_in_place(text)))
        starts = np.array([match.start() for match in found], dtype=np.int64)
        ends = np.array([match.end() for match in found], dtype=np.int64)
        tokens = [match[0] for match in found]
        known = [self._look_up(token) for token in tokens]
        return Tokens(
            starts=starts,
            ends=ends,
            is_word=np.array([kind.is_word for kind in known], dtype=np.bool_),
            is_figure=np.array([kind.shape == _FIGURE for kind in known], dtype=np.bool_),
            ends_sentence=_sentence_ends(tokens, starts, ends),
            words=np.array([kind.word for kind in known], dtype=np.uint64),
            shapes=np.array([kind.shape for kind in known], dtype=np.uint64),
            kinds=np.array([kind.kind for kind in known], dtype=np.int64),
            endings=np.array([kind.ending for kind in known], dtype=np.int64),
        )

    def _kind(self, token: str) -> _Kind:
        word = zlib.crc32(token.encode())
        kind = _KINDS.get(token, OTHER)
        if token[0].isdigit():
            return _Kind(word, _FIGURE, kind, 0, is_word=True)
        if not token[0].isalpha():
            return _Kind(word, word, kind, 0, is_word=False)
        endings = (1 + at for at, end in _ENDINGS if len(token) > len(end) + 2 and token.endswith(end))
        ending = next(endings, 0)
        if token in self._kept:
            return _Kind(word, word, kind, ending, is_word=True)
        tail = token[-3:] if len(token) > 4 else token[-1:]
        return _Kind(word, zlib.crc32(b"~" + tail.encode()), kind, ending, is_word=True)


def _sentence_ends(
    tokens: list[str], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """A closing mark ends a sentence where white space, or a closing quote before white space, follows."""
    closes = np.zeros(len(tokens), dtype=np.bool_)
    for index, mark in enumerate(tokens):
        if mark not in ".?!":
            continue
        last = index
        if last + 1 < len(tokens) and tokens[last + 1] in "\"')]" and starts[last + 1] == ends[last]:
            last += 1
        closes[last] = last + 1 == len(tokens) or starts[last + 1] > ends[last]
    return closes


def _lower_in_place(text: str) -> str:
    """Lower case with the length kept, for the few letters whose lower case is longer."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
