"""What a kind of check answers, and how it makes a finding that points into the author's file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from app.domain.content import Document, Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.page import Page

MAX_FINDINGS = 50
"""Per check and text: a report stays readable, and a hostile text cannot make it endless."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`strength` and `pull` run from 0 to 1; a penalty's strength is how much of it is taken."""

    value: float = 0.0
    """What was measured, in the check's own unit."""
    strength: float = 0.0
    """The published part: only what is supported counts."""
    pull: float = 0.0
    """What engines respond to, supported or not."""
    findings: tuple[Finding, ...] = ()
    invented: int = 0
    """Claims that neither the original nor a source holds; any fails integrity."""
    reason: str = ""
    """For a gate that closes: why, in a sentence."""


Kind = Callable[[Check, Page], Outcome | None]
"""None where the check does not apply to this page."""


def finding(
    check: Check,
    document: Document,
    *,
    span: Span | None = None,
    section_id: str = "",
    severity: Severity | None = None,
    message: str | None = None,
    **names: object,
) -> Finding:
    """One place where `check` fired; `names` fill the message's braces."""
    line, column = (1, 1) if span is None else document.position(span.start)
    text = check.message if message is None else message
    for name, value in names.items():
        text = text.replace("{" + name + "}", str(value))
    return Finding(
        check_id=check.id,
        message=text,
        severity=check.severity if severity is None else severity,
        evidence=check.grade,
        span=span,
        line=line,
        column=column,
        fix=check.fix,
        section_id=section_id,
    )


def limited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """At most `MAX_FINDINGS`, in order."""
    return tuple(islice(findings, MAX_FINDINGS))
