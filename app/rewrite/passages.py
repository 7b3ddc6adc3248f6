"""The part of a long section that is worth sending: whole blocks, where most was found."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.content import PROSE_KINDS, Block, Document, Section, Span
from app.domain.scores import Finding
from app.rewrite.apply import editable_span

LEAST_CHARACTERS = 600
"""A section up to this size is not cut: its sentences need each other."""


def part_of(document: Document, section: Section, findings: Iterable[Finding], *, room: int) -> Span:
    """The section if it fits into `room` characters, else the blocks in a row that do and hold most findings.

    At least one block. Of equally good parts the one with most prose.
    """
    whole = editable_span(document, section)
    room = max(room, LEAST_CHARACTERS)
    if len(whole) <= room:
        return whole
    places = [
        finding.span.start
        for finding in findings
        if finding.section_id == section.id and finding.span is not None
    ]
    prose = [block.span for block in document.blocks if block.kind in PROSE_KINDS]

    def worth(span: Span) -> tuple[int, int]:
        held = sum(span.start <= place < span.end for place in places)
        return held, sum(len(one) for one in prose if span.start <= one.start < span.end)

    return max(_windows(_cuts(document, whole), room), key=worth)


def _windows(cuts: Sequence[int], room: int) -> Iterator[Span]:
    """From each cut on as many blocks as fit, one at least."""
    last = 1
    for first in range(len(cuts) - 1):
        last = max(last, first + 1)
        while last + 1 < len(cuts) and cuts[last + 1] - cuts[first] <= room:
            last += 1
        yield Span(cuts[first], cuts[last])


def _cuts(document: Document, whole: Span) -> list[int]:
    """Where the section may be cut: in front of its blocks, at the beginning of a line."""
    starts = {
        block.span.start
        for block in document.blocks
        if whole.start < block.span.start < whole.end and document.source[block.span.start - 1] in "\r\n"
    }
    inside = []
    covered = whole.start
    for block in sorted(document.blocks, key=_start):
        if block.span.start in starts and block.span.start >= covered:
            inside.append(block.span.start)
        covered = max(covered, block.span.end)
    return [whole.start, *dict.fromkeys(inside), whole.end]


def _start(block: Block) -> int:
    return block.span.start
