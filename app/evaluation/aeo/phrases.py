"""Find fixed phrases in lower-case text, in time that does not grow with their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from app.evaluation.aeo.phrase_index import PhraseIndex, is_whole

FEW = 40
"""Up to here a plain search for each phrase is faster than the index."""


class Phrases:
    """Phrases in lower case that are looked for in many texts: the index of a long list is built once."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = tuple(phrases)

    @cached_property
    def index(self) -> PhraseIndex:
        return PhraseIndex(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)


def lowered(text: str) -> str:
    """Lower case of the same length, so that offsets stay valid (`İ` becomes two characters)."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(
        each if len(each) == 1 else character for character in text for each in [character.lower()]
    )


def find_phrases(text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Bounds of each phrase (given in lower case); whole words only, in scripts with spaces."""
    yield from _bounds(lowered(text), phrases)


def present(lower_text: str, phrases: Iterable[str]) -> Phrases:
    """The phrases that occur at all: most of a list do not, and need no closer look."""
    given = Phrases(phrases)
    if len(given) > FEW:
        return Phrases(
            dict.fromkeys(given.all[order] for order, _, _ in sorted(given.index.hits(lower_text)))
        )
    if lower_text.isascii():
        return Phrases(phrase for phrase in given if phrase.isascii() and phrase in lower_text)
    return Phrases(phrase for phrase in given if phrase in lower_text)


def count_phrases(lower_text: str, phrases: Iterable[str]) -> int:
    """How often the phrases occur in a text that is already in lower case."""
    return sum(1 for _ in _bounds(lower_text, phrases))


def _bounds(lower_text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    """By phrase, then by position; occurrences of one phrase do not overlap."""
    given = phrases if isinstance(phrases, Phrases) else Phrases(phrases)
    if len(given) > FEW:
        ends: defaultdict[int, int] = defaultdict(int)
        for order, start, end in sorted(given.index.hits(lower_text)):
            if start >= ends[order]:
                ends[order] = end
                yield start, end
        return
    for phrase in given:
        start = lower_text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if is_whole(lower_text, start, end):
                yield start, end
            else:
                end = start + 1
            start = lower_text.find(phrase, end)
