"""Celery's shell around this stage."""

from celery import shared_task

from app.domain.work import REWRITE
from app.tasks.answer import answer_ring
from app.tasks.base import CriticalTask


@shared_task(base=CriticalTask, name=REWRITE, ignore_result=True)
def rewrite_revision(work_id: str) -> str:
    """Run one rewrite cycle; whether it is tried again is the row's decision."""
    return answer_ring(REWRITE, work_id)
