"""A file with its findings, and a rule, as the formats need them."""

from dataclasses import dataclass

from app.domain.content import Document
from app.domain.scores import EvidenceGrade, Finding, Severity


@dataclass(frozen=True, slots=True)
class FileFindings:
    """One file with its findings, in document order."""

    path: str
    """Relative, with forward slashes, because other machines read the reports."""
    document: Document
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as explained in reports."""

    id: str
    name: str
    summary: str
    help: str
    severity: Severity
    evidence: EvidenceGrade
    tags: tuple[str, ...] = ()
