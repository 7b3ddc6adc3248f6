"""The outcome of a check, and findings that point into the author's file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from app.domain.content import Document, Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage

MAX_FINDINGS = 1_000
"""Per check and text, so that a hostile text cannot make a report endless; beyond it the rest is counted."""


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """`strength` and `pull` run from 0 to 1; a penalty's strength is the share of it that applies."""

    value: float = 0.0
    """The measured value, in the check's own unit."""
    strength: float = 0.0
    """The published part: figures with a source, the rest wherever it stands and nobody invented it."""
    standing: float = 0.0
    """The share of `strength` that stands on its own: nothing from a sentence that lacks support."""
    pull: float = 0.0
    """What engines respond to, supported or not."""
    deviation: float = 0.0
    """Standard deviation of `strength`: how far another page by the same hand might count differently."""
    findings: tuple[Finding, ...] = ()
    invented: int = 0
    """Claims found in neither the original nor a source; a single one fails integrity."""
    reason: str = ""
    """For a closed gate: why, in a sentence."""


Kind = Callable[[Check, CheckedPage], CheckOutcome | None]
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
    """One match of `check`; `names` fill in the message's placeholders."""
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
    """The first `MAX_FINDINGS`, in order, and one more that says how many are not listed."""
    rest = iter(findings)
    listed = tuple(islice(rest, MAX_FINDINGS))
    unlisted = next(rest, None)
    if unlisted is None:
        return listed
    more = 1 + sum(1 for _ in rest)
    return (
        *listed,
        replace(unlisted, message=f"{more} more of {unlisted.check_id} from here on are not listed."),
    )


def start_of(text: str) -> str:
    """The first 60 characters, on one line."""
    text = " ".join(text[:300].split())
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
