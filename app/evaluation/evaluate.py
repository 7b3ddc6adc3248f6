"""Compute all scores of one document: the same call for the CLI, workers and the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.content import words
from app.domain.content import Document
from app.domain.policy import DetectorPolicy, Policy
from app.domain.scores import Evaluation, Finding
from app.evaluation.aeo.rubric import Rubric
from app.evaluation.aeo.score import score_aeo
from app.evaluation.detector import Detector
from app.evaluation.suppressions import apply_ignores

NO_OFFSET = 1 << 62
"""Findings about the whole file are sorted after those with a span."""


@dataclass(frozen=True)
class EvaluationTools:
    """Detectors and rubrics, built once for each combination used by policies."""

    build_detectors: Callable[[DetectorPolicy], Mapping[str, Detector]]
    build_rubric: Callable[[Policy], Rubric]
    _detectors: dict[DetectorPolicy, Mapping[str, Detector]] = field(default_factory=dict)
    _rubrics: dict[str, Rubric] = field(default_factory=dict)

    def detectors_for(self, policy: Policy) -> Mapping[str, Detector]:
        """Raises UnknownPlugin, ConfigurationError."""
        if policy.detectors not in self._detectors:
            self._detectors[policy.detectors] = self.build_detectors(policy.detectors)
        return self._detectors[policy.detectors]

    def rubric_for(self, policy: Policy) -> Rubric:
        if policy.version not in self._rubrics:
            self._rubrics[policy.version] = self.build_rubric(policy)
        return self._rubrics[policy.version]


def evaluate(
    document: Document, *, policy: Policy, tools: EvaluationTools, original: Document | None = None
) -> Evaluation:
    """Score a document by every detector and check of the policy.

    `original` is the author's first text if `document` is a later revision: a figure counts as supported if
    it did there. Findings that the author ignores with a reason are dropped; the score, the gate and
    integrity do not change.
    """
    scores = {name: detector.score(document) for name, detector in tools.detectors_for(policy).items()}
    aeo = score_aeo(
        document,
        rubric=tools.rubric_for(policy),
        target_query=policy.target_query,
        original=original,
        supplied_sources=policy.sources,
        robots_txt=policy.robots_txt,
    )
    findings: list[Finding] = list(aeo.findings)
    for score in scores.values():
        findings.extend(score.findings)
    findings = list(apply_ignores(document, findings).kept)
    findings.sort(key=lambda found: (found.span.start if found.span else NO_OFFSET, found.check_id))
    return Evaluation(
        words=words(document.visible_text, document.language),
        language=document.language,
        detectors=scores,
        aeo=aeo,
        findings=tuple(_placed(document, found) for found in findings),
    )


def _placed(document: Document, found: Finding) -> Finding:
    """A finding in a file without lines, with its place."""
    place = None if found.span is None else document.place(found.span.start)
    return found if place is None else replace(found, place=str(place))
