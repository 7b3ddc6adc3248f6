"""Messages that no task accepts: unknown name, not JSON, wrong arguments. Celery drops them; we keep them.

They occur in rolling deploys (a new task name meets an old worker) and when other programs use the broker.
"""

import base64
from collections.abc import Callable
from typing import Any

import structlog
from kombu import Message

from app.config.settings import Settings
from app.domain.errors import CopydeskError

log = structlog.get_logger("copydesk.undeliverable")

MOST_BYTES = 64_000
"""Our own messages contain ids and stay under 1 kB; of larger ones only the beginning is kept."""

Keep = Callable[[str, dict[str, Any], str], None]
"""Takes the task's name, the message as JSON values, and what was wrong with it."""


def keep_in_database(settings: Settings) -> Keep:
    """Store undeliverable messages as dead letters; if the database is unavailable, only log them.

    The engine lives for one message: this runs in the process that forks, which must not own a connection.
    """

    def keep(name: str, arguments: dict[str, Any], error: str) -> None:
        from app.db.engine import Database, make_engine
        from app.db.store import Store
        from app.platform.clock import SystemClock

        log.error("message.undeliverable", task=name, error=error)
        database = Database(make_engine(settings.database_url))
        try:
            with Store(database, SystemClock(), lambda _: None).transaction() as tx:
                tx.dead_letters.add(
                    task_name=name, arguments=arguments, error=error, traceback="", attempts=0
                )
        except CopydeskError as failure:
            log.error("message.not_kept", task=name, reason=str(failure), message=arguments)  # noqa: TRY400
        finally:
            database.dispose()

    return keep


def as_json_values(message: Message) -> dict[str, Any]:
    """The message as JSON values; a body that is not UTF-8 is included as base64."""
    payload: Any = message.body  # text or bytes, depending on the transport
    raw = payload if isinstance(payload, bytes) else str(payload).encode()
    cut = raw[:MOST_BYTES]
    try:
        body, encoding = cut.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        body, encoding = base64.b64encode(cut).decode("ascii"), "base64"
    headers = message.headers or {}
    return {
        "queue": str((message.delivery_info or {}).get("routing_key", "")),
        "content_type": str(message.content_type),
        "headers": {str(key): str(value)[:500] for key, value in headers.items()},
        "body": body,
        "body_encoding": encoding,
        "body_bytes": len(raw),
    }
