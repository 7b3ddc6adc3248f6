"""Switches for operators: pause a queue, wait until nothing of it runs, resume it."""

import time

import structlog

from app.domain.errors import NotFound
from app.jobs.engine import JobEngine

log = structlog.get_logger("copydesk.queues")

LOOK_EVERY_SECONDS = 0.5


def names(engine: JobEngine) -> list[str]:
    """The queues of the pipeline's work."""
    return engine.queues


def pause(engine: JobEngine, queue: str, *, by: str, reason: str) -> None:
    """Begin nothing more of this queue on any worker; what runs goes on. Raises NotFound."""
    _check(engine, queue)
    with engine.store.transaction() as tx:
        tx.maintenance.pause(queue, by=by, reason=reason)
    log.warning("queue.paused", queue=queue, by=by, reason=reason)


def resume(engine: JobEngine, queue: str) -> None:
    """Go on with this queue and ring for what waits. Raises NotFound."""
    _check(engine, queue)
    with engine.store.transaction() as tx:
        tx.maintenance.resume(queue)
        tx.maintenance.wake_workers(queue, engine.limits.wakeup_window)
    log.warning("queue.resumed", queue=queue)


def drain(engine: JobEngine, queue: str, *, within_seconds: float) -> int:
    """Wait until nothing of a paused queue runs; returns how many still run when the time is over."""
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
