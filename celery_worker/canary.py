"""Check that each queue's workers run tasks: send one that must return before a deadline.

`celery call` proves nothing: it prints an id and exits with 0 even if there is no worker. `inspect ping`
answers while every slot is blocked. Only a task that went through its queue shows that the next one will.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from celery import Celery
from celery.exceptions import TimeoutError as CeleryTimeout
from celery.result import AsyncResult
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from app.domain.priority import Priority, broker_priority
from celery_worker.queues import QUEUES

HEALTH_TASK = "tasks.health_check"


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """One queue's answer. `checks` are those of `app.operations.health.Answer` as JSON values."""

    queue: str
    is_ok: bool
    worker: str
    seconds: float
    problem: str = ""
    checks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def ask_queues(
    app: Celery, *, queues: Sequence[str] = QUEUES, deadline_seconds: float = 10.0
) -> list[QueueHealth]:
    """Send the health check to each queue and wait for all answers until the deadline. Never raises."""
    started = time.monotonic()
    sent: dict[str, AsyncResult[Any] | str] = {queue: _send(app, queue, deadline_seconds) for queue in queues}
    return [_answer(queue, result, started, deadline_seconds) for queue, result in sent.items()]


def exit_code(answers: Sequence[QueueHealth]) -> int:
    """0 if every queue answered and is healthy, else 1."""
    return 0 if answers and all(answer.is_ok for answer in answers) else 1


def _send(app: Celery, queue: str, deadline_seconds: float) -> AsyncResult[Any] | str:
    try:
        return app.send_task(
            HEALTH_TASK,
            queue=queue,
            expires=deadline_seconds,
            priority=broker_priority(Priority.URGENT, str(app.conf.broker_url)),
            ignore_result=False,
        )
    except (OperationalError, RedisError, OSError, RuntimeError) as error:
        # Celery raises a RuntimeError when the result backend is unavailable.
        cause = error.__cause__ if isinstance(error, RuntimeError) and error.__cause__ else error
        return f"the broker or its result store cannot be reached: {str(cause).strip()}"


def _answer(
    queue: str, result: AsyncResult[Any] | str, started: float, deadline_seconds: float
) -> QueueHealth:
    if isinstance(result, str):
        return QueueHealth(queue, is_ok=False, worker="", seconds=time.monotonic() - started, problem=result)
    remaining = max(0.05, started + deadline_seconds - time.monotonic())
    try:
        report = result.get(timeout=remaining, propagate=True)
    except CeleryTimeout:
        problem = f"no worker answered within {deadline_seconds:g} s: none serves this queue, or all are busy"
    except (OperationalError, RedisError, OSError) as error:
        problem = f"the result cannot be read: {error}"
    except Exception as error:  # noqa: BLE001 - the task's own failure, of whatever kind, is an answer
        problem = f"the health check failed: {type(error).__name__}: {error}"
    else:
        return _health(queue, report, time.monotonic() - started)
    result.forget()
    return QueueHealth(queue, is_ok=False, worker="", seconds=time.monotonic() - started, problem=problem)


def _health(queue: str, report: Mapping[str, Any], seconds: float) -> QueueHealth:
    failed = [check for check in report["checks"] if not check["is_ok"]]
    problem = "; ".join(f"{check['name']}: {check['detail']}" for check in failed)
    return QueueHealth(
        queue,
        is_ok=bool(report["ok"]),
        worker=str(report["worker"]),
        seconds=seconds,
        problem=problem,
        checks=tuple(report["checks"]),
    )
