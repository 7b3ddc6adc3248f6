"""`tasks.health_check`: what this worker can reach, requested through the queue that it serves."""

from typing import Any

from celery import Task, shared_task

from app.operations.health import report
from app.tasks.base import BaseTask
from app.tasks.process import services


@shared_task(
    base=BaseTask,
    bind=True,
    name="tasks.health_check",
    ignore_result=False,
    soft_time_limit=20,
    time_limit=25,
)
def health_check(self: "Task[Any, Any]") -> dict[str, Any]:
    """Broker, database, migrations, detector and disk, each with its latency in milliseconds."""
    found = report(services(), ping_broker=lambda: _ping(self))
    delivery = self.request.delivery_info or {}
    return {"queue": delivery.get("routing_key", ""), "worker": self.request.hostname or "", **found}


def _ping(task: "Task[Any, Any]") -> str:
    with task.app.connection_for_write(connect_timeout=3) as connection:
        connection.ensure_connection(max_retries=0, timeout=3)
        return str(connection.transport.driver_name)
