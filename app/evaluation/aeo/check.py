"""A check as data: what the rubric's TOML files hold once they are validated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.scores import EvidenceGrade, Severity


class Role(StrEnum):
    """What a check does to the score."""

    GATE = "gate"
    """Decides whether the text may and can be shown at all; beats every other check."""
    MEASURE = "measure"
    """Adds points, by a fitted weight."""
    PENALTY = "penalty"
    """Takes points from the published score."""
    INTEGRITY = "integrity"
    """A finding fails the text's integrity; no points."""
    CONVENTION = "convention"
    """A finding for the reader's sake; no points."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text on which the check must fire, or must stay silent. Run by the tests."""

    fires: bool
    text: str
    format: str = "markdown"
    query: str | None = None
    robots_txt: str | None = None
    original: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    """Stable: three capitals and three digits, `CON011`."""
    name: str
    kind: str
    """Which code measures it; see `kinds`."""
    role: Role
    grade: EvidenceGrade
    source: str
    """Where the evidence was published, in a phrase."""
    severity: Severity
    message: str
    """May hold `{names}` that the kind fills in."""
    fix: str
    """The change that is safe, for the author or the rewriter."""
    languages: frozenset[str] = frozenset()
    """ISO 639-1 codes; empty means every language."""
    formats: frozenset[str] = frozenset()
    """Content formats; empty means every format."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    @property
    def carries_weight(self) -> bool:
        return self.role is Role.MEASURE and self.grade in (EvidenceGrade.A, EvidenceGrade.B)

    def number(self, name: str) -> float:
        return float(self.parameters[name])

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self.parameters.get(name, ()))
