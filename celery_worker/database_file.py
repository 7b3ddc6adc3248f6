"""Stops a worker whose SQLite file was deleted or replaced: it would go on writing into an unnamed file."""

from pathlib import Path
from typing import Any

import structlog
from celery import signals
from celery.worker import state

from app.config.settings import Settings

log = structlog.get_logger("copydesk.worker")


def file_of(database_url: str) -> Path | None:
    """The file of a SQLite database; None for another database, or one in memory."""
    scheme, _, rest = database_url.partition(":///")
    path = rest.partition("?")[0]
    if scheme.partition("+")[0] != "sqlite" or path in {"", ":memory:"}:
        return None
    return Path(path)


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode; None if there is no such file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def what_happened(path: Path, opened: tuple[int, int] | None) -> str:
    """In a sentence, how the file at this path is no longer the one that was opened; empty if it is."""
    now = identity(path)
    if now == opened:
        return ""
    happened = "deleted" if now is None else "replaced by another file"
    return (
        f"the database file {path} was {happened} while this worker ran, and what it writes would be lost: "
        "put the right file there while nothing runs (`copydesk restore`), then start the workers again"
    )


def watch_database_file(settings: Settings) -> None:
    """Compare at the sweep's interval, from when the worker is ready; end it with code 1 and a reason."""
    path = file_of(settings.database_url)
    if path is None:
        return

    worker_state: Any = state

    def start(sender: Any, **_: Any) -> None:
        opened = identity(path)

        def compare() -> None:
            if worker_state.should_stop is None and (reason := what_happened(path, opened)):
                log.critical("worker.database_file_gone", reason=reason)
                worker_state.should_stop = 1

        sender.timer.call_repeatedly(settings.sweep_interval_seconds, compare)

    signals.worker_ready.connect(start, weak=False)
