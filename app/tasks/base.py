"""The three task classes. They define the retry policy; the work is done in services.

    BaseTask         at most 3 retries
    IdempotentTask   at most 5 retries, late acknowledgement: a repeat is harmless
    CriticalTask     never retries by itself (paid calls): an attempt is recorded before it starts, and one
                     with an unknown outcome is never silently repeated

First delay 60 s, doubled each time, capped at 10 minutes, jitter added on top. Celery's own
`autoretry_for` stays empty: its jitter may retry immediately, and it ignores `Retry-After`.
"""

import inspect
import random
import traceback
from typing import Any, ClassVar, NoReturn

import structlog
from celery import Task
from celery.exceptions import Ignore, Reject, Retry

from app.domain.errors import CopydeskError, PermanentError, StoreUnavailable
from app.domain.retry_policy import (
    BASE,
    CRITICAL,
    IDEMPOTENT,
    GiveUp,
    RetryIn,
    RetryPolicy,
    Stop,
    decide_retry,
)
from app.tasks.deadline import deadline, is_enforced_by_pool
from app.tasks.process import services

log = structlog.get_logger("copydesk.tasks")


class WrongArguments(PermanentError):
    """A message from another release or another sender: this task takes other arguments."""


class BaseTask(Task[Any, Any]):
    """Retries 3 times; a permanent failure becomes a dead letter."""

    abstract = True
    policy: ClassVar[RetryPolicy] = BASE
    max_retries = BASE.max_retries
    default_retry_delay = int(BASE.first_delay)
    autoretry_for = ()
    acks_late = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with structlog.contextvars.bound_contextvars(task=self.name, task_id=self.request.id):
            try:
                self._check_arguments(args, kwargs)
                return self._within_limits(*args, **kwargs)
            except (Retry, Ignore, Reject):
                raise
            except Exception as error:  # noqa: BLE001 - every error is decided on and logged there
                self._settle(error, args, kwargs)

    def _check_arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A message with wrong arguments fails the same way each time: it is kept and not retried."""
        try:
            inspect.signature(self.run).bind(*args, **kwargs)
        except TypeError as error:
            raise WrongArguments(f"{self.name} cannot be called with these arguments: {error}") from error

    def _within_limits(self, *args: Any, **kwargs: Any) -> Any:
        if is_enforced_by_pool() or self.request.called_directly:
            return self.run(*args, **kwargs)
        soft, hard = self._limits()
        with deadline(soft_seconds=soft, hard_seconds=hard):
            return self.run(*args, **kwargs)

    def _limits(self) -> tuple[float | None, float | None]:
        hard, soft = self.request.timelimit or (None, None)
        return (
            soft if soft is not None else self.app.conf.task_soft_time_limit,
            hard if hard is not None else self.app.conf.task_time_limit,
        )

    def _settle(self, error: Exception, args: tuple[Any, ...], kwargs: dict[str, Any]) -> NoReturn:
        """Retry, give up or stop, as `decide_retry` decides."""
        attempt = (self.request.retries or 0) + 1
        limit = self.policy.max_retries + 1
        if self.request.called_directly:
            raise error
        match decide_retry(error, attempt=attempt, policy=self.policy, chance=random.random):
            case Stop():
                log.info("task.superseded", reason=str(error))
                raise Ignore
            case RetryIn(seconds):
                log.warning(
                    "task.retry", error=str(error), attempt=f"{attempt}/{limit}", seconds=round(seconds, 1)
                )
                raise self.retry(exc=error, countdown=seconds, max_retries=self.policy.max_retries)
            case GiveUp(is_exhausted):
                log.error(
                    "task.failed", error=str(error), attempt=f"{attempt}/{limit}", exhausted=is_exhausted
                )
                self._keep(error, args, kwargs, attempt)
        raise error

    def _keep(self, error: Exception, args: tuple[Any, ...], kwargs: dict[str, Any], attempt: int) -> None:
        """Store a dead letter for a task that has no job; a job stores its own."""
        if isinstance(error, StoreUnavailable):
            return
        try:
            with services().store.transaction() as tx:
                tx.dead_letters.add(
                    task_name=self.name,
                    arguments={"args": list(args), "kwargs": kwargs},
                    error=f"{type(error).__name__}: {error}",
                    traceback="".join(traceback.format_exception(error)),
                    attempts=attempt,
                )
        except CopydeskError as away:
            log.warning("task.dead_letter_not_kept", error=str(away))


class IdempotentTask(BaseTask):
    """Retries 5 times, and is acknowledged only once it is done: running it twice is harmless."""

    abstract = True
    policy: ClassVar[RetryPolicy] = IDEMPOTENT
    max_retries = IDEMPOTENT.max_retries
    acks_late = True


class CriticalTask(BaseTask):
    """Never retries by itself and is acknowledged before it runs: the broker must not repeat a paid call."""

    abstract = True
    policy: ClassVar[RetryPolicy] = CRITICAL
    max_retries = CRITICAL.max_retries
    acks_late = False
