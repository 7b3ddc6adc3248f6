"""Find fixed phrases in lower-case text, by plain search, so that no list of phrases can be slow."""

from collections.abc import Iterable, Iterator


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


def present(lower_text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases that occur at all: most of a list do not, and need no closer look."""
    if lower_text.isascii():
        return tuple(phrase for phrase in phrases if phrase.isascii() and phrase in lower_text)
    return tuple(phrase for phrase in phrases if phrase in lower_text)


def count_phrases(lower_text: str, phrases: Iterable[str]) -> int:
    """How often the phrases occur in a text that is already in lower case."""
    return sum(1 for _ in _bounds(lower_text, phrases))


def _bounds(lower_text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        start = lower_text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if _is_whole(lower_text, start, end):
                yield start, end
            start = lower_text.find(phrase, end)


def _is_whole(text: str, start: int, end: int) -> bool:
    if text[start] > "\u0dff" and text[start] < "\uff00":
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    starts_clean = not (before.isalnum() and text[start].isalnum())
    return starts_clean and not (after.isalnum() and text[end - 1].isalnum())
