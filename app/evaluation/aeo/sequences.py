"""Words in a row, to tell whether one text says what another does."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+")
"""A word, or one character of a script without spaces."""
STUFFED_WORDS, STUFFED_TIMES, STUFFED_SHARE = 15, 6, 0.4
"""From so many words on, one pair of them must come so often and hold such a share of the text."""


def sequences(text: str) -> Iterator[tuple[str, ...]]:
    """Every three words in a row, in lower case."""
    words = _WORD.findall(text.lower())
    return zip(words, words[1:], words[2:], strict=False)


def word_count(text: str) -> float:
    """Words; two characters of a script without spaces are about one."""
    words = _WORD.findall(text)
    return (
        len(words) if text.isascii() else sum(0.5 if "\u0e00" <= word[0] <= "\u9fff" else 1 for word in words)
    )


def is_stuffed(text: str) -> bool:
    """Whether one pair of words, again and again, fills the text: no menu or notice is written like that."""
    words = _WORD.findall(text.lower())
    if len(words) < STUFFED_WORDS:
        return False
    pairs = Counter(pair for pair in pairwise(words) if pair[0] != pair[1] and min(map(len, pair)) > 2)
    return max(pairs.values(), default=0) >= max(STUFFED_TIMES, STUFFED_SHARE * len(words) / 2)
