"""Jobs as a worker takes them: by the claim that ships, in the order of the table."""

from datetime import timedelta

from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed
from app.jobs.run import run_next
from app.workflow.services import Services

MOST_JOBS = 1000


def run_job(services: Services, queue: str = "evaluation") -> str | None:
    """How the next job of this queue ended; None where none may start now."""
    return run_next(queue, services.engine, FairScheduler())


def run_jobs(services: Services, queue: str = "evaluation") -> list[str]:
    """How each job of this queue ended that may start now, and those that they caused in it."""
    scheduler, outcomes = FairScheduler(), []
    while (outcome := run_next(queue, services.engine, scheduler)) is not None:
        outcomes.append(outcome)
        assert len(outcomes) < MOST_JOBS, "the same work is taken again and again"
    return outcomes


def claim_job(
    services: Services, queue: str = "evaluation", *, holder: str = "test", lease_seconds: float = 60.0
) -> Claimed | None:
    """Take the next job of this queue and leave it running, as a process that is at work does."""
    with services.store.transaction() as tx:
        return tx.jobs.claim_next(
            queue,
            FairScheduler(),
            holder=holder,
            lease=timedelta(seconds=lease_seconds),
            overdue_after=timedelta(minutes=15),
        )
