"""Beat's scheduler, which tells the service manager that the clock goes."""

from typing import Any

from celery.beat import PersistentScheduler

from app import service_manager


class Scheduler(PersistentScheduler):
    def setup_schedule(self) -> None:
        super().setup_schedule()
        service_manager.ready("asks for what falls due")

    def tick(self, *given: Any, **named: Any) -> float:
        """One turn; the seconds until the next one."""
        seconds: float = super().tick(*given, **named)
        service_manager.alive()
        return seconds
