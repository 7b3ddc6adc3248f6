"""The Celery tasks of the escalation stage."""

from celery import shared_task

from app.domain.jobs import ANNOUNCE, NOTIFY, SEND_WEBHOOK
from app.escalation.budgets import announce_budgets
from app.escalation.overdue import escalate_overdue as find_overdue
from app.tasks.base import BaseTask, IdempotentTask
from app.tasks.consume import run_queue
from app.tasks.process import services


@shared_task(base=IdempotentTask, name=ANNOUNCE, ignore_result=True)
def announce(job_id: str) -> str:
    """Notify the reviewers of a new case."""
    return run_queue(ANNOUNCE, job_id)


@shared_task(base=IdempotentTask, name=SEND_WEBHOOK, ignore_result=True)
def send_webhook(job_id: str) -> str:
    """Send one signed webhook."""
    return run_queue(SEND_WEBHOOK, job_id)


@shared_task(base=IdempotentTask, name=NOTIFY, ignore_result=True)
def notify(job_id: str) -> str:
    """Notify one person on one channel."""
    return run_queue(NOTIFY, job_id)


@shared_task(base=BaseTask, name="tasks.escalate_overdue", ignore_result=True)
def escalate_overdue() -> None:
    """Move overdue cases to the next level, send reminders, and check the budgets."""
    store = services().store
    find_overdue(store, services().observer)
    announce_budgets(store, house_per_month=services().settings.month_budget)
