"""Fingerprints of findings that survive moves: equal however many lines come before."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from app.domain.content import Document
from app.domain.scores import Finding

MAX_SNIPPET = 400
"""Characters that count; the fingerprint of a whole section would change with every word."""


def fingerprints(document: Document, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """One for each finding, in order. Equal texts under one check are distinguished by number."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        key = f"{finding.check_id}\0{_snippet(document, finding)}"
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass"))
        result.append(digest.hexdigest()[:20])
    return tuple(result)


def with_fingerprints(document: Document, findings: tuple[Finding, ...]) -> Iterator[tuple[Finding, str]]:
    return zip(findings, fingerprints(document, findings), strict=True)


def _snippet(document: Document, finding: Finding) -> str:
    """The text of the finding without white space, so that re-wrapping changes nothing."""
    if finding.span is None:
        return ""
    text = document.source[finding.span.start : min(finding.span.end, finding.span.start + MAX_SNIPPET)]
    return "".join(text.split())
