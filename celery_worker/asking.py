"""Questions of operators that only the broker can answer: who is there, how many messages were removed."""

from typing import Any

from kombu.exceptions import OperationalError

from app.errors import BrokerUnavailable
from app.settings import Settings
from celery_worker.build import celery_client

ANSWER_WITHIN_SECONDS = 2.0


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
        raise BrokerUnavailable(broker_away(error)) from error
    return {
        name: {
            "queues": sorted(queue["name"] for queue in queues.get(name, [])),
            "processes": len(told.get("pool", {}).get("processes", [])) or 1,
            "pid": told.get("pid"),
            "uptime_seconds": float(told.get("uptime", 0)),
        }
        for name, told in stats.items()
    }


def broker_away(error: BaseException) -> str:
    """What its library said, in one line, and what to do."""
    told = " ".join(str(error).split()) or type(error).__name__
    return f"the broker cannot be reached ({told}): start it, or mend CELERY_BROKER_URL"


def empty_queue(settings: Settings, queue: str) -> int:
    """Remove a queue's messages; returns how many. Raises BrokerUnavailable."""
    try:
        with celery_client(settings) as client, client.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=0, timeout=3)
            with connection.channel() as channel:
                return int(client.amqp.queues[queue].bind(channel).purge() or 0)
    except (OperationalError, OSError) as error:
        raise BrokerUnavailable(broker_away(error)) from error
