"""Why a broker that answers refuses, in a sentence that names the key and how to fix it."""

from collections.abc import Callable, Iterable
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import ReadOnlyError, RedisError, ResponseError

from app.domain.priority import BROKER_STEPS

SEPARATOR = "\x06\x16"
"""kombu's, between a queue's name and its priority."""


def keys_of(queue: str) -> list[str]:
    """The names of a queue's lists on Redis, one for each priority."""
    return [f"{queue}{SEPARATOR}{step}" if step else queue for step in BROKER_STEPS]


def refusal(error: ResponseError, queues: Iterable[str], type_of: Callable[[str], str]) -> str:
    """`queues`: those that the worker serves; `type_of(key)`: Redis's TYPE. Raises what that raises."""
    text = str(error)
    if isinstance(error, ReadOnlyError):
        return (
            f"the Redis server is a replica and takes no writes ({text}): if its address does not move to "
            "the new primary by itself, fix CELERY_BROKER_URL"
        )
    if "WRONGTYPE" not in text:
        return f"the broker refuses a command: {text}"
    for key in (key for queue in queues for key in keys_of(queue)):
        if (kind := type_of(key)) not in {"list", "none"}:
            return (
                f"the Redis key {key!r} is a {kind} and not a queue, another program uses this database: "
                "rename or delete the key, or give Copydesk a database of its own in CELERY_BROKER_URL"
            )
    return f"a Redis key with the name of a queue is not a list ({text}): rename or delete it"


def refusal_of(app: Celery, error: ResponseError) -> str:
    """The same for a worker's app, which is asked for the types of its queues' keys. Never raises."""
    try:
        with app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            return refusal(
                error, sorted(app.amqp.queues.consume_from), lambda key: channel.client.type(key).decode()
            )
    except (RedisError, KombuError, OSError):
        return f"the broker refuses a command: {error}"
