"""Time and randomness, injected so that tests can control them."""

import secrets
from datetime import UTC, datetime
from typing import Protocol

from app.domain.ids import new_id


class Clock(Protocol):
    def now(self) -> datetime:
        """An aware UTC datetime."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def fresh_id(clock: Clock) -> str:
    """A new identifier for a row created now."""
    return new_id(int(clock.now().timestamp() * 1000), secrets.randbits)
