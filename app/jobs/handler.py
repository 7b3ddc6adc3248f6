"""A stage: the function that does a step, and how often it may be tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.jobs import Claimed
from app.domain.retry_policy import RetryPolicy

if TYPE_CHECKING:
    from app.workflow.services import Services


@dataclass(frozen=True, slots=True)
class Handler:
    handler: Callable[[Claimed, "Services"], None]
    policy: RetryPolicy
