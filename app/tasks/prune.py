"""Celery's shell around retention."""

from datetime import timedelta

import structlog
from celery import shared_task

from app.operations.prune import prune as remove_old
from app.tasks.base import BaseTask
from app.tasks.process import services

log = structlog.get_logger("copydesk.prune")


@shared_task(base=BaseTask, name="tasks.prune", ignore_result=True)
def prune() -> None:
    """Remove decided submissions that are older than they are kept. A few at a time: stopped anywhere, the
    next one goes on."""
    desk = services()
    removed = remove_old(desk, desk.clock.now() - timedelta(days=desk.settings.keep_days))
    log.info("pruned", submissions=removed)
