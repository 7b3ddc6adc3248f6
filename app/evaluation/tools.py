"""The evaluation stage's own tools: every caller composes them here, so that all give the same score."""

from typing import TYPE_CHECKING

from app.config.settings import Settings
from app.domain.policy import Policy
from app.evaluation.aeo.rubric import Rubric, load_rubric
from app.evaluation.detectors.outside import OutsideWorld
from app.evaluation.evaluate import EvaluationTools
from app.evaluation.outside_world import outside_world
from app.evaluation.registry import build_detectors

if TYPE_CHECKING:
    from app.llm.ledger import Ledger


def evaluation_tools(settings: Settings, *, ledger: "Ledger | None" = None) -> EvaluationTools:
    """Detectors and rubrics, as `check`, a worker and the API all use them.

    `ledger` keeps what detectors cost within the policy's budgets; `check` stores nothing and has none.
    """
    world: OutsideWorld = outside_world(settings, ledger=ledger)
    return EvaluationTools(
        build_detectors=lambda policy: build_detectors(policy, world=world),
        build_rubric=_rubric,
    )


def _rubric(policy: Policy) -> Rubric:
    return load_rubric(policy.custom_checks).without(policy.disabled_checks)
