"""A worker touches a file while its loop turns, so that a probe looks at a file and asks nobody.

`inspect ping` from every probe of every pod is a broadcast that all workers answer, and it answers while
nothing is consumed. The file is touched by the loop that reads from the broker, and grows old with it.
"""

import re
from pathlib import Path
from typing import Any

from celery import signals

from app.settings import Settings

FOLDER = "pulse"
EVERY_SECONDS = 5.0
"""A probe takes a file older than a minute for a worker that does not turn."""


def pulse_file(state_dir: Path, worker: str) -> Path:
    """The file of the worker with this node name."""
    return state_dir / FOLDER / re.sub(r"[^A-Za-z0-9._-]", "-", worker)


def show_pulse(settings: Settings) -> None:
    """Touch the file in a steady rhythm from when the worker is ready until it stops."""

    def start(sender: Any, **_: Any) -> None:
        path = pulse_file(settings.state_dir, str(sender.hostname))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch()
        sender.timer.call_repeatedly(EVERY_SECONDS, path.touch)

    def stop(sender: Any, **_: Any) -> None:
        pulse_file(settings.state_dir, str(sender.hostname)).unlink(missing_ok=True)

    signals.worker_ready.connect(start, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)
