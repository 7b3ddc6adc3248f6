"""Questions of operators that only the broker can answer: who is there, how many messages were removed."""

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


def workers_there(settings: Settings) -> dict[str, dict[str, Any]]:
    """By worker: `queues`, `processes`, `pid`, `uptime_seconds`. Raises BrokerUnavailable.

    One broadcast each for what they consume and how they are.
    """
    try:
        with celery_client(settings) as client:
            inspect = client.control.inspect(timeout=ANSWER_WITHIN_SECONDS)
            stats = inspect.stats() or {}
            queues = inspect.active_queues() or {}
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_away(settings, error)) from error
    return {
        name: {
            "queues": sorted(queue["name"] for queue in queues.get(name, [])),
            "processes": len(told.get("pool", {}).get("processes", [])) or 1,
            "pid": told.get("pid"),
            "uptime_seconds": float(told.get("uptime", 0)),
        }
        for name, told in stats.items()
    }


def reach(settings: Settings, client: Celery) -> None:
    """That the broker and, where Redis keeps them, the results can be had: BrokerUnavailable otherwise, at
    once where nobody listens and within seconds where nobody answers."""
    try:
        with client.connection_for_write(connect_timeout=CONNECT_WITHIN_SECONDS) as connection:
            connection.ensure_connection(max_retries=0, timeout=CONNECT_WITHIN_SECONDS)
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_away(settings, error)) from error
    if isinstance(client.backend, RedisBackend):
        try:
            client.backend.client.ping()
        except (RedisError, OSError) as error:
            raise BrokerUnavailable(
                _away("results", settings.result_backend, error, "CELERY_RESULT_BACKEND")
            ) from error


def broker_away(settings: Settings, error: BaseException) -> str:
    """What its library said, in one line, and what to do."""
    return _away("broker", settings.broker_url, error, "CELERY_BROKER_URL")


def _away(what: str, url: str, error: BaseException, setting: str) -> str:
    told = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    return f"the {what} at {maybe_sanitize_url(url)} cannot be reached ({told}): start it, or mend {setting}"


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
        raise BrokerUnavailable(broker_away(settings, error)) from error
