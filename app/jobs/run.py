"""Run one piece of work: claim it, do it, and write down how it ended."""

import random
import time
import traceback
from datetime import timedelta

import structlog

from app.domain.errors import LeaseLost, NotFound, StoreUnavailable
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed
from app.domain.retry_policy import GiveUp, RetryIn, Stop, decide_retry
from app.jobs.engine import JobEngine
from app.jobs.handler import Handler

log = structlog.get_logger("copydesk.work")

LONGEST_PAUSE_SECONDS = 5.0
MOST_CONFLICTS = 8
"""Attempts at a step that a submission waits for and that somebody else seems to be doing."""
CONFLICT_PAUSE_SECONDS = 5.0


def run_next(queue: str, engine: JobEngine, scheduler: FairScheduler) -> str | None:
    """Do the work whose turn it is in this queue, and say how it ended; None when none may start.

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
    return run_claimed(claim, engine, engine.handlers[claim.task_name])


def run_work(job_id: str, engine: JobEngine) -> str:
    """Do this piece of work, whoever's turn it is, at most once at a time, and say how it ended.

    Returns `done`, `duplicate`, `held`, `retry`, `dead`, `superseded` or `returned`. Raises StoreUnavailable
    when the database is away before it was claimed.
    """
    limits = engine.limits
    engine.heartbeat.ensure(engine.worker)
    try:
        with engine.store.transaction() as tx:
            claim = tx.jobs.claim(
                job_id, holder=engine.heartbeat.process_id, lease=timedelta(seconds=limits.lease_seconds)
            )
    except NotFound:
        log.warning("work.unknown", work=job_id)
        return "duplicate"
    if not isinstance(claim, Claimed):
        log.info("work.not_claimed", work=job_id, answer=type(claim).__name__)
        return "held" if hasattr(claim, "when") else "duplicate"
    return run_claimed(claim, engine, engine.handlers[claim.task_name])


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
        log.info("work.done")
        return "done"


def give_back(claim: Claimed, engine: JobEngine, *, error: str) -> str:
    """Wait for the database and make the work due again: nothing of this attempt was saved.

    Waits until the lease is over at most; then the sweep takes the work back as from a dead process.
    """
    pause = 0.2
    while engine.clock.now() < claim.lease_until:
        try:
            with engine.store.transaction() as tx:
                tx.jobs.postpone(claim, until=engine.clock.now(), error=error, count_attempt=False)
        except StoreUnavailable:
            engine.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        except LeaseLost:
            return "superseded"
        else:
            return "returned"
    return "superseded"


def _superseded(claim: Claimed, engine: JobEngine, text: str) -> str:
    """Somebody else was first. If the submission moved on, this work is done; if it still waits for this very
    step, the other one has not ended it and may never do so: the work is tried again."""
    with engine.store.transaction() as tx:
        if not engine.hooks.is_awaited(tx, claim):
            tx.jobs.finish(claim)
            log.info("work.superseded", reason=text)
            return "superseded"
        if claim.attempt >= MOST_CONFLICTS:
            engine.hooks.dead_letter(tx, claim, text, "")
            log.error("work.dead", error=text, exhausted=True)
            return "dead"
        until = engine.clock.now() + timedelta(seconds=CONFLICT_PAUSE_SECONDS * claim.attempt)
        tx.jobs.postpone(claim, until=until, error=text)
    log.warning("work.conflict", reason=text)
    return "retry"


def _settle_error(claim: Claimed, engine: JobEngine, handler: Handler, error: Exception) -> str:
    decision = decide_retry(error, attempt=claim.attempt, policy=handler.policy, chance=random.random)
    text = f"{type(error).__name__}: {error}"
    try:
        match decision:
            case Stop():
                return _superseded(claim, engine, text)
            case RetryIn(seconds):
                until = engine.clock.now() + timedelta(seconds=seconds)
                log.warning("work.retry", error=text, seconds=round(seconds, 1))
                with engine.store.transaction() as tx:
                    tx.jobs.postpone(claim, until=until, error=text)
                engine.observer.retried(claim, type(error).__name__, seconds)
                return "retry"
            case GiveUp(is_exhausted):
                log.error("work.dead", error=text, exhausted=is_exhausted, exc_info=error)
                trace = "".join(traceback.format_exception(error))
                with engine.store.transaction() as tx:
                    engine.hooks.dead_letter(tx, claim, text, trace)
                return "dead"
    except LeaseLost:
        log.warning("work.lease_lost", reason=text)
        return "superseded"
    except StoreUnavailable as away:
        log.warning("work.store_unavailable", reason=str(away))
        return give_back(claim, engine, error=text)
