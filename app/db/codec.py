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


def load_findings(evaluation: dict[str, Any]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings and the advice of a dumped Evaluation only. One that is older holds no advice."""
    several = _adapter(tuple[Finding, ...])
    findings, advice = evaluation["findings"], evaluation.get("advice", ())
    return several.validate_python(findings), several.validate_python(advice)


def load_reasons(data: list[Any]) -> tuple[Reason, ...]:
    reasons: tuple[Reason, ...] = _adapter(tuple[Reason, ...]).validate_python(data)
    return reasons


def load_frozen_desk(data: dict[str, Any]) -> FrozenDesk:
    frozen: FrozenDesk = _adapter(FrozenDesk).validate_python(data)
    return frozen


def load_answer(data: dict[str, Any]) -> ReviewAnswer:
    answer: ReviewAnswer = _adapter(ReviewAnswer).validate_python(data)
    return answer
