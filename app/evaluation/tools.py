"""The tools of the evaluation stage: all callers build them here, so that all get the same scores."""

from typing import TYPE_CHECKING

from app.config.settings import Settings
from app.domain.policy import Policy
from app.evaluation.aeo.rubric import Rubric, load_rubric
from app.evaluation.detector_registry import build_detectors
from app.evaluation.detectors.outside import OutsideWorld
from app.evaluation.evaluate import EvaluationTools
from app.evaluation.outside_world import outside_world

if TYPE_CHECKING:
    from app.evaluation.house_rules import HouseRuleSet
    from app.llm.ledger import Ledger


def evaluation_tools(settings: Settings, *, ledger: "Ledger | None" = None) -> EvaluationTools:
    """Detectors and rubrics, as used by `check`, workers and the API.

    `ledger` keeps the cost of detectors within the policy's budgets; `check` stores nothing and has none.
    """
    world: OutsideWorld = outside_world(settings, ledger=ledger)
    return EvaluationTools(
        build_detectors=lambda policy: build_detectors(policy, world=world),
        build_rubric=_rubric,
        build_house_rules=_house_rules,
    )


def _rubric(policy: Policy) -> Rubric:
    return load_rubric(policy.custom_checks).without(policy.disabled_checks).adjusted(policy.rules)


def _house_rules(policy: Policy) -> "HouseRuleSet | None":
    if not policy.house_rules:
        return None
    from app.evaluation.house_rules import read_house_rules

    return read_house_rules(policy.house_rules, profile=policy.profile)
