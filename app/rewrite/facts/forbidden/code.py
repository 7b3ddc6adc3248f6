"""Where a text shows code, a comment or a raw passage: there a construct may be inert, elsewhere it runs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, cast

import pyromark

from app.content.markdown.offsets import character_offsets
from app.domain.content import BlockKind, ContentFormat, Document, Span
from app.rewrite.facts.forbidden.construct import Finder
from app.rewrite.inline_code import inline_code

_MARKDOWN = frozenset({ContentFormat.MARKDOWN, ContentFormat.MDX})
_RAW = re.compile(r"\{%-?\s{0,9}(?P<name>raw|verbatim|comment)\b[^%{}]{0,200}%\}")


def code_blocks(document: Document) -> list[Span]:
    """Blocks of code, in order."""
    return [block.span for block in document.blocks if block.kind is BlockKind.CODE]


class Roles:
    """Says for a character of the source in which kinds of passage it stands."""

    def __init__(self, document: Document) -> None:
        source = document.source
        self._kinds = {
            "code": Cover(_code(document)),
            "comment": Cover(_between(source, "<!--", "-->")),
            "raw": Cover(_raw(source)),
        }

    def of(self, offset: int) -> str:
        """`code`, `comment`, `raw`, some of them, or nothing where the text is live."""
        return " ".join(name for name, cover in self._kinds.items() if cover.holds(offset))


class Cover:
    """Stretches of a text, asked by offset; they may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def holds(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._reach[index]

    def surrounds(self, offset: int) -> bool:
        """Whether a stretch that starts before the offset reaches beyond it."""
        index = bisect_left(self._starts, offset) - 1
        return index >= 0 and offset < self._reach[index]


def _code(document: Document) -> Iterator[Span]:
    if document.format in _MARKDOWN:
        yield from _markdown_code(document)
        return
    if document.format is ContentFormat.HTML:
        return  # a script inside `pre` or `code` runs
    yield from code_blocks(document)
    for block in document.blocks:
        yield from (span for span, _ in inline_code(document, block))


def _markdown_code(document: Document) -> Iterator[Span]:
    """By the parser itself: a guess that differs from it could be driven to call live code an example."""
    start = 0 if document.front_matter_span is None else document.front_matter_span.end
    text = document.source[start:]
    locate = character_offsets(text, start)
    for event, place in pyromark.events_with_range(text, options=pyromark.Options.ENABLE_TABLES):
        if isinstance(event, str):
            continue
        name, value = cast("tuple[str, Any]", next(iter(event.items())))
        is_block = name == "Start" and isinstance(value, dict) and "CodeBlock" in value
        if is_block and value["CodeBlock"] == "Indented" and document.format is ContentFormat.MDX:
            continue
        if is_block or name == "Code":
            yield Span(locate(place["start"]), locate(place["end"]))


def _between(source: str, opener: str, closer: str) -> Iterator[Span]:
    start = source.find(opener)
    while start >= 0:
        end = source.find(closer, start + len(opener))
        if end < 0:
            return
        yield Span(start, end + len(closer))
        start = source.find(opener, end)


def _raw(source: str) -> Iterator[Span]:
    finder = Finder(source)
    position = 0
    while (match := _RAW.search(source, position)) is not None:
        position = match.end()
        end = finder.end_of(f"end{match['name']}", position)
        if end >= 0:
            yield Span(position, end)
            position = end
