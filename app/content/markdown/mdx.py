"""MDX's additions to Markdown: imports and exports, JSX, expressions."""

import re
from collections.abc import Iterator

from app.content.markdown.code_spans import CodeSpans
from app.content.templates import Region, stands_alone
from app.domain.content import BlockKind, Span

_MODULE = re.compile(r"^(?:import|export)[ \t{*]", re.MULTILINE)
_BLANK = re.compile(r"(?:\r\n|\r|\n)[ \t]*+(?=\r|\n|\Z)")
_BRACE = re.compile(r"[{}]")
_TAG = re.compile(r"</?(?:[A-Za-z][\w.:-]{0,100}|(?=>))")
_STEP = re.compile(r"[{>\"'<]")
_HIDING = re.compile(r"\bhidden\b|display\s{0,5}:|style\s{0,5}=\s{0,5}\"")
MAX_TAG = 4000
"""Characters in one tag, not counting expressions."""


def mdx_regions(source: str, start: int, end: int, code: CodeSpans) -> Iterator[Region]:
    """Modules, tags and expressions outside code; regions may be nested."""
    pairs = _brace_pairs(source, start, end, code)
    position = start
    for match in _MODULE.finditer(source, start, end):
        if match.start() < position or code.holds(match.start()):
            continue
        position = _module_end(source, match.start(), end, pairs)
        yield Region(match.start(), position)
    yield from _tags(source, start, end, code, pairs)
    for opened, closed in pairs.items():
        inner = source[opened + 1 : closed - 1].strip()
        if inner.startswith("/*") and inner.endswith("*/") and len(inner[2:-2].split()) > 1:
            begin = source.index("/*", opened) + 2
            yield Region(opened, closed, BlockKind.HIDDEN, Span(begin, begin + len(inner) - 4))
        else:
            yield Region(opened, closed)


def _brace_pairs(source: str, start: int, end: int, code: CodeSpans) -> dict[int, int]:
    """Every outermost `{...}` outside code: start -> end. An unclosed opener is text."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for match in _BRACE.finditer(source, start, end):
        offset = match.start()
        if code.holds(offset) or (offset and source[offset - 1] == "\\"):
            continue
        if match.group() == "{":
            stack.append(offset)
        elif stack:
            pairs[stack.pop()] = offset + 1
    outermost: dict[int, int] = {}
    position = start
    for opened, closed in sorted(pairs.items()):
        if opened >= position:
            outermost[opened] = closed
            position = closed
    return outermost


def _module_end(source: str, start: int, end: int, pairs: dict[int, int]) -> int:
    """A module statement ends at the first blank line outside its braces."""
    position, stop = start, -1
    while True:
        if position > stop:
            blank = _BLANK.search(source, position, end)
            stop = end if blank is None else blank.start()
        brace = source.find("{", position, stop)
        if brace < 0:
            return stop
        position = min(max(pairs.get(brace, 0), brace + 1), end)


def _tags(source: str, start: int, end: int, code: CodeSpans, pairs: dict[int, int]) -> Iterator[Region]:
    position = start
    while True:
        match = _TAG.search(source, position, end)
        if match is None:
            return
        position = match.end()
        if code.holds(match.start()):
            position = max(position, code.end_at(match.start()))
            continue
        stop = _tag_end(source, match.end(), min(end, match.end() + MAX_TAG), pairs)
        if stop < 0:
            continue
        position = stop
        tag = source[match.start() : stop]
        if _HIDING.search(tag) is not None and "{" not in tag:
            continue  # the HTML reader judges what it hides
        if "{" in tag or tag in {"<>", "</>"} or stands_alone(source, match.start(), stop):
            yield Region(match.start(), stop)


def _tag_end(source: str, position: int, end: int, pairs: dict[int, int]) -> int:
    while True:
        step = _STEP.search(source, position, end)
        if step is None:
            return -1
        mark = step.group()
        if mark == ">":
            return step.end()
        if mark == "<":
            return -1
        if mark == "{":
            position = pairs.get(step.start(), -1)
            if position < 0:
                return -1
        else:
            close = source.find(mark, step.end(), end)
            if close < 0:
                return -1
            position = close + 1
