"""Domain values to JSON columns and back, by their types."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from app.domain.cases import FrozenDesk, ReviewAnswer
from app.domain.policy import Policy
from app.domain.scores import Evaluation, Finding
from app.domain.verdict import Reason


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(kind: Any, value: Any) -> Any:
    """The JSON-compatible form of a domain value."""
    return _adapter(kind).dump_python(value, mode="json")


def load_policy(data: dict[str, Any]) -> Policy:
    policy: Policy = _adapter(Policy).validate_python(data)
    return policy


def load_evaluation(data: dict[str, Any]) -> Evaluation:
    evaluation: Evaluation = _adapter(Evaluation).validate_python(data)
    return evaluation


def load_findings(evaluation: dict[str, Any]) -> tuple[Finding, ...]:
    """The findings of a dumped Evaluation only."""
    findings: tuple[Finding, ...] = _adapter(tuple[Finding, ...]).validate_python(evaluation["findings"])
    return findings


def load_reasons(data: list[Any]) -> tuple[Reason, ...]:
    reasons: tuple[Reason, ...] = _adapter(tuple[Reason, ...]).validate_python(data)
    return reasons


def load_frozen_desk(data: dict[str, Any]) -> FrozenDesk:
    frozen: FrozenDesk = _adapter(FrozenDesk).validate_python(data)
    return frozen


def load_answer(data: dict[str, Any]) -> ReviewAnswer:
    answer: ReviewAnswer = _adapter(ReviewAnswer).validate_python(data)
    return answer
