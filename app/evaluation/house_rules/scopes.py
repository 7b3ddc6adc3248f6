"""Selectors: which passages a rule reads."""

from collections.abc import Iterable
from functools import lru_cache

from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.rule import Refused

KNOWN = frozenset(
    {
        "text",
        "heading",
        "table",
        "list",
        "paragraph",
        "sentence",
        "alt",
        "blockquote",
        "summary",
        "raw",
        "figure",
    }
)
"""The first part of a selector, as in Vale; `title` is refused: nothing shows where a title stands."""
_INLINE = frozenset({"code", "link", "strong", "emphasis"})


def check_scope(selectors: Iterable[str]) -> None:
    """Raises Refused for a selector that Vale or Copydesk does not know."""
    for selector in selectors:
        for part in selector.split("&"):
            name = part.strip().removeprefix("~").split(".")[0].strip()
            if name in _INLINE:
                raise Refused(f"the scope {name!r} is no longer supported by Vale: write raw")
            if name not in KNOWN:
                raise Refused(f"the scope {name!r} is not supported")


def applies(selectors: Iterable[str], passage: Passage) -> bool:
    """Whether any of the selectors selects the passage."""
    return any(_selects(_parsed(selector), passage) for selector in selectors)


def _selects(parts: tuple[tuple[bool, frozenset[str]], ...], passage: Passage) -> bool:
    for is_negated, names in parts:
        if is_negated:
            if names <= passage.parent or passage.scope & {"raw", "summary"}:
                return False
        elif not names <= passage.scope:
            return False
    return True


@lru_cache(maxsize=1024)
def _parsed(selector: str) -> tuple[tuple[bool, frozenset[str]], ...]:
    parts = []
    for part in selector.split("&"):
        name = part.strip()
        is_negated = name.startswith("~")
        parts.append((is_negated, frozenset(each.strip() for each in name.removeprefix("~").split("."))))
    return tuple(parts)
