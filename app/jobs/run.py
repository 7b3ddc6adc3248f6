"""Run one piece of work: claim it, do it, and write down how it ended."""

import random
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import structlog

from app.db.store import Transaction
from app.domain.errors import LeaseLost, StoreUnavailable
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed, queue_of
from app.domain.retry_policy import GiveUp, RetryIn, Stop, decide_retry
from app.jobs.dead_letters import keep_dead_letter
from app.jobs.engine import JobEngine
from app.jobs.handler import Handler
from app.jobs.setbacks import LONGEST_PAUSE_SECONDS, growing

log = structlog.get_logger("copydesk.work")

MOST_CONFLICTS = 8
"""Attempts at a step that a submission waits for and that somebody else seems to be doing."""
CONFLICT_PAUSE_SECONDS = 5.0


def run_next(queue: str, engine: JobEngine, scheduler: FairScheduler) -> str | None:
    """Do the work whose turn it is in this queue, and say how it ended; None when none may start.

    Returns `done`, `retry`, `dead`, `superseded`, or `returned` after a pause that grows with each in a row.
    Raises StoreUnavailable when the database is away before anything was claimed.
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
    if outcome == "returned":
        engine.sleep(engine.setbacks.pause())
    return outcome


def run_claimed(claim: Claimed, engine: JobEngine, handler: Handler) -> str:
    """Do what was claimed. Whatever happens, the row says how it ended or the work is due again."""
    engine.observer.began(claim)
    begun = time.monotonic()
    outcome = _do(claim, engine, handler)
    engine.observer.ended(claim, outcome, time.monotonic() - begun)
    return outcome


def _do(claim: Claimed, engine: JobEngine, handler: Handler) -> str:
    limit = handler.policy.max_retries + 1
    with structlog.contextvars.bound_contextvars(
        task=claim.task_name, submission=claim.submission_id, attempt=f"{claim.attempt}/{limit}"
    ):
        try:
            handler.run(claim)
        except StoreUnavailable as error:
            log.warning("work.store_unavailable", reason=str(error))
            return give_back(claim, engine, error=str(error))
        except Exception as error:  # noqa: BLE001 - every error has a decision, and is logged there
            return _settle_error(claim, engine, handler, error)
        engine.setbacks.forget(claim.job_id)
        log.info("work.done")
        return "done"


def give_back(claim: Claimed, engine: JobEngine, *, error: str) -> str:
    """Make the work due again, later each time. Nothing of this attempt was saved because the database could
    not be used, so that it does not count."""
    seconds = engine.setbacks.note(claim.job_id)

    def postpone(tx: Transaction) -> str:
        until = engine.clock.now() + timedelta(seconds=seconds)
        tx.jobs.postpone(claim, until=until, error=error, count_attempt=False)
        return "returned"

    outcome = _save(claim, engine, postpone)
    if outcome == "returned":
        engine.schedule_wakeup(queue_of(claim.task_name), seconds)
    return outcome


def _save(claim: Claimed, engine: JobEngine, write: Callable[[Transaction], str]) -> str:
    """Write down how an attempt ended, waiting with growing pauses for a database that cannot be used now.

    Waits until the lease is over at most; then the sweep takes the work back as from a dead process. Returns
    what `write` does, `superseded` where this process no longer holds the work.
    """
    tries = 0
    while engine.clock.now() < claim.lease_until:
        try:
            with engine.store.transaction() as tx:
                return write(tx)
        except StoreUnavailable as error:
            tries += 1
            pause = growing(tries, longest=LONGEST_PAUSE_SECONDS)
            log.warning("work.store_unavailable", reason=str(error), pause_seconds=pause)
            engine.sleep(pause)
        except LeaseLost as error:
            log.warning("work.lease_lost", reason=str(error))
            return "superseded"
    log.warning("work.lease_over")
    return "superseded"


def _superseded(claim: Claimed, engine: JobEngine, text: str) -> str:
    """Somebody else was first. If the submission moved on, this work is done; if it still waits for this very
    step, the other one has not ended it and may never do so: the work is tried again."""

    def write(tx: Transaction) -> str:
        if not engine.hooks.is_awaited(tx, claim):
            tx.jobs.finish(claim)
            return "superseded"
        if claim.attempt >= MOST_CONFLICTS:
            engine.hooks.dead_letter(tx, claim, text, "")
            return "dead"
        until = engine.clock.now() + timedelta(seconds=CONFLICT_PAUSE_SECONDS * claim.attempt)
        tx.jobs.postpone(claim, until=until, error=text)
        return "retry"

    outcome = _save(claim, engine, write)
    match outcome:
        case "superseded":
            log.info("work.superseded", reason=text)
        case "dead":
            log.error("work.dead", error=text, exhausted=True)
        case _:
            log.warning("work.conflict", reason=text)
    return outcome


def _settle_error(claim: Claimed, engine: JobEngine, handler: Handler, error: Exception) -> str:
    """Retry, give up or stop, as `decide_retry` says; the attempt counts."""
    decision = decide_retry(error, attempt=claim.attempt, policy=handler.policy, chance=random.random)
    text = f"{type(error).__name__}: {error}"
    match decision:
        case Stop():
            outcome = _superseded(claim, engine, text)
        case RetryIn(seconds):
            log.warning("work.retry", error=text, seconds=round(seconds, 1))
            outcome = _retry(claim, engine, text, seconds)
            if outcome == "retry":
                engine.observer.retried(claim, type(error).__name__, seconds)
        case GiveUp(is_exhausted):
            log.error("work.dead", error=text, exhausted=is_exhausted, exc_info=error)
            outcome = _give_up(claim, engine, text, "".join(traceback.format_exception(error)))
    engine.setbacks.forget(claim.job_id)
    return outcome


def _retry(claim: Claimed, engine: JobEngine, text: str, seconds: float) -> str:
    def write(tx: Transaction) -> str:
        tx.jobs.postpone(claim, until=engine.clock.now() + timedelta(seconds=seconds), error=text)
        return "retry"

    return _save(claim, engine, write)


def _give_up(claim: Claimed, engine: JobEngine, text: str, trace: str) -> str:
    """A dead letter, and a person is asked. Where that cannot be saved, the dead letter alone, or work that
    nobody can end would be done again and again."""

    def write(tx: Transaction) -> str:
        engine.hooks.dead_letter(tx, claim, text, trace)
        return "dead"

    def write_letter_alone(tx: Transaction) -> str:
        keep_dead_letter(tx, claim, text, trace)
        return "dead"

    try:
        return _save(claim, engine, write)
    except Exception as worse:
        log.exception("work.not_escalated", error=f"{type(worse).__name__}: {worse}", exc_info=worse)
        return _save(claim, engine, write_letter_alone)
