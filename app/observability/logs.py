"""Structured logs, as lines for people or as JSON, without secrets and without customers' texts."""

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from app.observability.journald import JOURNAL_SOCKET, JournalHandler, as_journal_entry
from app.platform.masking import mask_secrets

SECRET_KEY = re.compile(r"password|passwd|secret|token|api_?key|authorization|cookie|dsn", re.IGNORECASE)
TEXT_KEYS = frozenset({"text", "body", "content", "html", "prompt", "reply", "markdown", "passage", "quote"})
"""Fields that would contain customers' texts: only their length is logged."""
TALKATIVE = ("alembic", "celery.worker.strategy", "celery.app.trace")
"""Our own events already say what these log; their warnings still come through."""
MOST_CHARACTERS = 4_000
"""Longer values are cut: documents do not belong in log lines."""


def configure_logs(
    *, level: str | int, log_format: str, stream: TextIO | None = None, extra: Sequence[Processor] = ()
) -> None:
    """Send this process's logs, ours and those of libraries, to `stream` (default stderr).

    `log_format` is `console`, `json`, `auto` (console if `stream` is a terminal) or `journal`: systemd's
    journal with one field for each of ours, or JSON lines if there is no journal. `extra` processors see our
    own events before they are rendered.
    """
    journal = JournalHandler.at(JOURNAL_SOCKET) if log_format == "journal" else None
    stream = stream if stream is not None else sys.stderr
    is_console = log_format == "console" or (log_format == "auto" and stream.isatty())
    shared: list[Processor] = [
        with_context,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *extra,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler: logging.Handler = journal or logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(allow=())],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redacted,
                _renderer(stream, is_console=is_console, is_journal=journal is not None),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper() if isinstance(level, str) else level)
    if root.level > logging.DEBUG:
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)


def with_context(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The event's own fields, then those of the task it belongs to, in an order that never varies.

    structlog's own merging takes them in the order of a hash table.
    """
    context = structlog.contextvars.get_contextvars()
    return {**event, **{name: context[name] for name in sorted(context) if name not in event}}


def redacted(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The event without secrets, and with the lengths of texts instead of the texts."""
    return {key: without_secrets(value, key=str(key)) for key, value in event.items()}


def without_secrets(value: Any, *, key: str = "") -> Any:
    """A copy of the value, redacted at any depth, that may leave the process."""
    if isinstance(value, Mapping):
        return {inner: without_secrets(item, key=str(inner)) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(item, key=key) for item in value]
    if value is not None and SECRET_KEY.search(key):
        return "***"
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if not isinstance(value, str):
        return value
    if key.lower() in TEXT_KEYS:
        return f"<{len(value)} characters>"
    return _masked(value)


def _masked(value: str) -> str:
    value = mask_secrets(value)
    if len(value) > MOST_CHARACTERS:
        return f"{value[:MOST_CHARACTERS]}... <{len(value)} characters>"
    return value


def _renderer(stream: TextIO, *, is_console: bool, is_journal: bool) -> Processor:
    if is_journal:
        return as_journal_entry
    return _console(stream) if is_console else structlog.processors.JSONRenderer(ensure_ascii=False)


def _console(stream: TextIO) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
