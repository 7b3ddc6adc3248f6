"""The evaluation stage's own tools: every caller composes them here, so that all give the same score."""

from app.domain.policy import Policy
from app.evaluation.aeo.rubric import Rubric, load_rubric
from app.evaluation.evaluate import EvaluationTools
from app.evaluation.registry import build_detectors


def evaluation_tools() -> EvaluationTools:
    """Detectors and rubrics, as `check`, a worker and the API all use them."""
    return EvaluationTools(
        build_detectors=lambda use, required: build_detectors(use, required=required),
        build_rubric=_rubric,
    )


def _rubric(policy: Policy) -> Rubric:
    return load_rubric(policy.custom_checks).without(policy.disabled_checks)
