"""GitHub workflow commands: each finding becomes a note beside its line in a pull request."""

from collections.abc import Iterable, Iterator

from app.domain.scores import Finding, Severity
from app.lint.explained import help_link
from app.lint.file_findings import FileFindings
from app.lint.sarif import region

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}


def annotations(files: Iterable[FileFindings]) -> Iterator[str]:
    """One line per finding: `::warning file=a.md,line=3,col=5,title=CON019::message`."""
    for file in files:
        for finding in file.findings:
            where = region(file.document, finding)
            properties = {
                "file": file.path,
                "line": where["startLine"],
                "endLine": where.get("endLine", where["startLine"]),
                "col": where["startColumn"],
                "title": finding.check_id,
            }
            if where.get("endLine", where["startLine"]) == where["startLine"] and "endColumn" in where:
                properties["endColumn"] = where["endColumn"]
            listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
            message = _with_fix(finding)
            message = f"{finding.place}: {message}" if finding.place else message
            yield f"::{COMMANDS[finding.severity]} {listed}::{_data(message)}"


def _with_fix(finding: Finding) -> str:
    fix = f"\n{finding.fix}" if finding.fix else ""
    link = f"\n{help_link(finding.check_id)}" if help_link(finding.check_id) else ""
    return f"{finding.message}{fix}{link}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
