"""Convert a parser's byte offsets to character offsets, in one pass."""

from bisect import bisect_right
from collections.abc import Callable

Locate = Callable[[int], int]
"""Byte offset in the parsed text -> character in the source."""
_STEP = 256
_CONTINUATION = bytes(range(0x80, 0xC0))


def character_offsets(text: str, first: int = 0) -> Locate:
    """Maps byte offsets in `text` as UTF-8 to characters, counted from `first`."""
    return first.__add__ if text.isascii() else _Counted(text, first).__getitem__


class _Counted(dict[int, int]):
    """Built in linear time. A lookup reads at most 256 bytes, a repeated one none (events share ends)."""

    def __init__(self, text: str, first: int) -> None:
        self._data = text.encode()
        self._marks = [first]
        total = first
        for start in range(0, len(self._data), _STEP):
            total += len(self._data[start : start + _STEP].translate(None, _CONTINUATION))
            self._marks.append(total)

    def __missing__(self, offset: int) -> int:
        mark = offset // _STEP
        rest = self._data[mark * _STEP : offset]
        found = self[offset] = self._marks[mark] + len(rest.translate(None, _CONTINUATION))
        return found


def dedented(source: str, lines: list[tuple[int, int]]) -> tuple[str, Locate]:
    """The text of `lines` without their common indentation, and a map from its offsets to the source."""
    texts = [source[first:last] for first, last in lines]
    indents = [len(text) - len(text.lstrip(" \t")) for text in texts]
    margin = min((indent for text, indent in zip(texts, indents, strict=True) if text.strip()), default=0)
    kept = [text[min(margin, indent) :] for text, indent in zip(texts, indents, strict=True)]
    joined = "".join(kept)
    characters = character_offsets(joined)
    starts: list[int] = []
    origins: list[int] = []
    position = 0
    for (_, last), text in zip(lines, kept, strict=True):
        starts.append(position)
        origins.append(last - len(text))
        position += len(text)

    def locate(offset: int) -> int:
        character = characters(offset)
        index = bisect_right(starts, character) - 1
        return origins[index] + character - starts[index]

    return joined, locate
