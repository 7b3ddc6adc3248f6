"""A worker counts what its processes do, and serves the counters if a port is set."""

from typing import Any

import structlog
from billiard.process import current_process
from celery import signals

from app.config.settings import Settings
from app.jobs.observer import Observer
from app.observability import traced
from app.observability.metrics.counters import WorkCounters, prepare
from app.observability.metrics.files import serve_counters

log = structlog.get_logger("copydesk.metrics")


def count_work(worker: Any, settings: Settings) -> None:
    """Before the fork, set up the children's counters; once the worker is ready, serve them."""
    folder = prepare(settings.state_dir, str(worker.hostname), slot=_slot)
    if not settings.metrics_port:
        return

    def serve(**_: Any) -> None:
        host, port = settings.metrics_host, settings.metrics_port
        try:
            serve_counters(folder, host=host, port=port)
        except OSError as error:
            # A worker without metrics is better than no worker.
            log.warning("metrics.not_served", host=host, port=port, reason=str(error))

    signals.worker_ready.connect(serve, weak=False)


def counting_observer(settings: Settings) -> Observer:
    """An observer that counts what a worker's process does."""
    return traced(WorkCounters(), settings, component="worker")


def _slot() -> str:
    """The process's slot in the pool: the successor of a dead process has the same."""
    return str(getattr(current_process(), "index", "main"))
