"""Make the broker agree with the database: wake workers for waiting jobs, take back jobs of dead processes.

The broker may have been wiped, a worker killed, a message lost: none of that matters here, because the
rows say what is unfinished. Nothing remembers what was sent; the broker side counts the wakeups still waiting
and fills up to its window. The cost grows with the number of due jobs, not of all jobs.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.db.repositories.jobs import claimed
from app.db.store import Transaction
from app.db.tables.jobs import Job
from app.domain.priority import Priority
from app.domain.retry_policy import MAX_CRASHES
from app.jobs.engine import JobEngine
from app.jobs.worker import Life, life_of

log = structlog.get_logger("copydesk.sweep")

BATCH = 500
WHY_LOST = "the process that worked on it died or was too slow"
WHY_HANDED_BACK = "its worker was stopped and handed it back"


@dataclass(frozen=True, slots=True)
class Swept:
    wakeups: int = 0
    """Waiting jobs for which workers were woken; no more wakeups are sent than the window has room for."""
    taken_back: int = 0
    dead: int = 0


def sweep(engine: JobEngine) -> Swept:
    """One pass. Safe to run anywhere, at any time, in several processes at once. Raises StoreUnavailable."""
    limits = engine.limits
    stale = timedelta(seconds=limits.heartbeat_stale_seconds)
    with engine.store.transaction() as tx:
        if corrected := tx.maintenance.correct_future_times(lease=timedelta(seconds=limits.lease_seconds)):
            log.warning("sweep.future_times_corrected", rows=corrected)
        lost = _take_back_lost(tx, engine, stale)
        tx.maintenance.wake(BATCH)
        tx.maintenance.route(BATCH)
        if has_steady_time(engine, limits.heartbeat_stale_seconds):
            tx.maintenance.forget_silent_processes(stale_after=stale)
        tx.maintenance.is_due("sweep", every=timedelta(0))
        abandoned = 0
        if has_steady_time(engine, limits.lease_seconds):
            abandoned = tx.ledger.abandon(
                begun_before=engine.clock.now() - timedelta(seconds=limits.lease_seconds), limit=BATCH
            )
    for row, is_dead in lost:
        engine.observer.lost(row.queue, Priority(row.priority), is_dead=is_dead)
    dead = sum(is_dead for _, is_dead in lost)
    taken = len(lost) - dead
    wakeups = wake_workers(engine)
    watch_dead_letters(engine)
    if abandoned:
        log.error("ledger.abandoned", calls=abandoned)
    swept = Swept(wakeups, taken, dead)
    if taken or dead:
        log.info("sweep.found", wakeups=wakeups, taken_back=taken, dead=dead)
    return swept


def wake_workers(engine: JobEngine) -> int:
    """Wake workers for each queue that is not paused; returns the number of waiting jobs."""
    with engine.store.transaction() as tx:
        paused = tx.maintenance.paused()
        queues = set(engine.queues) - paused.keys()
        return sum(
            tx.maintenance.wake_workers(queue, engine.limits.wakeup_window) for queue in sorted(queues)
        )


def hand_back(engine: JobEngine) -> int:
    """Give back the jobs that this worker's processes held, without counting a crash; returns how many.

    For the shutdown of a worker, when its processes are gone.
    """
    with engine.store.transaction() as tx:
        rows = tx.maintenance.held_by_worker(engine.worker.worker)
        for row in rows:
            tx.maintenance.take_back(row, why=WHY_HANDED_BACK, is_crash=False)
    if rows:
        log.info("worker.handed_back", jobs=len(rows))
    return len(rows)


def watch_dead_letters(engine: JobEngine) -> None:
    """Raise an alert if there are more open dead letters than at the last check."""
    with engine.store.transaction() as tx:
        waiting = tx.dead_letters.count_open()
        grown = tx.maintenance.grew_by("dead_letters", waiting)
    if grown >= engine.limits.dead_letter_alert:
        log.error("dead_letters.grew", new=grown, open=waiting)


def has_steady_time(engine: JobEngine, seconds: float) -> bool:
    """Whether ages up to `seconds` can be judged: the database's clock was not set within that time."""
    return engine.store.steady_seconds() >= seconds


def _take_back_lost(tx: Transaction, engine: JobEngine, stale: timedelta) -> list[tuple[Job, bool]]:
    """The jobs of dead processes, and for each whether it crashed once too often.

    A heartbeat that cannot be written is not a death: not while the process is seen to run, and not if this
    process could not write its own either.
    """
    limits = engine.limits
    knows_silence = (
        has_steady_time(engine, limits.heartbeat_stale_seconds)
        and engine.heartbeat.unbroken_seconds() >= limits.heartbeat_stale_seconds
    )

    def judge(process_id: str, is_silent: bool) -> bool:  # noqa: FBT001 - the judge of one holder
        match life_of(process_id):
            case Life.GONE:
                return True
            case Life.RUNNING:
                # Its heartbeat fails, or it hangs: the lease bounds how long it keeps the job.
                return False
            case Life.UNKNOWN:
                return is_silent and knows_silence

    lost = {
        row.id: row for row in tx.maintenance.held_by_the_dead(stale_after=stale, is_dead=judge, limit=BATCH)
    }
    if has_steady_time(engine, limits.lease_seconds):
        lost.update({row.id: row for row in tx.maintenance.overtime(BATCH)})
    taken: list[tuple[Job, bool]] = []
    for row in lost.values():
        is_poison = row.crashes + 1 >= MAX_CRASHES
        if is_poison:
            _dead_letter_crashed(tx, row, engine)
        else:
            tx.maintenance.take_back(row, why=WHY_LOST)
        taken.append((row, is_poison))
    return taken


def _dead_letter_crashed(tx: Transaction, row: Job, engine: JobEngine) -> None:
    error = (
        f"its process died {row.crashes + 1} times while working on it: "
        "out of memory, killed, or over the time limit"
    )
    engine.hooks.dead_letter(tx, claimed(row), error, "")
