"""Changes the log level while workers run: each process reads it with its heartbeat."""

import logging
from collections.abc import Callable

import structlog

from app.db.read_models.stats import Figures
from app.db.store import Store

log = structlog.get_logger("copydesk.logs")


def log_level_follower() -> Callable[[Store], None]:
    """At each heartbeat, apply the level set by `copydesk logs level`, or return to the process's own."""
    own = logging.getLogger().level
    applied: int | None = None

    def follow(store: Store) -> None:
        nonlocal applied
        with store.read() as tx:
            wanted = Figures(tx.session).log_level()
        if wanted != applied:
            applied = wanted
            logging.getLogger().setLevel(own if wanted is None else wanted)
            log.warning("logs.level", level=logging.getLevelName(logging.getLogger().level).lower())

    return follow
