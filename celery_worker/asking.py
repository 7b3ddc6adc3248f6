"""What operators can learn only from the broker: which workers are up, how many messages were removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from celery import Celery
from celery.backends.redis import RedisBackend
from kombu.exceptions import OperationalError
from kombu.utils.url import maybe_sanitize_url
from redis.exceptions import RedisError

from app.config.settings import Settings
from app.domain.errors import BrokerUnavailable
from celery_worker.build import celery_client

ANSWER_WITHIN_SECONDS = 2.0
CONNECT_WITHIN_SECONDS = 3

Answer = tuple[str, Any]
"""A worker's name, and what it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveWorker:
    """One worker's own answer. Its name need not be its own: two may be started with the same one."""

    name: str
    queues: tuple[str, ...]
    processes: int
    pid: int
    uptime_seconds: float


def live_workers(settings: Settings) -> list[LiveWorker]:
    """Every worker that answers, by name. Raises BrokerUnavailable.

    Sends two broadcasts: one for the statistics, one for the queues. Workers of one name cannot be told
    apart in the second, so each of them shows the queues of all.
    """
    try:
        with celery_client(settings) as client:
            statistics = _answers(client, "stats")
            queues = _answers(client, "active_queues") if statistics else []
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_unavailable(settings, error)) from error
    return live_workers_of(statistics, queues)


def live_workers_of(statistics: Sequence[Answer], queues: Sequence[Answer]) -> list[LiveWorker]:
    """The workers in these answers to `stats` and to `active_queues`."""
    served: dict[str, set[str]] = {}
    for name, found in queues:
        served.setdefault(name, set()).update(queue["name"] for queue in found)
    live = [
        LiveWorker(
            name=name,
            queues=tuple(sorted(served.get(name, ()))),
            processes=len(found.get("pool", {}).get("processes", [])) or 1,
            pid=int(found.get("pid", 0)),
            uptime_seconds=float(found.get("uptime", 0)),
        )
        for name, found in statistics
    ]
    return sorted(live, key=lambda worker: (worker.name, worker.pid))


def _answers(client: Celery, question: str) -> list[Answer]:
    """Name and answer of each worker. `inspect` would keep one answer for each name."""
    replies = client.control.broadcast(question, reply=True, timeout=ANSWER_WITHIN_SECONDS) or []
    return [pair for reply in replies for pair in reply.items()]


def check_broker(settings: Settings, client: Celery, *, within_seconds: int = CONNECT_WITHIN_SECONDS) -> None:
    """Check that the broker and, if Redis keeps them, the results can be reached.

    Raises BrokerUnavailable: at once if nothing listens, within seconds if nothing answers.
    """
    try:
        with client.connection_for_write(
            connect_timeout=within_seconds, transport_options=_limits(client, within_seconds)
        ) as connection:
            connection.ensure_connection(max_retries=0, timeout=within_seconds)
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_unavailable(settings, error)) from error
    if isinstance(client.backend, RedisBackend):
        try:
            client.backend.client.ping()
        except (RedisError, OSError) as error:
            raise BrokerUnavailable(
                _unavailable("results", settings.result_backend, error, "CELERY_RESULT_BACKEND")
            ) from error


def _limits(client: Celery, seconds: int) -> dict[str, Any]:
    """The app's transport options, whose own time limits would outlast `seconds`."""
    options = dict(client.conf.broker_transport_options)
    return {
        name: min(value, seconds) if name.endswith(("socket_timeout", "connect_timeout")) and value else value
        for name, value in options.items()
    }


def broker_unavailable(settings: Settings, error: BaseException) -> str:
    """The library's error in one line, and how to fix it."""
    return _unavailable("broker", settings.broker_url, error, "CELERY_BROKER_URL")


def _unavailable(what: str, url: str, error: BaseException, setting: str) -> str:
    message = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    address = maybe_sanitize_url(url)
    return f"the {what} at {address} cannot be reached ({message}): start it, or fix {setting}"


def empty_queue(settings: Settings, queue: str) -> int:
    """Remove a queue's messages; returns how many. Raises BrokerUnavailable."""
    try:
        with (
            celery_client(settings) as client,
            client.connection_for_write(connect_timeout=CONNECT_WITHIN_SECONDS) as connection,
        ):
            connection.ensure_connection(max_retries=0, timeout=CONNECT_WITHIN_SECONDS)
            with connection.channel() as channel:
                return int(client.amqp.queues[queue].bind(channel).purge() or 0)
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_unavailable(settings, error)) from error
