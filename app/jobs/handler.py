"""A handler: the function that does one kind of job, and how often it may be tried again."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.jobs import Claimed
from app.domain.retry_policy import RetryPolicy


@dataclass(frozen=True, slots=True)
class Handler:
    run: Callable[[Claimed], None]
    policy: RetryPolicy
