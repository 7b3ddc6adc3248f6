"""The database's clock: processes that share a database share its time, whatever their machines' clocks say.

Leases, heartbeats and schedules are compared by many processes. If each used its machine's clock, one that is
a minute ahead would declare the living dead.
"""

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

FRESH_SECONDS = 5.0
"""A reading is continued by the monotonic clock for this long, which costs a busy process nothing."""
SLOW_SECONDS = 1.0
"""A reading that took longer says too little about now: the process may have been stopped meanwhile."""
STEP_SECONDS = 2.0
"""A reading this far from the expected time means that the database's clock was set."""


def read_server_time(session: Session) -> datetime:
    """The clock of PostgreSQL's server, or, on SQLite, of the machine on which all its processes run."""
    if session.get_bind().dialect.name != "postgresql":
        return datetime.now(UTC)
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


class DatabaseClock:
    """Follows the database's clock from reading to reading. Safe from any thread; `now` never waits."""

    def __init__(
        self,
        read: Callable[[Session], datetime] = read_server_time,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._anchor: tuple[datetime, float] | None = None
        self._stepped_at = -math.inf

    def now(self) -> datetime:
        """The database's time; this machine's until the first reading."""
        anchor = self._anchor
        if anchor is None:
            return datetime.now(UTC)
        return anchor[0] + timedelta(seconds=self._monotonic() - anchor[1])

    def follow(self, session: Session) -> None:
        """Read the database's clock if the last reading is old. Raises what the query raises."""
        anchor, before = self._anchor, self._monotonic()
        if anchor is not None and before - anchor[1] < FRESH_SECONDS:
            return
        server = self._read(session)
        after = self._monotonic()
        if anchor is not None and after - before > SLOW_SECONDS:
            return
        middle = (before + after) / 2
        with self._lock:
            if anchor is not None:
                expected = anchor[0] + timedelta(seconds=middle - anchor[1])
                if abs((server - expected).total_seconds()) > STEP_SECONDS:
                    self._stepped_at = after
            self._anchor = (server, middle)

    def steady_seconds(self) -> float:
        """For how long the database's clock has not been set, as far as this process saw; inf: never was."""
        return self._monotonic() - self._stepped_at
