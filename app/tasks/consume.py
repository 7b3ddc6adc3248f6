"""Celery's way to the answer: what a ring of each pipeline task does."""

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
    """Do what waits in this task's queue; a ring of a newer release is left to newer workers.

    `job_id` names what rang. Whose turn it is, the table decides.
    """
    told = _signature()
    log.debug("wakeup.answered", task=task_name, sent_for=job_id)
    if told > SIGNATURE:
        log.warning("wakeup.too_new", task=task_name, signature=told, known=SIGNATURE)
        return "left to a newer worker"
    try:
        return consume(queue_of(task_name), services().engine)
    except StoreUnavailable as error:
        # The rows are still due: once the database is back, the sweep rings again.
        log.warning("wakeup.store_unavailable", reason=str(error))
        return "the database is away"


def _signature() -> int:
    request: Any = current_task.request
    headers = request.headers or {}
    told = headers.get(SIGNATURE_HEADER, request.get(SIGNATURE_HEADER, SIGNATURE))
    return int(told) if str(told).isdigit() else SIGNATURE
