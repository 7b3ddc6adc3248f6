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
    new = [doubt for doubt in comparison.doubts if doubt.difference.after_span is not None]
    lost = [doubt for doubt in comparison.doubts if doubt.difference.after_span is None]
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
    found = doubt.difference
    place = doubt.was if found.after_span is None else doubt.now
    return Finding(
        check_id=f"FACT-{found.kind.value.upper().replace(' ', '-')}",
        message=found.message,
        severity=SEVERITIES[found.outcome],
        evidence=EvidenceGrade.CONVENTION,
        span=None if place is None else place.span,
        line=1 if place is None else place.line,
        column=1 if place is None else place.column,
        fix=_advice(doubt),
        section_id=found.section_id,
    )


def _advice(doubt: Doubt) -> str:
    """The other text's sentence: what to put back, or what to compare with."""
    if doubt.difference.after_span is None:
        return f"Now: {doubt.now.text}" if doubt.now is not None else ""
    return f"Was: {doubt.was.text}" if doubt.was is not None else ""
