"""A worker that consumes touches a file and notifies the service manager; one that does not stops doing so.

An `inspect ping` by every probe of every pod is a broadcast that all workers answer, even while nothing is
consumed. The file is touched by the loop that reads from the broker, and becomes stale when it stops.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from celery import signals

from app.config.settings import Settings
from app.platform import systemd

FOLDER = "liveness"
EVERY_SECONDS = 5.0
"""Probes consider a worker dead when its file is older than a minute."""
log = structlog.get_logger("copydesk.worker")


def liveness_file(state_dir: Path, worker: str) -> Path:
    """The file that the worker with this node name touches."""
    return state_dir / FOLDER / re.sub(r"[^A-Za-z0-9._-]", "-", worker)


def report_liveness(settings: Settings) -> None:
    """Report at a steady interval from when the worker is ready until it stops, as long as it consumes."""

    def start(sender: Any, **_: Any) -> None:
        path = liveness_file(settings.state_dir, str(sender.hostname))
        # Without it only probes that look at the file miss something; a worker needs no folder of its own.
        keeps_file = _make(path)
        queues = ", ".join(sorted(sender.app.amqp.queues.consume_from))
        systemd.ready(f"serves {queues}")
        reported = ""

        def beat() -> None:
            nonlocal reported
            reason = sender.stuck()
            if reason and not reported:
                log.error("worker.stuck", worker=str(sender.hostname), reason=reason)
            reported = reason
            if not reason:
                if keeps_file:
                    path.touch()
                systemd.alive()

        sender.timer.call_repeatedly(EVERY_SECONDS, beat)

    def stop(sender: Any, **_: Any) -> None:
        with suppress(OSError):
            liveness_file(settings.state_dir, str(sender.hostname)).unlink(missing_ok=True)

    signals.worker_ready.connect(start, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)


def _make(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch()
    except OSError as error:
        reason = (
            f"{path} cannot be made ({error.strerror}): set COPYDESK_HOME to a folder that can be written"
        )
        log.warning("worker.no_liveness_file", reason=reason)
        return False
    return True
