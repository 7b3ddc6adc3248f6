"""The prose of a document as stretches of running text that know their position in the author's file."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.content import Block, Document, Span

STRETCH_CHARACTERS = 50_000
"""A longer document is read in stretches of about this size, so that memory does not grow with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of one block's text inside a stretch."""

    start: int
    """Where it begins in the stretch."""
    block: Block
    offset: int
    """Where it begins in the block's text."""


@dataclass(frozen=True, slots=True)
class Stretch:
    text: str
    parts: tuple[Part, ...]

    def source_span(self, start: int, end: int) -> Span:
        """The span in the document's source of a non-empty range of `text`."""
        first, last = self._part_at(start), self._part_at(end - 1)
        from_block = self._in_block(first, start), self._in_block(last, end - 1) + 1
        opening = first.block.source_span(from_block[0], min(from_block[0] + 1, len(first.block.text)))
        closing = last.block.source_span(max(from_block[1] - 1, 0), from_block[1])
        return Span(opening.start, max(opening.start, closing.end))

    def _part_at(self, offset: int) -> Part:
        at = bisect_right([part.start for part in self.parts], offset) - 1
        return self.parts[max(at, 0)]

    @staticmethod
    def _in_block(part: Part, offset: int) -> int:
        return min(max(offset - part.start + part.offset, 0), len(part.block.text))


def stretches(document: Document, *, most: int = STRETCH_CHARACTERS) -> Iterator[Stretch]:
    """All prose in order, blocks parted by an empty line, at most `most` characters a stretch; none where
    there is no prose."""
    texts: list[str] = []
    parts: list[Part] = []
    size = 0
    for block in document.prose():
        for offset, text in _cut(block.text, most - 2):
            if parts and size + len(text) + 2 > most:
                yield Stretch("".join(texts), tuple(parts))
                texts, parts, size = [], [], 0
            parts.append(Part(size, block, offset))
            texts.append(text + "\n\n")
            size += len(text) + 2
    if parts:
        yield Stretch("".join(texts), tuple(parts))


def _cut(text: str, most: int) -> Iterator[tuple[int, str]]:
    """A block's text in runs of at most `most` characters, cut at a space where there is one."""
    start = 0
    while len(text) - start > most:
        end = text.rfind(" ", start + most // 2, start + most)
        end = end if end > start else start + most
        yield start, text[start:end]
        start = end
    yield start, text[start:]
