"""Read JSON-LD as found on real pages: tolerant, and exact about where it is broken."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.content import Span

_COMMENT = re.compile(r"/\*(?s:.*?)(?:\*/|\Z)|(?<![:\"\w])//[^\n\"]*|<!--|-->|<!\[CDATA\[|\]\]>")
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
MAX_THINGS = 2_000
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class JsonLdBlock:
    span: Span
    things: tuple[dict[str, Any], ...] = ()
    """Every object in it, including nested ones and those of `@graph`."""
    error: str = ""
    """The error of a strict parser; empty if there is none."""
    error_span: Span | None = None


def read_json_ld(raw: str, span: Span) -> JsonLdBlock:
    """Never raises. A block that only a tolerant parser understands is used and reported."""
    error, where = "", None
    try:
        data = _strict(raw)
    except (ValueError, RecursionError) as problem:
        offset = problem.pos if isinstance(problem, json.JSONDecodeError) else 0
        error = problem.msg if isinstance(problem, json.JSONDecodeError) else "nested too deeply"
        where = Span(min(span.start + offset, span.end), min(span.start + offset + 1, span.end))
        data = _tolerant(raw)
    if not error and data in ([], {}, None, ""):
        error, where = "it is empty", span
    return JsonLdBlock(span, tuple(_things(data)), error, where)


def _strict(raw: str) -> Any:
    """What a browser hands to a reader of structured data: comments and CDATA marks are no error."""
    try:
        return json.loads(raw)
    except ValueError:
        if _COMMENT.search(raw) is None:
            raise
    return json.loads(_COMMENT.sub(_blank_unless_open, raw))


def _tolerant(raw: str) -> Any:
    try:
        return json.loads(_TRAILING_COMMA.sub("", _COMMENT.sub(_blank_unless_open, raw)))
    except (ValueError, RecursionError):
        return None


def _blank_unless_open(comment: re.Match[str]) -> str:
    """Spaces instead of a comment, so that offsets stay; an unterminated one is text (`"https://a.example/*"`)."""
    text = comment[0]
    return text if text.startswith("/*") and not text.endswith("*/") else " " * len(text)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    waiting: list[tuple[Any, int]] = [(data, 0)]
    count = 0
    while waiting and count < MAX_THINGS:
        each, depth = waiting.pop(0) if len(waiting) < 50 else waiting.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(each, dict):
            count += 1
            yield each
            waiting.extend((value, depth + 1) for value in each.values())
        elif isinstance(each, list):
            waiting.extend((value, depth + 1) for value in each)
