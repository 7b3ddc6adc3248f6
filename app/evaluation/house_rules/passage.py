"""One part of a text to which rules are applied, with the way back to the author's file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.content import Span

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Passage:
    text: str
    """As a reader sees it, line breaks kept; code and bare addresses are asterisks."""
    scope: frozenset[str]
    """What it is, in parts: `text`, `heading`, `h2`, `md`."""
    parent: frozenset[str]
    """The block it belongs to, in the same terms: negated selectors are asked of it."""
    to_source: Callable[[int, int], Span] = field(repr=False)
    """Maps a range of `text` to the source."""
    section_id: str = ""
    language: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """Only of the summary: how many blocks of each kind the text has."""

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word, case folded."""
        return frozenset(_WORD.findall(self.text.casefold()))
