"""The level of the logs, changed while workers run: each process looks at it with its heartbeat."""

import logging
from collections.abc import Callable

import structlog

from app.db.read_models.stats import Figures
from app.db.store import Store

log = structlog.get_logger("copydesk.logs")


def log_level_follower() -> Callable[[Store], None]:
    """With each heartbeat: apply the level that `copydesk logs level` sets, or this process's own again."""
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
