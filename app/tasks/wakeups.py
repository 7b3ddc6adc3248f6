"""The wakeups: the only code that sends a pipeline message. The sweep sends those that are missing.

A message is not the job itself, so a few are enough: at most a window of them waits in each queue, however
many jobs do. What was sent is not remembered; when the window seems full, the broker is asked how many wait.
A broker that was emptied or replaced answers "none" and is filled again.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from kombu.transport import virtual

from app.domain.jobs import JobMessage, queue_of
from app.domain.priority import broker_priority

log = structlog.get_logger("copydesk.wakeups")

SIGNATURE = 1
"""Version of the message's meaning. A worker leaves a message with a higher one to newer workers."""
SIGNATURE_HEADER = "copydesk_signature"
SILENT_FOR_SECONDS = 5.0
"""How long no wakeups are sent after one has failed, so that callers do not wait for the broker again."""
FRESH_FOR_SECONDS = 1.0


class WakeupSender:
    """The store's `Notify`. Never raises when the broker is unavailable: the jobs are still due."""

    def __init__(self, celery_app: Celery, *, broker_url: str, window: int) -> None:
        self._app = celery_app
        self._broker_url = broker_url
        self._window = window
        self._room: dict[str, int] = defaultdict(int)
        self._looked_at: dict[str, float] = defaultdict(float)
        self._silent_until = 0.0
        self.trouble: BaseException | None = None
        """Why the broker could not be reached at the last wakeup; None if it was."""

    def __call__(self, messages: Sequence[JobMessage]) -> None:
        if time.monotonic() < self._silent_until:
            return
        by_queue: dict[str, list[JobMessage]] = defaultdict(list)
        for message in messages:
            by_queue[queue_of(message.task_name)].append(message)
        try:
            for queue, wakeups in by_queue.items():
                self._send(queue, sorted(wakeups, key=lambda message: message.priority))
            self.trouble = None
        except self._connection_errors() as error:
            self.trouble = error
            self._silent_until = time.monotonic() + SILENT_FOR_SECONDS
            log.warning("wakeups.broker_away", error=str(error))

    def _connection_errors(self) -> tuple[type[BaseException], ...]:
        """Everything that a transport raises when its broker is gone; each has its own."""
        connection: Any = self._app.connection_for_write()
        return (OperationalError, OSError, *connection.connection_errors, *connection.channel_errors)

    def _send(self, queue: str, wakeups: list[JobMessage]) -> None:
        """Send while there is room. Only wakeups that are waiting now count: the worker that receives one of
        them will find the jobs of this call, because they were committed before."""
        is_old = time.monotonic() - self._looked_at[queue] > FRESH_FOR_SECONDS
        if self._room[queue] < len(wakeups) or (is_old and len(wakeups) > 1):
            self._room[queue] = self._window - self.waiting(queue)
            self._looked_at[queue] = time.monotonic()
        sendable = wakeups[: max(0, self._room[queue])]
        if not sendable:
            return
        with self._app.producer_pool.acquire(block=True, timeout=5) as producer:
            for message in sendable:
                self._app.send_task(
                    message.task_name,
                    args=(message.job_id,),
                    queue=queue,
                    priority=broker_priority(message.priority, self._broker_url),
                    headers={SIGNATURE_HEADER: SIGNATURE},
                    producer=producer,
                    ignore_result=True,
                )
                self._room[queue] -= 1

    def waiting(self, queue: str) -> int:
        """How many wakeups wait in the broker's queue. Raises what `_connection_errors` lists."""
        pool: Any = self._app.pool
        with pool.acquire(block=True, timeout=5) as connection:
            try:
                return self._look(connection, queue)
            except connection.connection_errors:
                # This connection was cut; the next one may work.
                connection.collect()
                return self._look(connection, queue)

    def _look(self, connection: Any, queue: str) -> int:
        if not isinstance(connection.transport, virtual.Transport):
            # RabbitMQ closes a channel that asks about a queue that does not exist.
            with connection.channel() as channel:
                return self._look_through(channel, connection, queue)
        # On Redis a channel has its own clients: opening one costs ten times as much as the query.
        channel = connection.default_channel
        if channel.connection is None:  # it was closed together with its connection
            connection.collect()
            channel = connection.default_channel
        # Half the cost of declaring the queue as well: a queue that does not exist counts as empty.
        return int(channel._size(queue))  # noqa: SLF001 - what kombu's transports implement

    def _look_through(self, channel: Any, connection: Any, queue: str) -> int:
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except connection.channel_errors:
            # The queue does not exist: it was deleted.
            with connection.channel() as another:
                self._app.amqp.queues[queue].bind(another).declare()
            return 0


def celery_wakeups(celery_app: Celery, *, broker_url: str, window: int = 16) -> WakeupSender:
    """The wakeups of this process."""
    return WakeupSender(celery_app, broker_url=broker_url, window=window)
