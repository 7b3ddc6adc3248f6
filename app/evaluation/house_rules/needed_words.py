"""Which passages a long list of words can match in at all: a set of words is faster to ask than a pattern."""

import re
from collections.abc import Iterable

from app.evaluation.house_rules.passage import Passage

_PLAIN = re.compile(r"[\w ',’-]+")
"""A token without a sign that means something in a pattern: all its words must be there."""
_START = re.compile(r"(\w+)(?:$|[ ',’-](?![?*+{])|\\s)")
"""A literal word, then its end, or a sign that ends it and may not be missing."""
_WORD = re.compile(r"\w+")


class NeededWords:
    """For each token the words without which it cannot match. Nothing is known without word bounds, or with a
    token that begins with more than a word."""

    def __init__(self, tokens: Iterable[str], *, word_bounds: bool) -> None:
        all_needed = [_needed(token) for token in tokens]
        self._by_longest: dict[str, list[frozenset[str]]] | None = None
        if word_bounds and all_needed and all(all_needed):
            self._by_longest = {}
            for needed in all_needed:
                self._by_longest.setdefault(max(needed, key=len), []).append(needed)

    def may_match(self, passage: Passage) -> bool:
        if self._by_longest is None:
            return True
        found = passage.words & self._by_longest.keys()
        return any(needed <= passage.words for word in found for needed in self._by_longest[word])


class WordIndex:
    """Which of many lists of literal words and phrases a passage may hold, in their order."""

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        self._always: set[int] = set()
        self._by_longest: dict[str, list[tuple[frozenset[str], int]]] = {}
        for index, phrases in enumerate(lists):
            for phrase in phrases:
                needed = frozenset(_WORD.findall(phrase.casefold()))
                if needed:
                    self._by_longest.setdefault(max(needed, key=len), []).append((needed, index))
                else:
                    self._always.add(index)

    def candidates(self, passage: Passage) -> list[int]:
        found = passage.words & self._by_longest.keys()
        named = {
            index for word in found for needed, index in self._by_longest[word] if needed <= passage.words
        }
        return sorted(named | self._always)


def _needed(token: str) -> frozenset[str]:
    """Empty where nothing is known."""
    if _PLAIN.fullmatch(token):
        return frozenset(_WORD.findall(token.casefold()))
    match = _START.match(token)
    if match is None or _has_alternatives(token):
        return frozenset()
    return frozenset({match[1].casefold()})


def _has_alternatives(token: str) -> bool:
    """Whether a `|` stands outside every group, so that the first word is only one of several."""
    depth = 0
    escaped = False
    for sign in token:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "|" and depth <= 0:
            return True
    return False
