"""Start and stop of a worker: the identity of its processes, and the jobs that it hands back."""

import os
from typing import Any

import structlog
from celery import signals

from app.domain.errors import CopydeskError
from app.jobs.sweep import hand_back
from app.jobs.worker import WorkerIdentity
from app.tasks.process import PROCESS

log = structlog.get_logger("copydesk.worker")


def follow_worker(worker: Any) -> None:
    """Record this worker's identity before it forks, so that every child has it, and await its shutdown."""
    PROCESS.worker = WorkerIdentity(worker_pid=os.getpid(), slots=_slots(worker))
    signals.worker_ready.connect(_on_ready, weak=False)
    signals.worker_shutdown.connect(_on_shutdown, weak=False)


def _on_ready(sender: Any, **_: Any) -> None:
    """`--concurrency=auto` is resolved only after the start; later children get the resolved number."""
    slots = _slots(sender.controller if hasattr(sender, "controller") else sender)
    PROCESS.worker = WorkerIdentity(worker_pid=os.getpid(), slots=slots)


def _slots(worker: Any) -> int:
    concurrency = str(getattr(worker, "concurrency", ""))
    return int(concurrency) if concurrency.isdigit() else os.cpu_count() or 1


def _on_shutdown(**_: Any) -> None:
    """The children are gone: their jobs become due again at once, not after half a minute of silence."""
    if PROCESS.worker is None or PROCESS.worker.worker_pid != os.getpid():
        return
    try:
        hand_back(PROCESS.services().engine)
    except CopydeskError as error:
        log.warning("worker.not_handed_back", reason=str(error))
    finally:
        PROCESS.forget()
