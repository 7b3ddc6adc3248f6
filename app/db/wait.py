"""Wait for a database that cannot be used now, and for nothing else."""

import time
from collections.abc import Callable

from app.domain.errors import StoreRefusesLogin, StoreUnavailable

EVERY_SECONDS = 2.0


def when_available(
    action: Callable[[], None], *, note: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Repeat `action` until the database can be used; each new reason to wait is passed to `note` once.

    What a person has to fix is raised at once: StoreRefusesLogin, ConfigurationError and every other error.
    """
    said = ""
    while True:
        try:
            return action()
        except StoreRefusesLogin:
            raise
        except StoreUnavailable as error:
            if (reason := str(error)) != said:
                note(reason)
                said = reason
            sleep(EVERY_SECONDS)
