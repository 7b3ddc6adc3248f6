"""Celery's consumer, which also checks whether it receives messages, and reports to the service manager."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from celery import signals
from celery.worker import state
from celery.worker.consumer import Consumer as CeleryConsumer
from kombu import Message
from redis.exceptions import ResponseError

from app.platform import systemd
from celery_worker.consumption import Consumption
from celery_worker.refusal import refusal_of

CONNECTING_SECONDS = 60.0
"""More than one attempt to reach the broker and the pause after it take."""


REFUSED_PAUSE_SECONDS = 1.0
log = structlog.get_logger("copydesk.worker")


class Consumer(CeleryConsumer):
    consumption: Consumption

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        conf = self.app.conf
        self.consumption = Consumption(
            deaf_after_seconds=conf.copydesk_deaf_after,
            busy_at_most_seconds=conf.task_time_limit + conf.copydesk_deaf_after,
        )

    def stuck(self) -> str:
        """Why this worker is considered stuck; empty if all is well."""
        return self.consumption.stuck(
            time.monotonic(),
            is_full=len(state.reserved_requests) >= max(1, self.pool.num_processes),
            is_listening=bool(self.app.amqp.queues.consume_from),
        )

    def create_task_handler(self, *given: Any, **named: Any) -> Callable[[Message], Any]:
        handle: Callable[[Message], Any] = super().create_task_handler(*given, **named)

        def record(message: Message) -> Any:
            self.consumption.received()
            return handle(message)

        return record

    def ensure_connected(self, conn: Any) -> Any:
        # An unavailable broker is not a reason for a restart: kombu calls back every second while it waits.
        connect = conn.ensure_connection

        def patiently(errback: Any, max_retries: Any, callback: Callable[[], None]) -> Any:
            def waiting() -> None:
                systemd.patience(CONNECTING_SECONDS, "waiting for the broker")
                callback()

            return connect(errback, max_retries, callback=waiting)

        conn.ensure_connection = patiently
        try:
            return super().ensure_connected(conn)
        finally:
            del conn.ensure_connection

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        super().on_connection_error_after_connected(exc)
        if isinstance(exc, ResponseError):
            # The broker answers and refuses: a Redis that is being replaced, or a key that is not a queue.
            log.error("broker.refuses", reason=refusal_of(self.app, exc))
            systemd.patience(CONNECTING_SECONDS, "waiting for the broker")
            time.sleep(REFUSED_PAUSE_SECONDS)

    def stop(self) -> None:
        # Running tasks may finish now, and the loop that reports `alive` has ended.
        systemd.patience(self.consumption.busy_at_most_seconds, "waiting for running tasks to finish")
        super().stop()

    def on_decode_error(self, message: Message, exc: Exception) -> Any:
        # Celery has no signal for a message that could not be decoded.
        super().on_decode_error(message, exc)
        signals.task_rejected.send(sender=self, message=message, exc=exc)
