"""The Celery task of the evaluation stage."""

from celery import shared_task

from app.domain.jobs import EVALUATE
from app.tasks.base import IdempotentTask
from app.tasks.consume import run_queue


@shared_task(base=IdempotentTask, name=EVALUATE, ignore_result=True)
def evaluate_revision(job_id: str) -> str:
    """Score and judge the revision that the job is about."""
    return run_queue(EVALUATE, job_id)
