"""A comparison of two texts as findings, so that whatever shows findings can show it."""

from app.domain.facts import Outcome
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.lint.file_findings import FileFindings
from app.reports.comparison import Comparison, Doubt

SEVERITIES = {
    Outcome.BROKEN: Severity.ERROR,
    Outcome.DOUBT_MEANING: Severity.WARNING,
    Outcome.DOUBT_WORDING: Severity.SUGGESTION,
}


def compared_findings(comparison: Comparison) -> list[FileFindings]:
    """Each difference in the rewritten text where it has a place there, else in the original."""
    new = [doubt for doubt in comparison.doubts if not doubt.is_in_original]
    lost = [doubt for doubt in comparison.doubts if doubt.is_in_original]
    files = [
        FileFindings(
            comparison.rewritten.path or "rewritten", comparison.rewritten, tuple(map(_finding, new))
        )
    ]
    if lost:
        name = comparison.original.path or "original"
        files.append(FileFindings(name, comparison.original, tuple(map(_finding, lost))))
    return files


def _finding(doubt: Doubt) -> Finding:
    found, place = doubt.difference, doubt.place
    return Finding(
        check_id=f"FACT-{found.kind.value.upper().replace(' ', '-')}",
        message=_sentence(doubt),
        severity=SEVERITIES[found.outcome],
        evidence=EvidenceGrade.CONVENTION,
        span=None if place is None else place.span,
        line=1 if place is None else place.line,
        column=1 if place is None else place.column,
        section_id=found.section_id,
    )


def _sentence(doubt: Doubt) -> str:
    """The difference with the other text's sentence: what to put back, or what to compare with."""
    if doubt.other is None:
        return doubt.difference.message
    return f"{doubt.difference.message}; {'now' if doubt.is_in_original else 'was'}: {doubt.other.text}"
