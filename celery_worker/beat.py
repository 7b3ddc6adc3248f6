"""Beat's scheduler, which reports to the service manager that it is running."""

from typing import Any

from celery.beat import PersistentScheduler

from app.platform import systemd


class Scheduler(PersistentScheduler):
    def setup_schedule(self) -> None:
        super().setup_schedule()
        systemd.ready("sends the scheduled tasks")

    def tick(self, *given: Any, **named: Any) -> float:
        """One tick; returns the seconds until the next one."""
        seconds: float = super().tick(*given, **named)
        systemd.alive()
        return seconds
