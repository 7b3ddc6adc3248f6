"""Operator controls: pause a queue, drain it, resume it."""

import time

import structlog

from app.domain.errors import NotFound
from app.jobs.engine import JobEngine

log = structlog.get_logger("copydesk.queues")

LOOK_EVERY_SECONDS = 0.5


def names(engine: JobEngine) -> list[str]:
    """The names of all queues."""
    return engine.queues


def pause(engine: JobEngine, queue: str, *, by: str, reason: str) -> None:
    """Start no more jobs of this queue on any worker; running ones continue. Raises NotFound."""
    _check(engine, queue)
    with engine.store.transaction() as tx:
        tx.maintenance.pause(queue, by=by, reason=reason)
    log.warning("queue.paused", queue=queue, by=by, reason=reason)


def resume(engine: JobEngine, queue: str) -> None:
    """Resume this queue and wake workers for its waiting jobs. Raises NotFound."""
    _check(engine, queue)
    with engine.store.transaction() as tx:
        tx.maintenance.resume(queue)
        tx.maintenance.wake_workers(queue, engine.limits.wakeup_window)
    log.warning("queue.resumed", queue=queue)


def drain(engine: JobEngine, queue: str, *, within_seconds: float) -> int:
    """Wait until no job of a paused queue runs; returns how many still run when the time is up."""
    until = time.monotonic() + within_seconds
    while running := _running(engine, queue):
        if time.monotonic() > until:
            return running
        engine.sleep(LOOK_EVERY_SECONDS)
    return 0


def _running(engine: JobEngine, queue: str) -> int:
    with engine.store.read() as tx:
        return tx.maintenance.running(queue)


def _check(engine: JobEngine, queue: str) -> None:
    known = names(engine)
    if queue not in known:
        raise NotFound(f"there is no queue {queue!r}: the queues of the pipeline are {', '.join(known)}")
