"""Celery's shell around this stage."""

from celery import shared_task

from app.domain.work import REWRITE, RUN_BATCH
from app.tasks.base import CriticalTask, IdempotentTask
from app.tasks.consume import answer_ring


@shared_task(base=CriticalTask, name=REWRITE, ignore_result=True)
def rewrite_revision(work_id: str) -> str:
    """Run one rewrite cycle; whether it is tried again is the row's decision."""
    return answer_ring(REWRITE, work_id)


@shared_task(base=IdempotentTask, name=RUN_BATCH, ignore_result=True)
def run_batch(work_id: str) -> str:
    """Send a batch, or look whether its answers are there."""
    return answer_ring(RUN_BATCH, work_id)
