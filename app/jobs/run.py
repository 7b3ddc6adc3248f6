"""Run one job: claim it, run its handler, and save the outcome."""

import random
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import structlog

from app.db.store import Transaction
from app.domain.errors import LeaseLost, StoreUnavailable
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed, JobOutcome, queue_of
from app.domain.retry_policy import GiveUp, RetryIn, Stop, decide_retry
from app.jobs.dead_letters import keep_dead_letter
from app.jobs.engine import JobEngine
from app.jobs.handler import Handler
from app.jobs.setbacks import LONGEST_PAUSE_SECONDS, growing

log = structlog.get_logger("copydesk.work")

MOST_CONFLICTS = 8
"""Attempts at a step that a submission waits for and that another process seems to be doing."""
CONFLICT_PAUSE_SECONDS = 5.0


def run_next(queue: str, engine: JobEngine, scheduler: FairScheduler) -> JobOutcome | None:
    """Claim and run the next job of this queue; return its outcome, or None if no job may start.

    Returns RETURNED only after a pause, which grows with each such outcome in a row. Raises StoreUnavailable
    if the database is unavailable before a job was claimed.
    """
    limits = engine.limits
    engine.heartbeat.ensure(engine.worker)
    reserves = queue in limits.reserve_urgent and engine.worker.slots > 1
    with engine.store.transaction() if reserves else engine.store.statement() as tx:
        only_urgent = reserves and not tx.jobs.takes_regular(
            queue, worker=engine.worker.worker, slots=engine.worker.slots
        )
        claim = tx.jobs.claim_next(
            queue,
            scheduler,
            holder=engine.heartbeat.process_id,
            lease=timedelta(seconds=limits.lease_seconds),
            overdue_after=timedelta(seconds=limits.start_within_seconds),
            only_urgent=only_urgent,
        )
    if claim is None:
        return None
    scheduler.record(claim.priority, claim.project_id)
    outcome = run_claimed(claim, engine, engine.handlers[claim.task_name])
    if outcome is JobOutcome.RETURNED:
        engine.sleep(engine.setbacks.pause())
    return outcome


def run_claimed(claim: Claimed, engine: JobEngine, handler: Handler) -> JobOutcome:
    """Run a claimed job. Whatever happens, its row has the outcome or the job is due again."""
    engine.observer.began(claim)
    begun = time.monotonic()
    outcome = _do(claim, engine, handler)
    engine.observer.ended(claim, outcome, time.monotonic() - begun)
    return outcome


def _do(claim: Claimed, engine: JobEngine, handler: Handler) -> JobOutcome:
    limit = handler.policy.max_retries + 1
    with structlog.contextvars.bound_contextvars(
        task=claim.task_name, submission=claim.submission_id, attempt=f"{claim.attempt}/{limit}"
    ):
        try:
            handler.run(claim)
        except StoreUnavailable as error:
            log.warning("work.store_unavailable", reason=str(error))
            return give_back(claim, engine, error=str(error))
        except Exception as error:  # noqa: BLE001 - every error leads to a decision, which logs it
            return _settle_error(claim, engine, handler, error)
        engine.setbacks.forget(claim.job_id)
        log.info("work.done")
        return JobOutcome.DONE


def give_back(claim: Claimed, engine: JobEngine, *, error: str) -> JobOutcome:
    """Make the job due again, later each time. The attempt does not count, because nothing of it could be
    saved."""
    seconds = engine.setbacks.note(claim.job_id)

    def postpone(tx: Transaction) -> JobOutcome:
        until = engine.clock.now() + timedelta(seconds=seconds)
        tx.jobs.postpone(claim, until=until, error=error, count_attempt=False)
        return JobOutcome.RETURNED

    outcome = _save(claim, engine, postpone)
    if outcome is JobOutcome.RETURNED:
        engine.schedule_wakeup(queue_of(claim.task_name), seconds)
    return outcome


def _save(claim: Claimed, engine: JobEngine, write: Callable[[Transaction], JobOutcome]) -> JobOutcome:
    """Save an attempt's outcome, waiting with growing pauses while the database is unavailable.

    Waits until the lease ends at most; then the sweep takes the job back as from a dead process. Returns
    what `write` returns, or SUPERSEDED if this process no longer holds the job.
    """
    tries = 0
    while True:
        # At least once, whatever the clock says: a job that was taken back refuses the write by its token.
        try:
            with engine.store.transaction() as tx:
                return write(tx)
        except StoreUnavailable as error:
            if engine.clock.now() >= claim.lease_until:
                log.warning("work.lease_over")
                return JobOutcome.SUPERSEDED
            tries += 1
            pause = growing(tries, longest=LONGEST_PAUSE_SECONDS)
            log.warning("work.store_unavailable", reason=str(error), pause_seconds=pause)
            engine.sleep(pause)
        except LeaseLost as error:
            log.warning("work.lease_lost", reason=str(error))
            _report_alive(claim, engine)
            return JobOutcome.SUPERSEDED


def _report_alive(claim: Claimed, engine: JobEngine) -> None:
    """This process was taken for dead before its lease ended, and is not: the crash does not count."""
    if engine.clock.now() >= claim.lease_until:
        return
    try:
        with engine.store.transaction() as tx:
            tx.jobs.uncount_crash(claim)
    except StoreUnavailable as error:
        log.warning("work.store_unavailable", reason=str(error))


def _superseded(claim: Claimed, engine: JobEngine, text: str) -> JobOutcome:
    """Another process was first. If the submission has moved on, this job is done; if it still waits for this
    very step, the other process has not finished it and may never do so: the job is retried."""

    def write(tx: Transaction) -> JobOutcome:
        if not engine.hooks.is_awaited(tx, claim):
            tx.jobs.finish(claim)
            return JobOutcome.SUPERSEDED
        if claim.attempt >= MOST_CONFLICTS:
            engine.hooks.dead_letter(tx, claim, text, "")
            return JobOutcome.DEAD
        until = engine.clock.now() + timedelta(seconds=CONFLICT_PAUSE_SECONDS * claim.attempt)
        tx.jobs.postpone(claim, until=until, error=text)
        return JobOutcome.RETRY

    outcome = _save(claim, engine, write)
    match outcome:
        case JobOutcome.SUPERSEDED:
            log.info("work.superseded", reason=text)
        case JobOutcome.DEAD:
            log.error("work.dead", error=text, exhausted=True)
        case _:
            log.warning("work.conflict", reason=text)
    return outcome


def _settle_error(claim: Claimed, engine: JobEngine, handler: Handler, error: Exception) -> JobOutcome:
    """Retry, give up or stop, as `decide_retry` decides; the attempt counts."""
    decision = decide_retry(error, attempt=claim.attempt, policy=handler.policy, chance=random.random)
    text = f"{type(error).__name__}: {error}"
    match decision:
        case Stop():
            outcome = _superseded(claim, engine, text)
        case RetryIn(seconds):
            log.warning("work.retry", error=text, seconds=round(seconds, 1))
            outcome = _retry(claim, engine, text, seconds)
            if outcome is JobOutcome.RETRY:
                engine.observer.retried(claim, type(error).__name__, seconds)
        case GiveUp(is_exhausted):
            log.error("work.dead", error=text, exhausted=is_exhausted, exc_info=error)
            outcome = _give_up(claim, engine, text, "".join(traceback.format_exception(error)))
    engine.setbacks.forget(claim.job_id)
    return outcome


def _retry(claim: Claimed, engine: JobEngine, text: str, seconds: float) -> JobOutcome:
    def write(tx: Transaction) -> JobOutcome:
        tx.jobs.postpone(claim, until=engine.clock.now() + timedelta(seconds=seconds), error=text)
        return JobOutcome.RETRY

    return _save(claim, engine, write)


def _give_up(claim: Claimed, engine: JobEngine, text: str, trace: str) -> JobOutcome:
    """Keep a dead letter and ask a person. If that cannot be saved, keep only the dead letter: otherwise the
    job would run again and again."""

    def write(tx: Transaction) -> JobOutcome:
        engine.hooks.dead_letter(tx, claim, text, trace)
        return JobOutcome.DEAD

    def write_dead_letter_alone(tx: Transaction) -> JobOutcome:
        keep_dead_letter(tx, claim, text, trace)
        return JobOutcome.DEAD

    try:
        return _save(claim, engine, write)
    except Exception as worse:
        log.exception("work.not_escalated", error=f"{type(worse).__name__}: {worse}", exc_info=worse)
        return _save(claim, engine, write_dead_letter_alone)
