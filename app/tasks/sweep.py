"""The Celery task for the sweep."""

import structlog
from celery import shared_task

from app.domain.errors import StoreFault, StoreUnavailable
from app.jobs.sweep import sweep as find_what_is_due
from app.tasks.base import BaseTask
from app.tasks.process import services

log = structlog.get_logger("copydesk.sweep")


@shared_task(base=BaseTask, name="tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Wake workers for waiting jobs and requeue those of dead processes. Not retried: the next comes soon."""
    try:
        find_what_is_due(services().engine)
    except StoreUnavailable as error:
        log.warning("sweep.store_unavailable", reason=str(error))
    except StoreFault as error:
        log.exception("sweep.failed", error=str(error), exc_info=error)
