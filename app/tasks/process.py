"""The services of this process: built when a task first needs them, and again after a fork."""

import os
import threading
from collections.abc import Callable

from app.jobs.worker import WorkerIdentity
from app.workflow.services import Services


class Process:
    """Holds what belongs to one process id, so that a child never uses its parent's engine or clients."""

    def __init__(self) -> None:
        self.factory: Callable[[WorkerIdentity | None], Services] | None = None
        self.worker: WorkerIdentity | None = None
        """The worker that this process and its children belong to; set at its start, before it forks."""
        self._services: Services | None = None
        self._pid = 0
        self._lock = threading.Lock()

    def services(self) -> Services:
        """Thread-safe. Raises RuntimeError if no worker entry was imported."""
        with self._lock:
            if self._services is None or self._pid != os.getpid():
                if self.factory is None:
                    raise RuntimeError("tasks need a worker entry: import celery_worker.celery_app")
                self._services, self._pid = self.factory(self.worker), os.getpid()
            return self._services

    def forget(self) -> None:
        """Close and drop what this process built."""
        if self._services is not None and self._pid == os.getpid():
            self._services.close()
        self._services = None


PROCESS = Process()
"""This process's instance. The worker's entry sets its factory; nothing is built at import."""


def services() -> Services:
    """This process's services."""
    return PROCESS.services()
