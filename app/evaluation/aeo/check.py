"""A check as data: the validated content of the rubric's TOML files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.scores import EvidenceGrade, Severity


class CheckRole(StrEnum):
    """What a check does to the score."""

    GATE = "gate"
    """Decides whether the text can and may be shown at all; overrides every other check."""
    MEASURE = "measure"
    """Adds points, by a fitted weight."""
    PENALTY = "penalty"
    """Subtracts points from the published score."""
    INTEGRITY = "integrity"
    """A finding fails the text's integrity; no points."""
    CONVENTION = "convention"
    """A finding for readability; no points."""


class Shown(StrEnum):
    """Where a check's findings are shown."""

    FINDING = "finding"
    """Beside the text, by default: a place that somebody can put right."""
    SCORE = "score"
    """With the score, which they explain: they speak of the whole page, and there is no place to mend."""
    REQUEST = "request"
    """Only where a policy or `--select` asks: right, but not every house wants it."""


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
    """The function that measures it; see `kinds`."""
    role: CheckRole
    grade: EvidenceGrade
    source: str
    """Where the evidence was published, in a few words."""
    severity: Severity
    message: str
    """May contain `{names}` that the kind fills in."""
    fix: str
    """A safe change, for the author or the rewriter."""
    languages: frozenset[str] = frozenset()
    """ISO 639-1 codes; empty means every language."""
    formats: frozenset[str] = frozenset()
    """Content formats; empty means every format."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    shown: Shown = Shown.FINDING

    @property
    def carries_weight(self) -> bool:
        return self.role is CheckRole.MEASURE and self.grade in (EvidenceGrade.A, EvidenceGrade.B)

    def number(self, name: str) -> float:
        return float(self.parameters[name])

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self.parameters.get(name, ()))
