"""From a Celery message to a job: what a wakeup of each pipeline task does."""

from typing import Any

import structlog
from celery import current_task

from app.domain.errors import StoreUnavailable
from app.domain.jobs import queue_of
from app.jobs.consume import consume
from app.tasks.process import services
from app.tasks.wakeups import SIGNATURE, SIGNATURE_HEADER

log = structlog.get_logger("copydesk.tasks")


def run_queue(task_name: str, job_id: str) -> str:
    """Run the jobs that wait in this task's queue; a newer release's wakeup is left to newer workers.

    `job_id` is the job that the wakeup was sent for. Which job runs next is decided from the table.
    """
    signature = _signature()
    log.debug("wakeup.answered", task=task_name, sent_for=job_id)
    if signature > SIGNATURE:
        log.warning("wakeup.too_new", task=task_name, signature=signature, known=SIGNATURE)
        return "left to a newer worker"
    try:
        return consume(queue_of(task_name), services().engine)
    except StoreUnavailable as error:
        # The jobs are still due: once the database is back, the sweep sends wakeups again.
        log.warning("wakeup.store_unavailable", reason=str(error))
        return "the database is unavailable"


def _signature() -> int:
    request: Any = current_task.request
    headers = request.headers or {}
    signature = headers.get(SIGNATURE_HEADER, request.get(SIGNATURE_HEADER, SIGNATURE))
    return int(signature) if str(signature).isdigit() else SIGNATURE
