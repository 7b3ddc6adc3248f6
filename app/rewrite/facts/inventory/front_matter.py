"""The keys and values before the article."""

from collections.abc import Iterator
from typing import Any

from app.domain.content import Document, Span
from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.facts.inventory.item import Item, difference, spaced

_WHOLE = "front matter"


def front_matter_differences(before: Document, after: Document) -> Iterator[FactDifference]:
    """Every key that is new, gone or has another value; the whole, where it cannot be read."""
    if _source(before) == _source(after):
        return
    old, new = dict(_flat(before.front_matter)), dict(_flat(after.front_matter))
    if old == new and spaced(_source(before)) != spaced(_source(after)) and not old:
        old, new = {_WHOLE: _source(before)}, {_WHOLE: _source(after)}
    for path in dict.fromkeys([*old, *new]):
        one = _item(before, path, old[path]) if path in old else None
        other = _item(after, path, new[path]) if path in new else None
        if one is None:
            yield difference(None, other, FactFate.NEW, f"`{path}` is new")
        elif other is None:
            yield difference(one, None, FactFate.LOST, f"`{path}` is gone")
        elif old[path] != new[path]:
            yield difference(one, other, FactFate.CHANGED, f"`{path}` has another value")


def _source(document: Document) -> str:
    span = document.front_matter_span
    return "" if span is None else document.source[span.start : span.end]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """`a.b.0` to text. The reader bounds depth and size."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{index}")
    elif path:
        yield path, repr(value)


def _item(document: Document, path: str, value: str) -> Item:
    span = document.front_matter_span or Span(0, 0)
    text = value if path == _WHOLE else f"{path}: {value}"
    return Item(FactKind.FRONT_MATTER, "front matter", path, text, span)
