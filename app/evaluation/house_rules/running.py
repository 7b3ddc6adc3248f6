"""House rules on one document: findings with places in the author's file."""

from dataclasses import dataclass, field

from app.domain.content import Document, Span
from app.domain.scores import EvidenceGrade, Finding
from app.evaluation.house_rules.comments import Comments
from app.evaluation.house_rules.masks import Masked
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.passages import passages_of
from app.evaluation.house_rules.reading import HouseRuleSet
from app.evaluation.house_rules.rule import Hit, HouseRule
from app.evaluation.house_rules.scopes import applies
from app.evaluation.house_rules.time_limit import DOCUMENT_SECONDS, RULE_SECONDS, OutOfTime, TimeLimit

MAX_FINDINGS = 500
"""Of one rule in one document; the last one says that there are more."""


def house_findings(
    document: Document, rules: HouseRuleSet, *, rule_seconds: float = RULE_SECONDS
) -> tuple[Finding, ...]:
    """What the rules find, in document order. A rule that takes longer than `rule_seconds` is stopped."""
    if not rules:
        return ()
    whole = TimeLimit(DOCUMENT_SECONDS)
    masked = Masked(
        document,
        rules.ignored,
        limit=TimeLimit(rule_seconds, within=whole),
        tags=rules.skipped_tags,
        classes=rules.skipped_classes,
    )
    passages = tuple(passages_of(document, masked))
    comments = Comments(document)
    found: list[Finding] = []
    for rule in rules.rules:
        if not rule.languages or document.language in rule.languages:
            collected = _Collected(rule, document, comments)
            found += _of_rule(collected, passages, rule_seconds, whole)
    found.sort(key=lambda finding: (finding.line, finding.column, finding.check_id))
    return tuple(found)


@dataclass
class _Collected:
    """The findings of one rule, each place once."""

    rule: HouseRule
    document: Document
    comments: Comments
    findings: list[Finding] = field(default_factory=list)
    places: set[tuple[int, int]] = field(default_factory=set)

    def add(self, hit: Hit, passage: Passage) -> bool:
        """False when no more findings are wanted."""
        span = None if hit.is_document else passage.to_source(hit.start, hit.end)
        line, column = (1, 1) if span is None else self.document.position(span.start)
        if (line, column) in self.places or self.comments.turn_off(self.rule.name, span):
            return True
        self.places.add((line, column))
        most = min(self.rule.limit or MAX_FINDINGS, MAX_FINDINGS)
        if len(self.findings) >= most:
            if not self.rule.limit:
                last = self.findings[-1]
                more = f"{last.message} (and more: at most {MAX_FINDINGS} places of a rule are listed)"
                self.findings[-1] = _finding(self.rule, more, last.span, last.line, last.column)
            return False
        fix = _fix(hit, self.rule)
        self.findings.append(
            _finding(self.rule, hit.message, span, line, column, fix=fix, section_id=passage.section_id)
        )
        return True


def _of_rule(
    collected: _Collected, passages: tuple[Passage, ...], seconds: float, whole: TimeLimit
) -> list[Finding]:
    rule = collected.rule
    try:
        _collect(collected, passages, TimeLimit(seconds, within=whole))
    except OutOfTime:
        message = f"The rule {rule.name} was stopped on this text: its pattern takes more than {seconds:g} s."
        fix = "Simplify the rule's pattern: a repetition within a repetition is the usual cause."
        collected.findings.append(_finding(rule, message, None, 1, 1, fix=fix))
    return collected.findings


def _collect(collected: _Collected, passages: tuple[Passage, ...], limit: TimeLimit) -> None:
    matcher = collected.rule.start(limit)
    for passage in passages:
        if applies(collected.rule.scope, passage):
            for hit in matcher(passage):
                if not collected.add(hit, passage):
                    return


def _fix(hit: Hit, rule: HouseRule) -> str:
    parts = []
    if hit.replacement is not None:
        parts.append(f"Write “{hit.replacement}”." if hit.replacement else "Cut it.")
    if rule.link:
        parts.append(f"See {rule.link}")
    return " ".join(parts)


def _finding(
    rule: HouseRule,
    message: str,
    span: Span | None,
    line: int,
    column: int,
    *,
    fix: str = "",
    section_id: str = "",
) -> Finding:
    return Finding(
        rule.name, message, rule.severity, EvidenceGrade.CONVENTION, span, line, column, fix, section_id
    )
