"""A text that is parsed where it is read, and nowhere else."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from app.content import read_text
from app.domain.content import ContentFormat, Document

LONGEST_REMEMBERED = 10_000
"""Characters: what asks for a rewrite and what compares it afterwards parse the same text."""


@dataclass(frozen=True)
class Text:
    """Goes to another process as it was written: to parse it again costs less than to carry what was read."""

    source: str
    path: str | None = None
    format: ContentFormat | None = None

    @classmethod
    def of(cls, document: Document) -> "Text":
        """The text of a document that was parsed already."""
        text = cls(document.source, document.path, document.format)
        text.__dict__["document"] = document
        return text

    @cached_property
    def document(self) -> Document:
        read = _remembered if len(self.source) <= LONGEST_REMEMBERED else _parsed
        return read(self.source, self.path, self.format)

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.source, self.path, self.format)


def _parsed(source: str, path: str | None, format: ContentFormat | None) -> Document:  # noqa: A002
    return read_text(source, path=path, format=format)


_remembered = lru_cache(maxsize=128)(_parsed)
