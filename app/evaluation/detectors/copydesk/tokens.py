"""A normal text as arrays of tokens: what every feature of the detector is computed from.

Case, kinds of quotes, runs of white space and line breaks do not reach the tokens, so that they
cannot change a score.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.vocabulary import ENDINGS, MARKS, OTHER, SMALL_WORDS

_TOKEN = re.compile(r"([a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,][0-9]+)*|[^\sa-z0-9])")
_FIGURE = zlib.crc32(b"0")
_REMEMBERED_TOKENS = 50_000
_KINDS = {token: index for index, token in enumerate((*SMALL_WORDS, *MARKS))}
_ENDINGS = tuple(enumerate(ENDINGS))
_CLOSES = np.zeros(OTHER + 1, dtype=np.bool_)
_CLOSES[[_KINDS[mark] for mark in ".?!"]] = True
_ROW = np.dtype([
    ("word", np.uint32), ("shape", np.uint32), ("kind", np.uint16), ("ending", np.uint8),
    ("is_word", np.bool_),
])  # fmt: skip


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


class Tokeniser:
    """Splits normal text. Remembers tokens that it met, which changes its speed and nothing else."""

    def __init__(self, kept_words: Iterable[str]) -> None:
        """`kept_words` say nothing about a text's topic and keep their form in `shapes`."""
        self._known = _Known(kept_words)

    def read(self, text: str) -> Tokens:
        lowered = text.lower()
        split = _TOKEN.split(lowered if len(lowered) == len(text) else _lower_in_place(text))
        # What stands between two tokens and the tokens themselves, by turns.
        ends = np.cumsum(np.fromiter(map(len, split), np.int64, len(split)))
        tokens = split[1::2]
        rows = self._known.rows(tokens)
        starts, ends = ends[:-1:2], ends[1::2]
        kinds = rows["kind"].astype(np.int64)
        return Tokens(
            starts=starts,
            ends=ends,
            is_word=rows["is_word"].copy(),
            is_figure=rows["shape"] == _FIGURE,
            ends_sentence=_sentence_ends(tokens, np.flatnonzero(_CLOSES[kinds]), starts, ends),
            words=rows["word"].astype(np.uint64),
            shapes=rows["shape"].astype(np.uint64),
            kinds=kinds,
            endings=rows["ending"].astype(np.int64),
        )


class _Known(dict[str, bytes]):
    """Token -> what is to be known of it, packed: a text's tokens become columns at once."""

    def __init__(self, kept_words: Iterable[str]) -> None:
        super().__init__()
        self._kept = frozenset(kept_words)

    def rows(self, tokens: list[str]) -> NDArray[np.void]:
        if len(self) > _REMEMBERED_TOKENS:
            self.clear()
        return np.frombuffer(b"".join(map(self.__getitem__, tokens)), dtype=_ROW)

    def __missing__(self, token: str) -> bytes:
        row = self[token] = np.array(self._row(token), dtype=_ROW).tobytes()
        return row

    def _row(self, token: str) -> tuple[int, int, int, int, bool]:
        word = zlib.crc32(token.encode())
        kind = _KINDS.get(token, OTHER)
        if token[0].isdigit():
            return word, _FIGURE, kind, 0, True
        if not token[0].isalpha():
            return word, word, kind, 0, False
        endings = (1 + at for at, end in _ENDINGS if len(token) > len(end) + 2 and token.endswith(end))
        ending = next(endings, 0)
        if token in self._kept:
            return word, word, kind, ending, True
        tail = token[-3:] if len(token) > 4 else token[-1:]
        return word, zlib.crc32(b"~" + tail.encode()), kind, ending, True


def _sentence_ends(
    tokens: list[str], marks: NDArray[np.intp], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """A closing mark ends a sentence where white space, or a closing quote before white space, follows."""
    closes = np.zeros(len(tokens), dtype=np.bool_)
    for mark in marks.tolist():
        last = mark
        if last + 1 < len(tokens) and tokens[last + 1] in "\"')]" and starts[last + 1] == ends[last]:
            last += 1
        closes[last] = last + 1 == len(tokens) or starts[last + 1] > ends[last]
    return closes


def _lower_in_place(text: str) -> str:
    """Lower case with the length kept, for the few letters whose lower case is longer."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
