"""Every worker requests the sweep, so that lost jobs are recovered even without beat (docs/adr/0001)."""

import time
from typing import Any

from celery import Celery, signals
from celery.worker import state
from kombu.exceptions import OperationalError

from app.config.settings import Settings
from app.domain.priority import Priority, broker_priority


def schedule_sweeps(app: Celery, settings: Settings) -> None:
    """Send `tasks.sweep` to one of this worker's own queues at the sweep's interval, once it is ready."""
    worker_state: Any = state

    def start(sender: Any, **_: Any) -> None:
        def request_sweep() -> None:
            if worker_state.should_stop is not None:
                # Celery still fires timers while the pool ends, and nobody would receive this message.
                return
            # Read each time: an operator may cancel and add queues while it runs.
            queues = sorted(sender.app.amqp.queues.consume_from)
            if not queues:
                return
            try:
                app.send_task(
                    "tasks.sweep",
                    queue=queues[0],
                    expires=settings.sweep_interval_seconds,
                    priority=broker_priority(Priority.URGENT, settings.broker_url),
                    ignore_result=True,
                    retry=False,
                )
            except (OperationalError, OSError):
                # The next run tries again; the worker itself reports that its broker is unavailable.
                return
            sender.consumption.asked(time.monotonic())

        request_sweep()  # this worker may be the first to start after a broker lost everything
        sender.timer.call_repeatedly(settings.sweep_interval_seconds, request_sweep)

    signals.worker_ready.connect(start, weak=False)
