"""Findings for other programs: JSON with a versioned schema. Fields are added, never changed or removed."""

from collections.abc import Iterable
from typing import Any

from app.domain.content import Document
from app.domain.scores import Finding
from app.lint.explained import help_link
from app.lint.file_findings import FileFindings
from app.lint.fingerprints import with_fingerprints
from app.lint.sarif import region

SCHEMA = "copydesk.findings/1"


def to_json(files: Iterable[FileFindings]) -> dict[str, Any]:
    """Plain JSON values: `{"schema": ..., "files": [{"path": ..., "findings": [...]}]}`."""
    return {
        "schema": SCHEMA,
        "files": [
            {
                "path": file.path,
                "findings": [
                    finding_json(file.document, finding, fingerprint)
                    for finding, fingerprint in with_fingerprints(file.document, file.findings)
                ],
            }
            for file in files
        ],
    }


def finding_json(document: Document, finding: Finding, fingerprint: str) -> dict[str, Any]:
    where = region(document, finding)
    return {
        "id": finding.check_id,
        "message": finding.message,
        "severity": finding.severity.value,
        "evidence": finding.evidence.value,
        "line": where["startLine"],
        "column": where["startColumn"],
        "place": finding.place or None,
        "end_line": where.get("endLine"),
        "end_column": where.get("endColumn"),
        "fix": finding.fix,
        "help": help_link(finding.check_id),
        "section": finding.section_id,
        "fingerprint": fingerprint,
    }
