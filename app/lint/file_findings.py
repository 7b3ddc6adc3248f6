"""What the formats need to know about a file and about a rule."""

from dataclasses import dataclass

from app.domain.content import Document
from app.domain.scores import EvidenceGrade, Finding, Severity


@dataclass(frozen=True, slots=True)
class FileFindings:
    """One file with its findings, in document order."""

    path: str
    """Relative, with forward slashes: it ends up in reports that other machines read."""
    document: Document
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as a report explains it."""

    id: str
    name: str
    summary: str
    help: str
    severity: Severity
    evidence: EvidenceGrade
    tags: tuple[str, ...] = ()
