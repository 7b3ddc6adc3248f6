"""Beat's scheduler, which tells the service manager that the clock goes."""

from typing import Any

from celery.beat import PersistentScheduler

from app.platform import systemd


class Scheduler(PersistentScheduler):
    def setup_schedule(self) -> None:
        super().setup_schedule()
        systemd.ready("asks for what falls due")

    def tick(self, *given: Any, **named: Any) -> float:
        """One turn; the seconds until the next one."""
        seconds: float = super().tick(*given, **named)
        systemd.alive()
        return seconds
