"""Sentences of a page that are read together, so that no text is searched twice for the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.evaluation.aeo.phrases import lowered
from app.evaluation.aeo.support import SentenceSupport


@dataclass(frozen=True)
class Part:
    sentences: Sequence[SentenceSupport]

    @cached_property
    def text(self) -> str:
        """One sentence per line."""
        return "\n".join(each.sentence.text for each in self.sentences)

    @cached_property
    def lower_text(self) -> str:
        return lowered(self.text)
