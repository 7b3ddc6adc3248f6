"""Celery's shell around this stage."""

from celery import shared_task

from app.domain.work import ANNOUNCE, NOTIFY, SEND_WEBHOOK
from app.escalation.budgets import tell_of_budgets
from app.escalation.overdue import escalate_overdue as find_overdue
from app.tasks.base import BaseTask, IdempotentTask
from app.tasks.consume import answer_ring
from app.tasks.process import services


@shared_task(base=IdempotentTask, name=ANNOUNCE, ignore_result=True)
def announce(work_id: str) -> str:
    """Tell the reviewers of a new case."""
    return answer_ring(ANNOUNCE, work_id)


@shared_task(base=IdempotentTask, name=SEND_WEBHOOK, ignore_result=True)
def send_webhook(work_id: str) -> str:
    """Send one signed webhook."""
    return answer_ring(SEND_WEBHOOK, work_id)


@shared_task(base=IdempotentTask, name=NOTIFY, ignore_result=True)
def notify(work_id: str) -> str:
    """Tell one person on one channel."""
    return answer_ring(NOTIFY, work_id)


@shared_task(base=BaseTask, name="tasks.escalate_overdue", ignore_result=True)
def escalate_overdue() -> None:
    """Move overdue cases to the next level, remind, and look at the budgets."""
    find_overdue(services())
    tell_of_budgets(services())
