"""A stage: the function that does a step, and how often it may be tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.retry_policy import RetryPolicy
from app.domain.work import Claimed

if TYPE_CHECKING:
    from app.workflow.services import Services


@dataclass(frozen=True, slots=True)
class Stage:
    handler: Callable[[Claimed, "Services"], None]
    policy: RetryPolicy
