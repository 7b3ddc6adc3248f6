"""An index of many phrases: one walk over the text finds them all.

A phrase is found by its first words, which are looked up in a table. Where words are not separated (Chinese,
Japanese, Korean), and for a phrase without any letter or digit, it is found by its first characters.
"""

import re
from array import array
from collections.abc import Iterator, Sequence

MOST_WORDS = 6
MOST_CHARACTERS = 4
"""Of a phrase's beginning that is looked up: the walk takes at most as many steps at each place."""
_WORD = re.compile(r"[^\W_]+")

Hit = tuple[int, int, int]
"""Which phrase, by its place in the list; and its bounds in the text."""


class PhraseIndex:
    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = phrases
        self._by_words: dict[int, dict[str, list[tuple[int, int]]]] = {}
        """Number of words -> these words with what separates them -> phrase, and where they begin in it."""
        self._by_characters: dict[int, dict[str, list[tuple[int, int]]]] = {}
        first: dict[str, int] = {}
        for order, phrase in enumerate(phrases):
            if phrase and first.setdefault(phrase, order) == order:
                self._add(order, phrase)

    def _add(self, order: int, phrase: str) -> None:
        words = [found.span() for found in _WORD.finditer(phrase)][:MOST_WORDS]
        if words and not _is_unspaced(phrase[0]):
            table, size = self._by_words, len(words)
            begin, end = words[0][0], words[-1][1]
        else:
            table, size = self._by_characters, min(len(phrase), MOST_CHARACTERS)
            begin, end = 0, size
        table.setdefault(size, {}).setdefault(phrase[begin:end], []).append((order, begin))

    def hits(self, text: str) -> Iterator[Hit]:
        """Every whole occurrence in a text in lower case, overlapping ones too, in no particular order."""
        if self._by_words:
            starts, ends = array("q"), array("q")
            for found in _WORD.finditer(text):
                starts.append(found.start())
                ends.append(found.end())
            for size, table in self._by_words.items():
                for start, end in zip(starts, ends[size - 1 :], strict=False):
                    if (entries := table.get(text[start:end])) is not None:
                        yield from self._confirmed(text, start, entries)
        for size, table in self._by_characters.items():
            for start in range(len(text) - size + 1):
                if (entries := table.get(text[start : start + size])) is not None:
                    yield from self._confirmed(text, start, entries)

    def _confirmed(self, text: str, at: int, entries: list[tuple[int, int]]) -> Iterator[Hit]:
        for order, begin in entries:
            phrase, start = self._phrases[order], at - begin
            end = start + len(phrase)
            if start >= 0 and text.startswith(phrase, start) and is_whole(text, start, end):
                yield order, start, end


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on at either end. Scripts without spaces have no such ends."""
    if _is_unspaced(text[start]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    starts_clean = not (before.isalnum() and text[start].isalnum())
    return starts_clean and not (after.isalnum() and text[end - 1].isalnum())


def _is_unspaced(character: str) -> bool:
    return "\u0dff" < character < "\uff00"
