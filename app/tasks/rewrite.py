"""The Celery tasks of the rewrite stage."""

from celery import shared_task

from app.domain.jobs import REWRITE, RUN_BATCH
from app.tasks.base import CriticalTask, IdempotentTask
from app.tasks.consume import run_queue


@shared_task(base=CriticalTask, name=REWRITE, ignore_result=True)
def rewrite_revision(job_id: str) -> str:
    """Run one rewrite cycle; whether it is retried is decided in the database."""
    return run_queue(REWRITE, job_id)


@shared_task(base=IdempotentTask, name=RUN_BATCH, ignore_result=True)
def run_batch(job_id: str) -> str:
    """Send a batch, or check whether its responses have arrived."""
    return run_queue(RUN_BATCH, job_id)
