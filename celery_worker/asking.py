"""What operators can learn only from the broker: which workers are up, how many messages were removed."""

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


def live_workers(settings: Settings) -> dict[str, dict[str, Any]]:
    """By worker: `queues`, `processes`, `pid`, `uptime_seconds`. Raises BrokerUnavailable.

    Sends two broadcasts: one for the queues, one for the statistics.
    """
    try:
        with celery_client(settings) as client:
            inspect = client.control.inspect(timeout=ANSWER_WITHIN_SECONDS)
            stats = inspect.stats() or {}
            queues = inspect.active_queues() or {}
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_unavailable(settings, error)) from error
    return {
        name: {
            "queues": sorted(queue["name"] for queue in queues.get(name, [])),
            "processes": len(worker.get("pool", {}).get("processes", [])) or 1,
            "pid": worker.get("pid"),
            "uptime_seconds": float(worker.get("uptime", 0)),
        }
        for name, worker in stats.items()
    }


def count_workers(settings: Settings) -> int | None:
    """How many workers answer a ping; None where none can be asked. Never raises."""
    if not settings.celery_enabled or not settings.remote_control:
        return None
    try:
        with celery_client(settings) as client:
            check_broker(settings, client, within_seconds=1)
            return len(client.control.ping(timeout=1.0) or [])
    except (BrokerUnavailable, OperationalError, RedisError, OSError):
        return None


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
