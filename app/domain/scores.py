"""The results of an evaluation: findings, detector scores, the AEO score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.content import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class EvidenceGrade(StrEnum):
    """How strong the evidence is that a check matters. Only A and B carry weight in a score."""

    A = "A"
    """Controlled and replicated."""
    B = "B"
    """Controlled once, or strong observation."""
    C = "C"
    """Observed or contested."""
    CONVENTION = "0"


UNUSED_IGNORE = "IGN002"
"""The finding about an ignore comment that ignores nothing; with a fix where the whole comment may go."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One match of a check."""

    check_id: str
    message: str
    severity: Severity
    evidence: EvidenceGrade
    span: Span | None = None
    line: int = 1
    column: int = 1
    fix: str = ""
    """A safe fix, as a sentence for the author or the rewriter."""
    section_id: str = ""
    place: str = ""
    """`paragraph 12`, in a file that people do not see as lines; else empty."""


class Label(StrEnum):
    HUMAN = "human"
    MIXED = "mixed"
    AI = "ai"


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class DetectorWindow:
    """Several neighbouring sentences scored together, with their span in the author's file."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class DetectorScore:
    """One detector's opinion. `probability` is the calibrated probability of machine text."""

    detector: str
    version: str
    label: Label
    probability: float
    confidence: Confidence
    words: int
    windows: tuple[DetectorWindow, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Abstained:
    """A detector that did not score. Never a pass."""

    detector: str
    version: str
    code: str
    """`too-short`, `language`, `no-prose`, `failed`, ..."""
    reason: str
    findings: tuple[Finding, ...] = ()


class Gate(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    BLOCKED = "blocked"
    UNSCORABLE = "unscorable"


class Integrity(StrEnum):
    PASS = "pass"  # noqa: S105
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Component:
    """One check's contribution to the measured score."""

    check_id: str
    value: float
    """The measured value, in the check's own unit."""
    points: float
    """Points added to (or taken from) the measured score."""


class AeoBand(StrEnum):
    """The quarter of the reference texts of its length that a score falls in, the lowest first."""

    LOW = "low"
    FAIR = "fair"
    GOOD = "good"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class AeoPlace:
    """Where a score stands among published texts of its length."""

    percentile: int
    """0 to 100: the share of the reference texts that score lower."""
    band: AeoBand
    texts: int
    """How many reference texts there are of that length."""
    words: tuple[int, int | None]
    """From and up to how many words; None where there is no end."""

    @property
    def in_words(self) -> str:
        first, last = self.words
        length = f"of {first} words or more" if last is None else f"of {first} to {last} words"
        return f"{self.band}: higher than {self.percentile} % of {self.texts} reference texts {length}"


@dataclass(frozen=True, slots=True)
class AeoScore:
    """Answer-engine readiness. Never a probability of being cited."""

    gate: Gate
    rubric_version: str
    measured: float | None = None
    """0 to 100; figures count with a source only. None when the text cannot be scored."""
    interval: tuple[float, float] | None = None
    """The middle 90 % of what the score might be, for the noise of engine, weights and counts."""
    standing: float | None = None
    """The part of `measured` that stands on its own. None also for a score stored before there was one."""
    place: AeoPlace | None = None
    """None where not every check that earns points applied: the reference texts are English."""
    pull: float | None = None
    """0 to 100: what engines respond to, unsupported figures included. For validation only; never gates."""
    integrity: Integrity = Integrity.PASS
    coverage: float = 0.0
    """Share of the checks that applied to this text."""
    components: tuple[Component, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """Why the text is blocked or unscorable, in a sentence."""

    @property
    def unsourced(self) -> float | None:
        """The rest of `measured`: from sentences whose figures, quotations or named sources have no link."""
        if self.measured is None or self.standing is None:
            return None
        return round(self.measured - self.standing, 1)

    @property
    def standing_share(self) -> float | None:
        """0 to 1: what stands on its own, of the score. None where that is not known, or the score is 0."""
        if not self.measured or self.standing is None:
            return None
        return self.standing / self.measured

    @property
    def in_parts(self) -> str:
        """How much of the score stands on its own, as a clause; empty where that is not known."""
        if self.measured is None or self.unsourced is None:
            return ""
        if self.unsourced <= 0:
            return "all of the score stands on its own"
        return f"{self.standing:.1f} points stand on their own, {self.unsourced:.1f} need a source"

    @property
    def highest(self) -> float | None:
        """The upper end of the interval; the score itself where there is no interval."""
        if self.measured is None or self.interval is None:
            return self.measured
        return max(self.measured, self.interval[1])

    def reaches(self, least: float) -> bool:
        """False only where the whole interval lies below: a score is no more certain than its interval."""
        return self.highest is not None and self.highest >= least


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of one revision, before they are judged."""

    words: int
    language: str | None
    detectors: Mapping[str, DetectorScore | Abstained]
    aeo: AeoScore
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    """What was found, of detectors and checks, in document order: places that somebody can put right."""
    advice: tuple[Finding, ...] = ()
    """What explains the score or speaks of the whole page; shown on request, and told to a model."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which a policy may refuse a text."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)
