"""Changes the log level while workers run: each process reads it with its heartbeat."""

import logging
from collections.abc import Callable

import structlog

from app.db.read_models.stats import Figures
from app.db.store import Store

log = structlog.get_logger("copydesk.logs")


class LogLevel:
    """This process's level: its own, or the one that was set for all. A forked child inherits the former."""

    def __init__(self) -> None:
        self._own: int | None = None

    def apply(self, wanted: int | None) -> None:
        """Log at this level from now on; None returns to the process's own."""
        if self._own is None:
            self._own = logging.getLogger().level
        logging.getLogger().setLevel(self._own if wanted is None else wanted)
        log.warning("logs.level", level=logging.getLevelName(logging.getLogger().level).lower())


LOG_LEVEL = LogLevel()


def log_level_follower() -> Callable[[Store], None]:
    """At each heartbeat, apply the level set by `copydesk logs level`, or return to the process's own."""
    applied: int | None = None

    def follow(store: Store) -> None:
        nonlocal applied
        with store.read() as tx:
            wanted = Figures(tx.session).log_level()
        if wanted != applied:
            applied = wanted
            LOG_LEVEL.apply(wanted)

    return follow
