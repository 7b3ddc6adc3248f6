"""Elements that a configuration leaves out by tag or class, in HTML and as Markdown writes them."""

import re
from collections.abc import Iterator

from app.domain.content import BlockKind, ContentFormat, Document

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]{0,40})([^<>]{0,2000})>")
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500})(?<=\S)\1")
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})


def left_out(document: Document, tags: frozenset[str], classes: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Ranges of the source inside such elements; one that is never closed is read."""
    if not tags and not classes:
        return
    if document.format not in (ContentFormat.TEXT, ContentFormat.RST):
        yield from _html(document.source, tags, classes)
    if document.format is ContentFormat.HTML:
        return
    for block in document.blocks:
        if block.kind is BlockKind.QUOTE and "blockquote" in tags:
            yield block.span.start, block.span.end
        if "a" in tags:
            yield from ((link.span.start, link.span.end) for link in block.links if not link.is_image)
    if "strong" in tags:
        yield from (match.span(2) for match in _STRONG.finditer(document.source))


def _html(source: str, tags: frozenset[str], classes: frozenset[str]) -> Iterator[tuple[int, int]]:
    name, start, depth = "", 0, 0
    for match in _TAG.finditer(source):
        tag = match[2].lower()
        if depth:
            if tag == name:
                depth += -1 if match[1] else 1
                if not depth:
                    yield start, match.start()
        elif not match[1] and tag not in _VOID and (tag in tags or _has_class(match[3], classes)):
            name, start, depth = tag, match.end(), 1


def _has_class(attributes: str, classes: frozenset[str]) -> bool:
    found = _CLASS.search(attributes) if classes else None
    return found is not None and not classes.isdisjoint((found[1] or found[2] or found[3] or "").split())
