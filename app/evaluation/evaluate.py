"""Compute all scores of one document: the same call for the CLI, workers and the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.content import words
from app.domain.content import Document
from app.domain.policy import OFF, DetectorPolicy, Policy
from app.domain.scores import Evaluation, Finding
from app.evaluation.aeo.check import Shown
from app.evaluation.aeo.rubric import Rubric, built_in_checks
from app.evaluation.aeo.score import score_aeo
from app.evaluation.detector import Detector
from app.evaluation.suppressions import apply_ignores

if TYPE_CHECKING:
    from app.evaluation.house_rules import HouseRuleSet

NO_OFFSET = 1 << 62
"""Findings about the whole file are sorted after those with a span."""


def no_house_rules(_policy: Policy) -> "HouseRuleSet | None":
    return None


@dataclass(frozen=True)
class EvaluationTools:
    """Detectors and rubrics, built once for each combination used by policies."""

    build_detectors: Callable[[DetectorPolicy], Mapping[str, Detector]]
    build_rubric: Callable[[Policy], Rubric]
    build_house_rules: Callable[[Policy], "HouseRuleSet | None"] = no_house_rules
    _detectors: dict[DetectorPolicy, Mapping[str, Detector]] = field(default_factory=dict)
    _rubrics: dict[str, Rubric] = field(default_factory=dict)
    _house_rules: dict[str, "HouseRuleSet | None"] = field(default_factory=dict)

    def detectors_for(self, policy: Policy) -> Mapping[str, Detector]:
        """Raises UnknownPlugin, ConfigurationError."""
        if policy.detectors not in self._detectors:
            self._detectors[policy.detectors] = self.build_detectors(policy.detectors)
        return self._detectors[policy.detectors]

    def rubric_for(self, policy: Policy) -> Rubric:
        if policy.version not in self._rubrics:
            self._rubrics[policy.version] = self.build_rubric(policy)
        return self._rubrics[policy.version]

    def house_rules_for(self, policy: Policy) -> "HouseRuleSet | None":
        """None where the policy has none. Raises InvalidPolicy for a faulty rule."""
        if policy.version not in self._house_rules:
            self._house_rules[policy.version] = self.build_house_rules(policy)
        return self._house_rules[policy.version]


def evaluate(
    document: Document, *, policy: Policy, tools: EvaluationTools, original: Document | None = None
) -> Evaluation:
    """Score a document by every detector and check of the policy.

    `original` is the author's first text if `document` is a later revision: a figure counts as supported if
    it did there. Findings that the author ignores with a reason are dropped; the score, the gate and
    integrity do not change.
    """
    rubric = tools.rubric_for(policy)
    scores = {name: detector.score(document) for name, detector in tools.detectors_for(policy).items()}
    aeo = score_aeo(
        document,
        rubric=rubric,
        target_query=policy.target_query,
        original=original,
        supplied_sources=policy.sources,
        robots_txt=policy.robots_txt,
    )
    findings: list[Finding] = list(aeo.findings)
    for score in scores.values():
        findings.extend(score.findings)
    house_rules = tools.house_rules_for(policy)
    findings.extend(_of_house_rules(document, house_rules))
    known = {check.id for check in (*rubric.checks, *built_in_checks())}
    known |= {rule.name for rule in house_rules.rules} if house_rules else set()
    kept = sorted(apply_ignores(document, findings, known=known).kept, key=_order)
    aside = {check.id for check in rubric.checks if check.shown is not Shown.FINDING}
    off = {setting.rule for setting in policy.rules if setting.severity == OFF}
    return Evaluation(
        words=words(document.visible_text, document.language),
        language=document.language,
        detectors=scores,
        aeo=aeo,
        findings=tuple(_placed(document, found) for found in kept if found.check_id not in aside),
        advice=tuple(_placed(document, found) for found in kept if found.check_id in aside - off),
    )


def _of_house_rules(document: Document, rules: "HouseRuleSet | None") -> tuple[Finding, ...]:
    if not rules:
        return ()
    from app.evaluation.house_rules import house_findings  # its library is wanted only with rules

    return house_findings(document, rules)


def _order(found: Finding) -> tuple[int, str, str]:
    """A total order: two runs print the same, whatever order the checks ran in."""
    return (found.span.start if found.span else NO_OFFSET, found.check_id, found.message)


def _placed(document: Document, found: Finding) -> Finding:
    """A finding in a file without lines, with its place."""
    place = None if found.span is None else document.place(found.span.start)
    return found if place is None else replace(found, place=str(place))
