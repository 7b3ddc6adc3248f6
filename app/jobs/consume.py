"""Answer a wakeup: run the jobs of a queue, one after another, while there are any and time is left.

A wakeup is permission to look, not an order: the table decides for each job which one is next
(docs/adr/0003). One wakeup is answered for a short while, so that many jobs share the cost of a message.
"""

import time
from datetime import timedelta

import structlog

from app.domain.errors import StoreFault, StoreUnavailable
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import REWRITE, JobOutcome, queue_of
from app.jobs.engine import JobEngine
from app.jobs.run import run_next
from app.jobs.setbacks import LONGEST_PAUSE_SECONDS, growing
from app.jobs.sweep import sweep

log = structlog.get_logger("copydesk.answer")

CONSUME_SECONDS = 2.0
"""After this no further job is started under the same message, to leave it nearly its whole time limit."""
REWRITE_CONSUME_SECONDS = 6.0
"""A rewrite takes seconds: within CONSUME_SECONDS each would need its own message."""
SHARE_OF_LIMIT = 0.2
REWRITE_QUEUE = queue_of(REWRITE)


def consume(queue: str, engine: JobEngine) -> str:
    """Run the waiting jobs of this queue; returns their number as text for the log.

    While the database is unavailable it waits with growing pauses, and raises StoreUnavailable when the soft
    time limit comes near: the row of every job is still due.
    """
    begun = time.monotonic()
    scheduler = engine.scheduler(queue)
    taken = 0
    seconds = consume_seconds(queue, soft_limit_seconds=engine.limits.soft_time_limit_seconds)
    while time.monotonic() - begun < seconds:
        sweep_in_passing(engine)
        if _next(queue, engine, scheduler, begun) is None:
            break
        taken += 1
    else:
        with engine.store.transaction() as tx:
            tx.maintenance.wake_workers(queue, engine.limits.wakeup_window)
    return f"{taken} done"


def consume_seconds(queue: str, *, soft_limit_seconds: float) -> float:
    """How long jobs are started under one message. A call started last still ends before the time limit: a
    call may take all but twenty seconds of it, or half (`app.llm.registry`)."""
    if queue != REWRITE_QUEUE:
        return CONSUME_SECONDS
    return max(CONSUME_SECONDS, min(REWRITE_CONSUME_SECONDS, SHARE_OF_LIMIT * soft_limit_seconds))


def _next(queue: str, engine: JobEngine, scheduler: FairScheduler, begun: float) -> JobOutcome | None:
    tries = 0
    while True:
        try:
            return run_next(queue, engine, scheduler)
        except StoreUnavailable as error:
            left = begun + engine.limits.soft_time_limit_seconds / 2 - time.monotonic()
            if left < 0:
                raise
            tries += 1
            pause = growing(tries, longest=LONGEST_PAUSE_SECONDS)
            log.warning("answer.store_unavailable", reason=str(error), pause_seconds=pause)
            engine.sleep(pause)


def sweep_in_passing(engine: JobEngine) -> None:
    """Sweep if nobody has for a while: busy workers leave the sweep's own message waiting in the queue."""
    if not engine.may_look_for_sweep():
        return
    interval = engine.limits.sweep_interval_seconds
    try:
        with engine.store.transaction() as tx:
            is_due = tx.maintenance.is_due("sweep", every=timedelta(seconds=1.5 * interval))
        if is_due:
            sweep(engine)
    except StoreUnavailable as error:
        log.warning("sweep.store_unavailable", reason=str(error))
    except StoreFault as error:
        log.exception("sweep.failed", error=str(error), exc_info=error)
