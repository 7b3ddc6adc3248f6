"""Switches for operators: pause a queue, wait until nothing of it runs, resume it."""

import time

import structlog

from app.domain.errors import NotFound
from app.domain.jobs import queue_of
from app.workflow.services import Services

log = structlog.get_logger("copydesk.queues")

LOOK_EVERY_SECONDS = 0.5


def names(services: Services) -> list[str]:
    """The queues of the pipeline's work."""
    return sorted({queue_of(name) for name in services.handlers})


def pause(services: Services, queue: str, *, by: str, reason: str) -> None:
    """Begin nothing more of this queue on any worker; what runs goes on. Raises NotFound."""
    _check(services, queue)
    with services.store.transaction() as tx:
        tx.maintenance.pause(queue, by=by, reason=reason)
    log.warning("queue.paused", queue=queue, by=by, reason=reason)


def resume(services: Services, queue: str) -> None:
    """Go on with this queue and ring for what waits. Raises NotFound."""
    _check(services, queue)
    with services.store.transaction() as tx:
        tx.maintenance.resume(queue)
        tx.maintenance.wake_workers(queue, services.settings.wakeup_window)
    log.warning("queue.resumed", queue=queue)


def drain(services: Services, queue: str, *, within_seconds: float) -> int:
    """Wait until nothing of a paused queue runs; returns how many still run when the time is over."""
    until = time.monotonic() + within_seconds
    while running := _running(services, queue):
        if time.monotonic() > until:
            return running
        services.sleep(LOOK_EVERY_SECONDS)
    return 0


def _running(services: Services, queue: str) -> int:
    with services.store.read() as tx:
        return tx.maintenance.running(queue)


def _check(services: Services, queue: str) -> None:
    known = names(services)
    if queue not in known:
        raise NotFound(f"there is no queue {queue!r}: the queues of the pipeline are {', '.join(known)}")
