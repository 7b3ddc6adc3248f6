"""Small replacements in the author's own source, refused wherever markup makes them unsure."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.content import Block, Document, Span

HARD_BREAK = re.compile(r"(?:  |\\)\r?\n")
_QUOTES = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", "‹": "›", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Edit:
    span: Span
    """In `Document.source`."""
    text: str
    rule: str
    section_id: str
    is_move: bool = False


def plain_span(document: Document, block: Block, start: int, end: int) -> Span | None:
    """Where `block.text[start:end]` stands in the source, if it stands there without markup.

    None where emphasis, a link, code, an entity or a hard line break lies inside.
    """
    span = block.source_span(start, end)
    raw = document.source[span.start : span.end]
    if raw.split() != block.text[start:end].split() or HARD_BREAK.search(raw):
        return None
    if any(_overlap(span, link.span) for link in block.links):
        return None
    return span


def sealed_ranges(text: str) -> tuple[Span, ...]:
    """Quotations and brackets of a block's text: no rule reaches into them.

    A mark that is opened and never closed seals the rest of the block.
    """
    ranges: list[Span] = []
    depth, opened_at, closers = 0, 0, ""
    for offset, character in enumerate(text):
        if closers:
            if character in closers:
                ranges.append(Span(opened_at, offset + 1))
                closers = ""
        elif depth and character in ")]}":
            depth -= 1
            if not depth:
                ranges.append(Span(opened_at, offset + 1))
        elif character in "([{":
            opened_at = offset if not depth else opened_at
            depth += 1
        elif not depth and (character == '"' or character in _QUOTES):
            opened_at, closers = offset, _QUOTES.get(character, '"')
    if depth or closers:
        ranges.append(Span(opened_at, len(text)))
    return tuple(ranges)


def touches(start: int, end: int, ranges: Iterable[Span]) -> bool:
    return any(start < span.end and span.start < end for span in ranges)


def protected_spans(document: Document, passages: Iterable[str]) -> tuple[Span, ...]:
    """Every place in the source where a protected passage stands."""
    return tuple(span for passage in passages if passage for span in _places(document, passage))


def _places(document: Document, passage: str) -> Iterator[Span]:
    start = document.source.find(passage)
    while start >= 0:
        yield Span(start, start + len(passage))
        start = document.source.find(passage, start + len(passage))


def without_overlaps(edits: Iterable[Edit], sealed: Iterable[Span] = ()) -> list[Edit]:
    """In source order; of two that overlap the one given first stays, sealed places stay whole."""
    walls = _merged(sealed)
    wall_starts = [wall.start for wall in walls]
    kept: list[Edit] = []
    starts: list[int] = []
    for edit in edits:
        place = bisect_left(starts, edit.span.start)
        before = kept[place - 1] if place else None
        after = kept[place] if place < len(kept) else None
        if before is not None and before.span.end > edit.span.start:
            continue
        if after is not None and after.span.start < edit.span.end:
            continue
        wall = bisect_left(wall_starts, max(edit.span.end, edit.span.start + 1)) - 1
        if wall >= 0 and walls[wall].end > edit.span.start and not _carries(edit, walls[wall]):
            continue
        kept.insert(place, edit)
        starts.insert(place, edit.span.start)
    return kept


def _carries(edit: Edit, wall: Span) -> bool:
    """A move takes whole sentences along: what is sealed inside stays in one piece."""
    return edit.is_move and edit.span.start <= wall.start and wall.end <= edit.span.end


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """`edits` sorted and without overlaps."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (source[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, source[at:]))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
