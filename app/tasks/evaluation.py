"""Celery's shell around this stage."""

from celery import shared_task

from app.domain.work import EVALUATE
from app.tasks.base import IdempotentTask
from app.tasks.consume import answer_ring


@shared_task(base=IdempotentTask, name=EVALUATE, ignore_result=True)
def evaluate_revision(work_id: str) -> str:
    """Score and judge the revision that this work is about."""
    return answer_ring(EVALUATE, work_id)
