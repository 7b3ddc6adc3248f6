"""The rules behind findings: from the rubric's checks, or from findings of other origin."""

import re
from collections.abc import Iterable, Iterator

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.lint.file_findings import Rule

_BRACES = re.compile(r"\{[a-z_]+\}")


def rule_of(check: Check) -> Rule:
    """What a report says about a check."""
    help_text = f"{check.fix} Evidence {check.grade.value}: {check.source}." if check.source else check.fix
    return Rule(
        id=check.id,
        name=check.name,
        summary=_BRACES.sub("…", check.message),
        help=help_text or check.name,
        severity=check.severity,
        evidence=check.grade,
        tags=(check.role.value,),
    )


def rules_for(findings: Iterable[Finding], checks: Iterable[Check]) -> tuple[Rule, ...]:
    """One rule for each id among the findings, sorted by id."""
    known = {check.id: rule_of(check) for check in checks}
    return tuple(sorted(_rules(findings, known), key=lambda rule: rule.id))


def _rules(findings: Iterable[Finding], known: dict[str, Rule]) -> Iterator[Rule]:
    seen: set[str] = set()
    for finding in findings:
        if finding.check_id in seen:
            continue
        seen.add(finding.check_id)
        yield known.get(finding.check_id) or Rule(
            id=finding.check_id,
            name=finding.check_id.lower(),
            summary=finding.message,
            help=finding.fix or finding.message,
            severity=finding.severity,
            evidence=finding.evidence,
        )
