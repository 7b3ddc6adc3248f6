"""A worker that consumes touches a file and tells the service manager; one that does not falls silent.

`inspect ping` from every probe of every pod is a broadcast that all workers answer, and it answers while
nothing is consumed. The file is touched by the loop that reads from the broker, and grows old with it.
"""

import re
from pathlib import Path
from typing import Any

import structlog
from celery import signals

from app.config.settings import Settings
from app.platform import systemd

FOLDER = "pulse"
EVERY_SECONDS = 5.0
"""A probe takes a file older than a minute for a worker that does not turn."""
log = structlog.get_logger("copydesk.worker")


def pulse_file(state_dir: Path, worker: str) -> Path:
    """The file of the worker with this node name."""
    return state_dir / FOLDER / re.sub(r"[^A-Za-z0-9._-]", "-", worker)


def show_pulse(settings: Settings) -> None:
    """Show it in a steady rhythm from when the worker is ready until it stops, while it consumes."""

    def start(sender: Any, **_: Any) -> None:
        path = pulse_file(settings.state_dir, str(sender.hostname))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch()
        queues = ", ".join(sorted(sender.app.amqp.queues.consume_from))
        systemd.ready(f"serves {queues}")
        was = ""

        def beat() -> None:
            nonlocal was
            told = sender.stuck()
            if told and not was:
                log.error("worker.stuck", worker=str(sender.hostname), reason=told)
            was = told
            if not told:
                path.touch()
                systemd.alive()

        sender.timer.call_repeatedly(EVERY_SECONDS, beat)

    def stop(sender: Any, **_: Any) -> None:
        pulse_file(settings.state_dir, str(sender.hostname)).unlink(missing_ok=True)

    signals.worker_ready.connect(start, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)
