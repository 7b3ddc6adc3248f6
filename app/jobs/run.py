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
from app.jobs.handler import Handler
from app.workflow.services import Services
from app.workflow.transitions import dead_letter_job, still_waits

log = structlog.get_logger("copydesk.work")

LONGEST_PAUSE_SECONDS = 5.0
MOST_CONFLICTS = 8
"""Attempts at a step that a submission waits for and that somebody else seems to be doing."""
CONFLICT_PAUSE_SECONDS = 5.0


def run_next(queue: str, services: Services, scheduler: FairScheduler) -> str | None:
    """Do the work whose turn it is in this queue, and say how it ended; None when none may start.

    Raises StoreUnavailable when the database is away before anything was claimed.
    """
    settings = services.settings
    services.heartbeat.ensure(services.worker)
    reserves = queue in settings.reserve_urgent and services.worker.slots > 1
    with services.store.transaction() if reserves else services.store.statement() as tx:
        only_urgent = reserves and not tx.jobs.takes_regular(
            queue, worker=services.worker.worker, slots=services.worker.slots
        )
        claim = tx.jobs.claim_next(
            queue,
            scheduler,
            holder=services.heartbeat.process_id,
            lease=timedelta(seconds=settings.lease_seconds),
            overdue_after=timedelta(seconds=settings.start_within_seconds),
            only_urgent=only_urgent,
        )
    if claim is None:
        return None
    scheduler.record(claim.priority, claim.project_id)
    return run_claimed(claim, services, services.handlers[claim.task_name])


def run_work(job_id: str, services: Services) -> str:
    """Do this piece of work, whoever's turn it is, at most once at a time, and say how it ended.

    Returns `done`, `duplicate`, `held`, `retry`, `dead`, `superseded` or `returned`. Raises StoreUnavailable
    when the database is away before it was claimed.
    """
    settings = services.settings
    services.heartbeat.ensure(services.worker)
    try:
        with services.store.transaction() as tx:
            claim = tx.jobs.claim(
                job_id, holder=services.heartbeat.process_id, lease=timedelta(seconds=settings.lease_seconds)
            )
    except NotFound:
        log.warning("work.unknown", work=job_id)
        return "duplicate"
    if not isinstance(claim, Claimed):
        log.info("work.not_claimed", work=job_id, answer=type(claim).__name__)
        return "held" if hasattr(claim, "when") else "duplicate"
    return run_claimed(claim, services, services.handlers[claim.task_name])


def run_claimed(claim: Claimed, services: Services, stage: Handler) -> str:
    """Do what was claimed. Whatever happens, the row says how it ended or the work is due again."""
    services.observer.began(claim)
    begun = time.monotonic()
    outcome = _do(claim, services, stage)
    services.observer.ended(claim, outcome, time.monotonic() - begun)
    return outcome


def _do(claim: Claimed, services: Services, stage: Handler) -> str:
    limit = stage.policy.max_retries + 1
    with structlog.contextvars.bound_contextvars(
        task=claim.task_name, submission=claim.submission_id, attempt=f"{claim.attempt}/{limit}"
    ):
        try:
            stage.handler(claim, services)
        except StoreUnavailable as error:
            log.warning("work.store_unavailable", reason=str(error))
            return give_back(claim, services, error=str(error))
        except Exception as error:  # noqa: BLE001 - every error has a decision, and is logged there
            return _settle_error(claim, services, stage, error)
        log.info("work.done")
        return "done"


def give_back(claim: Claimed, services: Services, *, error: str) -> str:
    """Wait for the database and make the work due again: nothing of this attempt was saved.

    Waits until the lease is over at most; then the sweep takes the work back as from a dead process.
    """
    pause = 0.2
    while services.clock.now() < claim.lease_until:
        try:
            with services.store.transaction() as tx:
                tx.jobs.postpone(claim, until=services.clock.now(), error=error, count_attempt=False)
        except StoreUnavailable:
            services.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        except LeaseLost:
            return "superseded"
        else:
            return "returned"
    return "superseded"


def _superseded(claim: Claimed, services: Services, text: str) -> str:
    """Somebody else was first. If the submission moved on, this work is done; if it still waits for this very
    step, the other one has not ended it and may never do so: the work is tried again."""
    with services.store.transaction() as tx:
        if not still_waits(tx, claim):
            tx.jobs.finish(claim)
            log.info("work.superseded", reason=text)
            return "superseded"
        if claim.attempt >= MOST_CONFLICTS:
            dead_letter_job(tx, claim, services, error=text, trace="")
            log.error("work.dead", error=text, exhausted=True)
            return "dead"
        until = services.clock.now() + timedelta(seconds=CONFLICT_PAUSE_SECONDS * claim.attempt)
        tx.jobs.postpone(claim, until=until, error=text)
    log.warning("work.conflict", reason=text)
    return "retry"


def _settle_error(claim: Claimed, services: Services, stage: Handler, error: Exception) -> str:
    decision = decide_retry(error, attempt=claim.attempt, policy=stage.policy, chance=random.random)
    text = f"{type(error).__name__}: {error}"
    try:
        match decision:
            case Stop():
                return _superseded(claim, services, text)
            case RetryIn(seconds):
                until = services.clock.now() + timedelta(seconds=seconds)
                log.warning("work.retry", error=text, seconds=round(seconds, 1))
                with services.store.transaction() as tx:
                    tx.jobs.postpone(claim, until=until, error=text)
                services.observer.retried(claim, type(error).__name__, seconds)
                return "retry"
            case GiveUp(is_exhausted):
                log.error("work.dead", error=text, exhausted=is_exhausted, exc_info=error)
                trace = "".join(traceback.format_exception(error))
                with services.store.transaction() as tx:
                    dead_letter_job(tx, claim, services, error=text, trace=trace)
                return "dead"
    except LeaseLost:
        log.warning("work.lease_lost", reason=text)
        return "superseded"
    except StoreUnavailable as away:
        log.warning("work.store_unavailable", reason=str(away))
        return give_back(claim, services, error=text)
