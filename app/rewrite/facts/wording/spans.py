"""Runs of words as they are written, with their spans."""

from collections.abc import Sequence

from app.domain.content import Span
from app.rewrite.facts.wording.changes import Placed


def placed_text(words: Sequence[Placed]) -> str:
    """As written, from the first word to the last; empty for none."""
    if not words:
        return ""
    (first, start), (last, end) = words[0], words[-1]
    if first is last:
        return first.text[start.start : end.end]
    return f"{first.text[start.start :]} {last.text[: end.end]}"


def placed_span(words: Sequence[Placed]) -> Span | None:
    """In the source of their document."""
    if not words:
        return None
    (first, start), (last, end) = words[0], words[-1]
    return Span(first.source_span(start.start, start.end).start, last.source_span(end.start, end.end).end)
