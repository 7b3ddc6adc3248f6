"""Findings about characters that hide: evidence by themselves, whoever wrote the text."""

from app.domain.content import Document, Span
from app.domain.scores import EvidenceGrade, Finding, Severity
from app.text.normalise import Obfuscation

_HEAVY_SHARE = 0.005
"""From one such character in 200 (and from five in all) it is no accident of an editor or a paste."""
_HEAVY_COUNT = 5
_KINDS = {
    "look_alikes": (
        "detector.look-alikes",
        "letters of other scripts or styles stand in for Latin ones",
        "Type these words again with plain letters.",
    ),
    "zero_width": (
        "detector.zero-width",
        "zero-width characters stand inside or between words",
        "Remove the zero-width characters.",
    ),
    "bidi": (
        "detector.bidi",
        "bidirectional control characters change the order in which the text is shown",
        "Remove the bidirectional controls, or set the direction in the markup.",
    ),
    "soft_hyphens": (
        "detector.soft-hyphens",
        "soft hyphens break up words",
        "Remove the soft hyphens, or let the style sheet hyphenate.",
    ),
}


def obfuscation_findings(
    document: Document, counts: Obfuscation, *, characters: int, first: Span | None
) -> tuple[Finding, ...]:
    """One finding for each kind that is used heavily. `characters` is the length of the judged prose."""
    findings = []
    for kind, (check_id, what, fix) in _KINDS.items():
        count: int = getattr(counts, kind)
        if count < _HEAVY_COUNT or count < _HEAVY_SHARE * characters:
            continue
        line, column = document.position(first.start) if first is not None else (1, 1)
        findings.append(
            Finding(
                check_id=check_id,
                message=f"{count} times {what}; the text was judged without them.",
                severity=Severity.WARNING,
                evidence=EvidenceGrade.B,
                span=first,
                line=line,
                column=column,
                fix=fix,
            )
        )
    return tuple(findings)
