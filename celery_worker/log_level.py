"""The level of the logs, changed while workers run: each process looks at it with its heartbeat."""

import logging
from collections.abc import Callable

import structlog

from app.db.read_models.stats import Figures
from app.jobs.heartbeat import Heartbeat
from app.workflow.services import Services

log = structlog.get_logger("copydesk.logs")


def follow_log_level(services: Services, *, beat: Callable[[str], None]) -> Services:
    """Let this process's heartbeat carry the level that `copydesk logs level` sets, after `beat` itself."""
    own = logging.getLogger().level
    told: int | None = None

    def beat_and_look(process_id: str) -> None:
        nonlocal told
        beat(process_id)
        with services.store.read() as tx:
            asked = Figures(tx.session).log_level()
        if asked != told:
            told = asked
            logging.getLogger().setLevel(own if asked is None else asked)
            log.warning("logs.level", level=logging.getLevelName(logging.getLogger().level).lower())

    services.heartbeat = Heartbeat(beat_and_look, interval_seconds=services.settings.heartbeat_seconds)
    return services
