"""What beat sends and when. Every scheduled task may run twice or late without harm."""

from typing import Any

from app.config.settings import Settings
from app.domain.priority import Priority, broker_priority
from app.escalation.overdue import EVERY_SECONDS as OVERDUE_EVERY_SECONDS

PRUNE_SECONDS = 86_400.0


def beat_schedule(settings: Settings) -> dict[str, Any]:
    """Celery's beat schedule. A message that is not consumed before the next one is sent expires."""
    schedule = {
        "sweep": _every("tasks.sweep", settings.sweep_interval_seconds, settings),
        "escalate-overdue": _every("tasks.escalate_overdue", OVERDUE_EVERY_SECONDS, settings),
    }
    if settings.prunes:
        schedule["prune"] = _every("tasks.prune", PRUNE_SECONDS, settings)
    return schedule


def _every(task: str, seconds: float, settings: Settings) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": seconds,
        "options": {
            "expires": seconds,
            "priority": broker_priority(Priority.URGENT, settings.broker_url),
        },
    }
