"""One thing in a text that must not be new, and the search that most detectors are made of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.content import Span
from app.domain.facts import FactKind


@dataclass(frozen=True, slots=True)
class Construct:
    kind: FactKind
    name: str
    """What it is, in a few words: `Liquid tag`."""
    key: str
    """Its exact text, or what stands for it: two of the same key are the same thing."""
    span: Span
    """In the text's source."""
    has_role: bool = True
    """Whether it matters that it stands in code, in a comment or in a raw passage: there it may be inert."""


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    """Lower case; a text that lacks them all cannot match and is not searched."""


def rule(name: str, pattern: re.Pattern[str], hints: str = "") -> Rule:
    """A rule with its hints as one text, divided by spaces."""
    return Rule(name, pattern, tuple(hints.split()))


def matches(
    rules: Iterable[Rule], source: str, *, kind: FactKind, has_role: bool = True
) -> Iterator[Construct]:
    """Every match of every rule. A group named `key` narrows what is compared."""
    lowered = source.lower()
    for one in rules:
        if one.hints and not any(map(lowered.__contains__, one.hints)):
            continue
        narrowed = "key" in one.pattern.groupindex
        for match in one.pattern.finditer(source):
            key = match["key"] if narrowed else match.group()
            yield Construct(kind, one.name, key.strip(), Span(*match.span()), has_role)


class Finder:
    """Finds the next of several closers without looking twice at the same characters for one that is
    missing."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._next: dict[str, int] = {}

    def end_of(self, closer: str, position: int) -> int:
        """Where the next `closer` from `position` on ends, or -1. Positions must not decrease by closer."""
        known = self._next.get(closer)
        if known is None or 0 <= known < position:
            known = self._next[closer] = self._source.find(closer, position)
        return known if known < 0 else known + len(closer)
