"""Who is told of every piece of work that begins, ends or is lost: all counting happens there."""

from typing import Protocol

from app.domain.priority import Priority
from app.domain.work import Claimed


class Watch(Protocol):
    """Called after the row was written, in the process that worked. Must not raise."""

    def began(self, claim: Claimed) -> None: ...

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        """`outcome` is `done`, `retry`, `dead`, `superseded` or `returned`."""
        ...

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        """Its process died. `is_dead`: once too often, it became a dead letter."""
        ...

    def abstained(self, detector: str, code: str) -> None:
        """A detector gave no score: `too-short`, `language`, `failed`, ..."""
        ...


class Unwatched:
    def began(self, claim: Claimed) -> None:
        pass

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        pass

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        pass

    def abstained(self, detector: str, code: str) -> None:
        pass
