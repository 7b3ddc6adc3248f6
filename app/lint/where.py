"""Where a finding stands, in the words of its file: a line and column, or a paragraph."""

from app.domain.content import Document
from app.domain.scores import Finding


def place_of(document: Document, finding: Finding) -> str | None:
    """`paragraph 12` in a file without lines; None for one of lines, and for a finding on the whole."""
    if not document.places or finding.span is None:
        return None
    return str(document.place(finding.span.start))


def where(path: str, document: Document, finding: Finding) -> str:
    """The start of a report's line: `a.md:3:5:` or `a.docx: paragraph 12:`."""
    if not document.container:
        return f"{path}:{finding.line}:{finding.column}:"
    place = place_of(document, finding)
    return f"{path}:" if place is None else f"{path}: {place}:"
