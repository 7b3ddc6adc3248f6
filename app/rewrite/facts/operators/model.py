"""What a comparison of operators finds."""

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.facts import Outcome


class OperatorSpan(NamedTuple):
    """One operator as it is written. A tuple, because a page has a hundred of them."""

    sentence: int
    """Which of the sentences given."""
    start: int
    """In that sentence."""
    end: int
    text: str
    member: str
    """What it stands for within its class: `must` for `is required to`."""


@dataclass(frozen=True, slots=True)
class Operator:
    span: OperatorSpan
    start: int = 0
    """Index of its first token among those of its sentence."""
    end: int = 0
    scope: str = ""
    """Stem of the word that it is about, where that is known already."""


@dataclass(frozen=True, slots=True)
class OperatorDifference:
    kind: str
    """The class: `negation`, `modality`, `quantifier`, `opposite`; the files in `data` list all."""
    before: tuple[OperatorSpan, ...]
    """What only the original has; empty where something was added."""
    after: tuple[OperatorSpan, ...]
    outcome: Outcome
    """Broken where the sentence is equal otherwise and the class is certain, else a doubt of meaning."""
    score: float
    """0 to 1: how probable it is that another thing is said now."""
    why: str
    """About five words for the person who decides."""
