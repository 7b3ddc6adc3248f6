"""A worker and beat start only on a database with their schema, or with that of the next release."""

import sys
import time
from collections.abc import Callable

from app.config.settings import Settings
from app.db.bootstrap import prepare_database
from app.db.wait import when_available
from app.domain.errors import StoreRefusesLogin, StoreUnavailable
from app.platform import systemd

STARTING_SECONDS = 60.0
"""More than one attempt to reach the database and the pause after it take."""


def await_schema(
    settings: Settings,
    *,
    prepare: Callable[[Settings], None] = prepare_database,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return once the schema is there; a database that is away is waited for, as the broker is.

    Raises ConfigurationError for a shared database that must be upgraded first, StoreRefusesLogin for a
    login that the server refuses.
    """

    def attempt() -> None:
        systemd.patience(STARTING_SECONDS, "waiting for the database")
        prepare(settings)

    when_available(attempt, note=_tell, sleep=sleep)


def check_schema(settings: Settings, *, prepare: Callable[[Settings], None] = prepare_database) -> None:
    """The same for beat, which needs no database itself: it starts without one that is away."""
    try:
        prepare(settings)
    except StoreRefusesLogin:
        raise
    except StoreUnavailable as error:
        _tell(str(error))


def _tell(reason: str) -> None:
    # Celery configures the logs only after this.
    print(f"copydesk: waiting for the database: {reason}", file=sys.stderr, flush=True)
