"""Unwrap a text that is entirely inside one code fence, as chat models return it."""

import re
from dataclasses import replace

from app.content import read_text
from app.domain.content import BlockKind, ContentFormat, ContentProblem, Document, Span

PROBLEM = "wrapped-in-fence"

_OPENING = re.compile(
    r"[^\S\n]{0,3}(`{3,20}|~{3,20})[^\S\n]{0,20}(?:markdown|md|mdx|text|txt)?[^\S\n]{0,20}(?=\r|\n)"
)
_MOST = 0.8
"""Minimum share of the text inside the fence; with less it is an article that shows code."""


def without_wrapping_fence(document: Document) -> Document:
    """The same document, or the content of the fence with all offsets unchanged."""
    fence = _wrapping_fence(document)
    if fence is None:
        return document
    source = document.source
    opened, closed = fence
    parts = [source[: opened.start], " " * len(opened), source[opened.end :]]
    if closed is not None:
        parts[2] = source[opened.end : closed.start] + " " * len(closed) + source[closed.end :]
    inside = read_text("".join(parts), path=document.path, format=document.format)
    message = (
        "The whole text is inside one code fence; it was read as if the fence were not there. Remove it."
    )
    return replace(
        inside,
        source=source,
        problems=(*document.problems, ContentProblem(PROBLEM, message, opened)),
    )


def _wrapping_fence(document: Document) -> tuple[Span, Span | None] | None:
    if document.format not in (ContentFormat.MARKDOWN, ContentFormat.MDX):
        return None
    code = [block for block in document.blocks if block.kind is BlockKind.CODE]
    total = sum(len(block.text) for block in document.blocks)
    if not code or max(len(block.text) for block in code) < _MOST * total:
        return None
    block = max(code, key=lambda each: len(each.text))
    opening = _OPENING.match(document.source, _line_start(document.source, block.span.start))
    if opening is None:
        return None
    mark = opening[1]
    last = document.source.rfind(mark, opening.end(), block.span.end)
    closed = (
        None
        if last < 0 or document.source[last + len(mark) : block.span.end].strip()
        else Span(last, last + len(mark))
    )
    return Span(opening.start(1), opening.end()), closed


def _line_start(source: str, offset: int) -> int:
    return max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1
