"""The wakeups: the only place that sends a pipeline message. What it does not send, the sweep rings for.

A message is not the work, so few are enough: at most a window of them waits in each queue, however much work
does. Nothing is remembered of what was sent; when the window seems full, the broker is asked how many wait.
A broker that was emptied, or another one in its place, answers "none" and is filled again.
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
"""Version of what a message means. A worker that gets a higher one leaves it to newer workers."""
SIGNATURE_HEADER = "copydesk_signature"
SILENT_FOR_SECONDS = 5.0
"""After a failed ring nobody waits for the broker again for so long."""
FRESH_FOR_SECONDS = 1.0


class WakeupSender:
    """A `ring` for the store. Never raises for a broker that is away: the rows are still due."""

    def __init__(self, celery_app: Celery, *, broker_url: str, window: int) -> None:
        self._app = celery_app
        self._broker_url = broker_url
        self._window = window
        self._room: dict[str, int] = defaultdict(int)
        self._looked_at: dict[str, float] = defaultdict(float)
        self._silent_until = 0.0
        self.trouble: BaseException | None = None
        """Why the broker could not be reached at the last ring; None when it was."""

    def __call__(self, messages: Sequence[JobMessage]) -> None:
        if time.monotonic() < self._silent_until:
            return
        by_queue: dict[str, list[JobMessage]] = defaultdict(list)
        for message in messages:
            by_queue[queue_of(message.task_name)].append(message)
        try:
            for queue, rings in by_queue.items():
                self._send(queue, sorted(rings, key=lambda message: message.priority))
            self.trouble = None
        except self._away() as error:
            self.trouble = error
            self._silent_until = time.monotonic() + SILENT_FOR_SECONDS
            log.warning("wakeups.broker_away", error=str(error))

    def _away(self) -> tuple[type[BaseException], ...]:
        """All that a transport raises when its broker is gone; each names its own."""
        connection: Any = self._app.connection_for_write()
        return (OperationalError, OSError, *connection.connection_errors, *connection.channel_errors)

    def _send(self, queue: str, rings: list[JobMessage]) -> None:
        """Ring while there is room. Seen from here only rings that are waiting now count: who answers one of
        them finds the work of this call, because it was committed before."""
        is_old = time.monotonic() - self._looked_at[queue] > FRESH_FOR_SECONDS
        if self._room[queue] < len(rings) or (is_old and len(rings) > 1):
            self._room[queue] = self._window - self.waiting(queue)
            self._looked_at[queue] = time.monotonic()
        sendable = rings[: max(0, self._room[queue])]
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
        """How many rings wait in the broker's queue. Raises what `_away` names."""
        pool: Any = self._app.pool
        with pool.acquire(block=True, timeout=5) as connection:
            try:
                return self._look(connection, queue)
            except connection.connection_errors:
                # This connection was cut; the next one may do.
                connection.collect()
                return self._look(connection, queue)

    def _look(self, connection: Any, queue: str) -> int:
        if not isinstance(connection.transport, virtual.Transport):
            # RabbitMQ closes the channel of a question about a queue that is not there.
            with connection.channel() as channel:
                return self._look_through(channel, connection, queue)
        # On Redis a channel is clients of its own: to open one costs ten times the question.
        channel = connection.default_channel
        if channel.connection is None:  # it was closed together with the connection that it was opened on
            connection.collect()
            channel = connection.default_channel
        # Half the cost of asking for the queue as well: one that does not exist is an empty one.
        return int(channel._size(queue))  # noqa: SLF001 - what kombu's transports implement

    def _look_through(self, channel: Any, connection: Any, queue: str) -> int:
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except connection.channel_errors:
            # No such queue: it was deleted.
            with connection.channel() as another:
                self._app.amqp.queues[queue].bind(another).declare()
            return 0


def celery_wakeups(celery_app: Celery, *, broker_url: str, window: int = 16) -> WakeupSender:
    """The wakeups of this process."""
    return WakeupSender(celery_app, broker_url=broker_url, window=window)
