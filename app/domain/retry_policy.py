"""Decide whether to retry, give up or stop quietly: a pure function of the error and the attempt."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import ConflictError, ConstraintViolated, PermanentError, TransientError


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`max_retries` counts retries: 3 retries are 4 attempts. All times are in seconds."""

    max_retries: int
    first_delay: float = 60.0
    factor: float = 2.0
    longest_delay: float = 600.0
    jitter: float = 0.1
    """Maximum random share added to the delay, up to the longest one: a retry never fires early, and the cap
    holds. What reaches the cap has been spread by the jitter of the attempts before."""

    def delay(self, attempt: int) -> float:
        """Seconds to wait after attempt number `attempt` (from 1), before jitter."""
        return min(self.first_delay * self.factor ** (attempt - 1), self.longest_delay)


MAX_CRASHES = 3
"""Attempts that end a process, or its memory, before the job is given up: it would end the next one too."""

BASE = RetryPolicy(max_retries=3)
IDEMPOTENT = RetryPolicy(max_retries=5)
CRITICAL = RetryPolicy(max_retries=0)


@dataclass(frozen=True, slots=True)
class RetryIn:
    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The error is permanent, or no attempts are left: the job becomes a dead letter."""

    is_exhausted: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody else was first. Not a failure."""


RetryDecision = RetryIn | GiveUp | Stop


def decide_retry(
    error: BaseException, *, attempt: int, policy: RetryPolicy, chance: Callable[[], float]
) -> RetryDecision:
    """Decide by the error's branch; `chance` returns a number in [0, 1) for the jitter.

    A provider's `retry_after_seconds` is a lower bound: it never shortens the wait.
    """
    if isinstance(error, ConflictError):
        return Stop()
    if isinstance(error, (PermanentError, ConstraintViolated)):
        return GiveUp(is_exhausted=False)
    if isinstance(error, MemoryError) and attempt >= MAX_CRASHES:
        return GiveUp(is_exhausted=True)
    if attempt > policy.max_retries:
        return GiveUp(is_exhausted=True)
    stretch = 1 + policy.jitter * chance()
    seconds = min(policy.delay(attempt) * stretch, policy.longest_delay)
    if isinstance(error, TransientError) and error.retry_after_seconds is not None:
        seconds = max(seconds, error.retry_after_seconds * stretch)
    return RetryIn(seconds)
