"""The Celery task for retention."""

from datetime import timedelta

import structlog
from celery import shared_task

from app.operations.prune import prune as remove_old
from app.tasks.base import BaseTask
from app.tasks.process import services

log = structlog.get_logger("copydesk.prune")


@shared_task(base=BaseTask, name="tasks.prune", ignore_result=True)
def prune() -> None:
    """Remove decided submissions that are past their retention period, a few at a time: if it is
    interrupted, the next run continues."""
    own = services()
    removed = remove_old(own, own.clock.now() - timedelta(days=own.settings.keep_days))
    log.info("pruned", submissions=removed)
