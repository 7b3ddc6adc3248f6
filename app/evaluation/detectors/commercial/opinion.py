"""What a vendor is asked and says, in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.domain.scores import Confidence, Label


@dataclass(frozen=True, slots=True)
class FlaggedPassage:
    """A run of the text that was sent, with the service's probability for it."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Opinion:
    label: Label
    probability: float
    confidence: Confidence
    version: str
    """The model the service says it used."""
    cost: Decimal
    """US dollars, by list price."""
    passages: tuple[FlaggedPassage, ...] = ()


class Service(Protocol):
    """One vendor: its limits, its price, and how to ask it."""

    name: str
    min_words: int
    max_characters: int
    languages: frozenset[str]

    def price_of(self, text: str) -> Decimal:
        """US dollars that a check of this text costs by list price."""
        ...

    def ask(self, text: str) -> Opinion:
        """Raises what `http.request_json` raises."""
        ...


def found_in_order(text: str, sentences: Sequence[tuple[str, float]]) -> tuple[FlaggedPassage, ...]:
    """Bounds of sentences that a service returns as text, each searched for after the one before."""
    passages, after = [], 0
    for sentence, probability in sentences:
        start = text.find(sentence.strip(), after) if sentence.strip() else -1
        if start >= 0:
            after = start + len(sentence.strip())
            passages.append(FlaggedPassage(start, after, probability))
    return tuple(passages)
