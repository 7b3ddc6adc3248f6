"""Beat's scheduler, which reports to the service manager that it is running."""

from typing import Any

from celery.beat import PersistentScheduler

from app.platform import systemd
from app.platform.paths import set_private_umask


class Scheduler(PersistentScheduler):
    def setup_schedule(self) -> None:
        set_private_umask()  # here, and not in beat_init: Celery opens the schedule's file before that
        super().setup_schedule()
        systemd.ready("sends the scheduled tasks")

    def tick(self, *given: Any, **named: Any) -> float:
        """One tick; returns the seconds until the next one."""
        seconds: float = super().tick(*given, **named)
        systemd.alive()
        return seconds
