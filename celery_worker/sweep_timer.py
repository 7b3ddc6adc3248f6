"""Every worker rings for the sweep, so that lost work comes back even where no beat runs (docs/adr/0001)."""

import time
from typing import Any

from celery import Celery, signals
from kombu.exceptions import OperationalError

from app.config.settings import Settings
from app.domain.priority import Priority, broker_priority


def ring_for_sweeps(app: Celery, settings: Settings) -> None:
    """Send `tasks.sweep` to one of this worker's own queues in the sweep's rhythm, once it is ready."""

    def start(sender: Any, **_: Any) -> None:
        def ask_for_sweep() -> None:
            # Asked each time: an operator may cancel and add queues while it runs.
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
                # The next turn tries again; the worker itself reports that its broker is away.
                return
            sender.consumption.asked(time.monotonic())

        ask_for_sweep()  # a worker that starts may be the first after a broker lost everything
        sender.timer.call_repeatedly(settings.sweep_interval_seconds, ask_for_sweep)

    signals.worker_ready.connect(start, weak=False)
