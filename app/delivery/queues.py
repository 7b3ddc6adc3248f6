"""Switches for operators: pause a queue, resume it, drain it, and see how it stands."""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.domain.work import queue_of
from app.errors import NotFound
from app.services import Services

log = structlog.get_logger("copydesk.queues")

MOST_COUNTED = 10_000
LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class QueueState:
    queue: str
    waiting: int
    """Pieces of work that wait, counted up to 10,000."""
    running: int
    paused_at: datetime | None
    paused_by: str
    reason: str


def names(services: Services) -> list[str]:
    """The queues of the pipeline's work."""
    return sorted({queue_of(name) for name in services.stages})


def pause(services: Services, queue: str, *, by: str, reason: str) -> None:
    """Begin nothing more of this queue on any worker; what runs goes on. Raises NotFound."""
    _check(services, queue)
    with services.store.transaction() as tx:
        tx.upkeep.pause(queue, by=by, reason=reason)
    log.warning("queue.paused", queue=queue, by=by, reason=reason)


def resume(services: Services, queue: str) -> None:
    """Go on with this queue and ring for what waits. Raises NotFound."""
    _check(services, queue)
    with services.store.transaction() as tx:
        tx.upkeep.resume(queue)
        tx.upkeep.ring(queue, services.settings.ring_window)
    log.warning("queue.resumed", queue=queue)


def drain_queue(services: Services, queue: str, *, by: str, within_seconds: float) -> int:
    """Pause a queue and wait until nothing of it runs; returns how many still run when time is over."""
    pause(services, queue, by=by, reason="drained")
    until = time.monotonic() + within_seconds
    while running := _running(services, queue):
        if time.monotonic() > until:
            return running
        services.sleep(LOOK_EVERY_SECONDS)
    return 0


def states(services: Services) -> list[QueueState]:
    """Every queue with what waits and runs."""
    queues = names(services)
    with services.store.read() as tx:
        paused = tx.upkeep.paused()
        waiting = tx.upkeep.waiting(queues, most=MOST_COUNTED)
        running = {queue: tx.upkeep.running(queue) for queue in queues}
    told = []
    for queue in queues:
        row = paused.get(queue)
        told.append(
            QueueState(
                queue,
                waiting[queue],
                running[queue],
                row.paused_at if row is not None else None,
                row.paused_by if row is not None else "",
                row.reason if row is not None else "",
            )
        )
    return told


def _running(services: Services, queue: str) -> int:
    with services.store.read() as tx:
        return tx.upkeep.running(queue)


def _check(services: Services, queue: str) -> None:
    known = names(services)
    if queue not in known:
        raise NotFound(f"there is no queue {queue!r}: the queues of the pipeline are {', '.join(known)}")
