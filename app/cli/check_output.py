"""The results of `check`, printed: text for people, JSON for programs, SARIF and annotations for GitHub."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.cli.console import is_terminal, note, say
from app.cli.findings_filter import file_findings
from app.domain.scores import Finding, Severity
from app.domain.verdict import Outcome
from app.lint.as_json import finding_json
from app.lint.explained import help_link
from app.lint.fingerprints import with_fingerprints
from app.lint.where import where
from app.reports.phrases import plural
from app.reports.printable import printable

if TYPE_CHECKING:
    from app.cli.check_work import Checked
    from app.reports.model import Unreadable

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.SUGGESTION: "cyan"}


def print_text(results: Sequence["Checked"], refused: Sequence["Unreadable"], *, quiet: bool) -> None:
    """One line `file:line:column: severity ID message` per finding, and a summary on stderr."""
    for result in results:
        for finding in result.findings:
            if not quiet or finding.severity is Severity.ERROR:
                _print_finding(result, finding)
    counts = Counter(finding.severity for result in results for finding in result.findings)
    verdicts = Counter(result.verdict.outcome for result in results)
    findings = ", ".join(
        plural(counts[severity], severity.value) for severity in Severity if counts[severity]
    )
    judged = ", ".join(f"{verdicts[outcome]} {outcome}" for outcome in Outcome if verdicts[outcome])
    unread = f", {len(refused)} not readable" if refused else ""
    note(f"{plural(len(results), 'file')}: {judged or 'none'}{unread}; {findings or 'no findings'}")


def _print_finding(result: "Checked", finding: Finding) -> None:
    position = where(printable(result.path), result.document, finding)
    if not is_terminal():
        say(f"{position} {finding.severity} {finding.check_id} {finding.message}{_remedy(finding)}")
        return
    from rich.text import Text

    from app.cli.console import rich_console

    line = Text.assemble(
        (position, "bold"),
        " ",
        (finding.severity.value, STYLES[finding.severity]),
        f" {printable(finding.check_id)} {printable(finding.message)}",
        (printable(_remedy(finding)), "dim"),
    )
    rich_console().print(line)


def _remedy(finding: Finding) -> str:
    """What to do, and where more is said, on the same line: one line is one finding."""
    fix = f" Fix: {finding.fix}" if finding.fix else ""
    link = help_link(finding.check_id)
    return f"{fix} [{link}]" if link else fix


def print_json(results: Sequence["Checked"], refused: Sequence["Unreadable"]) -> None:
    """Schema `copydesk.check/1`: one entry per file; refused files are listed separately."""
    from app.cli.console import emit_json

    emit_json("copydesk.check/1", files=list(map(_file, results)), unreadable=refused)


def _file(result: "Checked") -> dict[str, Any]:
    evaluation = result.evaluation
    return {
        "path": result.path,
        "format": result.document.format,
        "title": result.document.title,
        "language": evaluation.language,
        "words": evaluation.words,
        "profile": result.policy.profile,
        "policy_version": result.policy.version,
        "verdict": result.verdict,
        "aeo": _without_findings(evaluation.aeo),
        "detectors": [_without_findings(score) for score in evaluation.detectors.values()],
        "findings": [
            finding_json(result.document, finding, fingerprint)
            for finding, fingerprint in with_fingerprints(result.document, result.findings)
        ],
        "advice": [
            finding_json(result.document, finding, fingerprint)
            for finding, fingerprint in with_fingerprints(result.document, evaluation.advice)
        ],
    }


def _without_findings(score: Any) -> dict[str, Any]:
    """The findings appear once, in the file's own list."""
    from dataclasses import fields

    return {spec.name: getattr(score, spec.name) for spec in fields(score) if spec.name != "findings"}


def print_sarif(results: Sequence["Checked"]) -> None:
    """SARIF 2.1.0, as GitHub code scanning accepts it."""
    from importlib.metadata import version

    from app.cli.console import print_json as print_value
    from app.config.settings import load_settings
    from app.evaluation.tools import evaluation_tools
    from app.lint.sarif import to_sarif

    tools = evaluation_tools(load_settings(stores=False))
    policies = {result.policy.version: result.policy for result in results}
    checks = {check.id: check for policy in policies.values() for check in tools.rubric_for(policy).checks}
    files = [file_findings(result, result.findings) for result in results]
    print_value(to_sarif(files, checks=checks.values(), version=version("copydesk")))


def print_github(results: Sequence["Checked"]) -> None:
    """Workflow commands: each finding becomes an annotation on its line in a pull request."""
    from app.lint.github import annotations

    for line in annotations(file_findings(result, result.findings) for result in results):
        say(line)
