"""Can this process run jobs? Each check with its result and how long it took."""

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.errors import ConfigurationError, CopydeskError
from app.domain.policy import Policy
from app.workflow.services import Services

LEAST_FREE_BYTES = 200_000_000
"""Below this SQLite's log and Redis's file may fail to grow within minutes."""


@dataclass(frozen=True, slots=True)
class Answer:
    name: str
    is_ok: bool
    detail: str
    latency_ms: float


def report(services: Services, *, ping_broker: Callable[[], str]) -> dict[str, Any]:
    """JSON values: `ok`, and one entry per check under `checks`. Never raises for anything that is broken."""
    answers = [
        ask("broker", ping_broker),
        ask("database", lambda: _database(services)),
        ask("migrations", lambda: _migrations(services)),
        ask("detector", lambda: _detector(services)),
        ask("disk", lambda: _disk(services)),
    ]
    return {"ok": all(answer.is_ok for answer in answers), "checks": [asdict(answer) for answer in answers]}


def ask(name: str, question: Callable[[], str]) -> Answer:
    """Run one check; an exception means that it failed."""
    started = time.perf_counter()
    try:
        detail, is_ok = question(), True
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the other checks still run
        message = str(error) if isinstance(error, CopydeskError) else f"{type(error).__name__}: {error}"
        detail, is_ok = message[:500], False
    return Answer(name, is_ok, detail, round((time.perf_counter() - started) * 1000, 1))


def _database(services: Services) -> str:
    from app.db.migrate import current_revision

    current_revision(services.store.database.engine)
    return services.store.database.engine.dialect.name


def _migrations(services: Services) -> str:
    # Alembic takes a third of a second to load: imported only where it is needed.
    from app.db.migrate import schema_status_of

    schema = schema_status_of(services.store.database.engine)
    if not schema.is_served:
        raise ConfigurationError(f"{schema}: run copydesk db upgrade")
    return str(schema)


def _detector(services: Services) -> str:
    loaded = services.evaluation.detectors_for(Policy())
    return ", ".join(f"{name} {detector.info.version}" for name, detector in loaded.items())


def _disk(services: Services) -> str:
    folder = services.settings.state_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise ConfigurationError(f"only {free // 1_000_000} MB are free at {folder}: free some space")
    return f"{free // 1_000_000} MB free"
