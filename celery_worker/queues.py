"""The four queues, how tasks are routed, and how a queue is declared on each broker."""

from typing import Any

from kombu import Exchange, Queue

from app.domain.priority import BROKER_STEPS

DEFAULT_QUEUE = "celery"
QUEUES = ("evaluation", "rewrite", "escalation", DEFAULT_QUEUE)
ROUTES = {f"{queue}.*": {"queue": queue} for queue in QUEUES if queue != DEFAULT_QUEUE}
"""By task name: `rewrite.rewrite_revision` goes to `rewrite`, everything else to the default queue."""


def is_amqp(broker_url: str) -> bool:
    """Whether the broker is RabbitMQ rather than Redis."""
    return broker_url.startswith(("amqp", "pyamqp"))


def task_queues(broker_url: str, *, queue_type: str) -> tuple[Queue, ...]:
    """The queues with durable direct exchanges.

    On RabbitMQ a classic queue gets `x-max-priority`; a quorum queue has two fixed levels and accepts none.
    """
    arguments: dict[str, Any] = {}
    if is_amqp(broker_url):
        arguments["x-queue-type"] = queue_type
        if queue_type == "classic":
            arguments["x-max-priority"] = BROKER_STEPS[-1]
    return tuple(
        Queue(name, Exchange(name, type="direct"), routing_key=name, queue_arguments=arguments or None)
        for name in QUEUES
    )
