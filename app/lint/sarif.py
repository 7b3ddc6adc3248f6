"""SARIF 2.1.0 as GitHub code scanning accepts it: rules with help, locations, fingerprints, relative URIs."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from app.domain.content import Document, Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.check import Check
from app.lint.explained import help_link
from app.lint.file_findings import FileFindings, Rule
from app.lint.fingerprints import with_fingerprints
from app.lint.rules import rules_for

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
FINGERPRINT = "copydesk/v1"


def to_sarif(
    files: Sequence[FileFindings],
    *,
    checks: Iterable[Check],
    version: str,
    information_uri: str | None = None,
) -> dict[str, Any]:
    """One run over all files, as plain JSON values. `version` is the program's."""
    rules = rules_for((finding for file in files for finding in file.findings), checks)
    index = {rule.id: number for number, rule in enumerate(rules)}
    driver: dict[str, Any] = {
        "name": "copydesk",
        "semanticVersion": version,
        "rules": [_rule(rule) for rule in rules],
    }
    if information_uri is not None:
        driver["informationUri"] = information_uri
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
                "artifacts": [{"location": _location(file.path)} for file in files],
                "results": [
                    _result(file, finding, fingerprint, index)
                    for file in files
                    for finding, fingerprint in with_fingerprints(file.document, file.findings)
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize()},
        "fullDescription": {"text": rule.summary},
        "help": {
            "text": f"{rule.help} {help_link(rule.id)}".rstrip(),
            "markdown": f"**{rule.id} {rule.name}**\n\n{rule.help}{_more(rule.id)}",
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["editorial", *rule.tags], "evidence": rule.evidence.value},
    }


def _more(rule_id: str) -> str:
    link = help_link(rule_id)
    return f"\n\nMore: `{link}`" if link else ""


def _result(file: FileFindings, finding: Finding, fingerprint: str, index: dict[str, int]) -> dict[str, Any]:
    message = finding.message if not finding.fix else f"{finding.message} {finding.fix}"
    return {
        "ruleId": finding.check_id,
        "ruleIndex": index[finding.check_id],
        "level": LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _location(file.path),
                    "region": region(file.document, finding),
                },
                **_logical(finding),
            }
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }


def _logical(finding: Finding) -> dict[str, Any]:
    return {"logicalLocations": [{"name": finding.place, "kind": "element"}]} if finding.place else {}


def region(document: Document, finding: Finding) -> dict[str, int]:
    """Lines and columns from 1; the end column is the one after the last character."""
    if finding.span is None:
        return {"startLine": finding.line, "startColumn": finding.column}
    end_line, end_column = document.position(_last(finding.span))
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": end_line,
        "endColumn": end_column + 1,
    }


def _last(span: Span) -> int:
    return max(span.start, span.end - 1)


def _location(path: str) -> dict[str, str]:
    # As bytes: a file name need not be UTF-8, and its URI holds the bytes that it has.
    name = path.replace("\\", "/").removeprefix("./").encode("utf-8", "surrogateescape")
    return {"uri": quote(name), "uriBaseId": "SRCROOT"}
