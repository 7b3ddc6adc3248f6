"""Where a finding stands, in the words of its file: a line and column, or a paragraph."""

from app.domain.content import Document
from app.domain.scores import Finding


def where(path: str, document: Document, finding: Finding) -> str:
    """The start of a report's line: `a.md:3:5:`, `a.docx: paragraph 12:`, or `a.docx:` for the whole file."""
    if not document.container:
        return f"{path}:{finding.line}:{finding.column}:"
    return f"{path}: {finding.place}:" if finding.place else f"{path}:"
