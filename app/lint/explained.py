"""Every rule by name: the checks of a rubric, and the rules that stand beside it."""

from collections.abc import Iterable
from functools import cache

from app.domain.scores import EvidenceGrade, Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.rubric import built_in_checks
from app.lint.file_findings import Rule
from app.lint.rules import rule_of

CHECKS_PAGE = "docs/reference/checks.md"
IN_CI = "docs/howto/check-in-ci.md"
_ON_TOP = {
    "VERDICT-AEO-LOW": "The whole interval of the AEO score lies below `min_aeo`, or less of it than "
    "`min_standing` stands on its own.",
    "VERDICT-BLOCKED": "A robots directive or robots.txt keeps answer engines from the page.",
    "VERDICT-DETECTOR-ABSTAINED": "A detector that the policy relies on gave no score.",
    "VERDICT-DETECTORS-DISAGREE": "One detector says `human`, another `ai` or `mixed`.",
    "VERDICT-INTEGRITY": "Hidden text, instructions to machines, or a claim that a rewrite invented.",
    "VERDICT-MACHINE-WRITTEN": "The detectors label the text `ai`: evidence, not proof.",
    "VERDICT-UNSCORABLE": "There is no text that could be scored.",
    "IGN001": "An ignore comment names no check or gives no reason, so it is not applied.",
    "IGN002": "An ignore comment has nothing to ignore.",
    "IGN003": "An ignore comment names a check that does not exist.",
}


def help_link(rule_id: str) -> str:
    """The page and anchor of the docs that explain a rule; empty for a team's own, which they cannot."""
    if rule_id.startswith("VERDICT"):
        return f"{IN_CI}#what-a-verdict-says"
    if rule_id.startswith("IGN"):
        return f"{IN_CI}#ignore-one-finding-with-a-reason"
    return f"{CHECKS_PAGE}#{rule_id.lower()}" if rule_id in _built_in() else ""


@cache
def _built_in() -> frozenset[str]:
    return frozenset(check.id for check in built_in_checks())


def rules_beside() -> tuple[Rule, ...]:
    """The rules that are no checks: reasons of a verdict, and ignores."""
    return tuple(
        Rule(
            id=rule_id,
            name="verdict" if rule_id.startswith("VERDICT") else "ignore-comment",
            summary=summary,
            help=f"See {help_link(rule_id)}.",
            severity=Severity.WARNING,
            evidence=EvidenceGrade.CONVENTION,
            tags=("verdict" if rule_id.startswith("VERDICT") else "ignore",),
        )
        for rule_id, summary in _ON_TOP.items()
    )


def all_rules(checks: Iterable[Check]) -> tuple[Rule, ...]:
    """All of them: checks sorted by id, then the others."""
    return (*sorted(map(rule_of, checks), key=lambda rule: rule.id), *rules_beside())
