"""Where a page of a list ends, encoded for a URL."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from app.db.read_models.queue import QueueCursor
from app.domain.errors import InvalidContent


def encode(*parts: Any) -> str:
    payload = json.dumps(parts, separators=(",", ":"))
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The parts of a cursor that `encode` made. Raises InvalidContent for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidContent("this cursor is not valid: leave it out to start from the beginning") from error
    is_ours = isinstance(parts, list) and len(parts) == len(kinds)
    if not is_ours or not all(type(part) is kind for part, kind in zip(parts, kinds, strict=True)):
        raise InvalidContent("this cursor belongs to another list: leave it out to start from the beginning")
    return tuple(parts)


def queue_cursor(cursor: str) -> QueueCursor | None:
    if not cursor:
        return None
    priority, opened_at, case_id = decode(cursor, int, str, str)
    try:
        when = datetime.fromisoformat(opened_at)
    except ValueError:
        raise InvalidContent("this cursor is not valid: leave it out to start from the beginning") from None
    if when.tzinfo is None or not 0 <= priority <= 9 or "\0" in case_id:
        raise InvalidContent("this cursor is not valid: leave it out to start from the beginning")
    return QueueCursor(priority, when, case_id)


def queue_cursor_text(cursor: QueueCursor) -> str:
    return encode(cursor.priority, cursor.opened_at.isoformat(), cursor.id)
