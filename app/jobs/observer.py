"""Who is told of every piece of work that begins, ends or is lost: all counting happens there."""

from typing import Protocol

from app.domain.jobs import Claimed
from app.domain.priority import Priority


class Observer(Protocol):
    """Called after the row was written, in the process that worked. Must not raise."""

    def began(self, claim: Claimed) -> None: ...

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        """`outcome` is `done`, `retry`, `dead`, `superseded` or `returned`."""
        ...

    def retried(self, claim: Claimed, reason: str, seconds: float) -> None:
        """It is tried again after so long; `reason` is the error's class, such as ProviderRateLimited."""
        ...

    def submitted(self, submission_id: str) -> None:
        """A text came in."""
        ...

    def decided(self, submission_id: str, decision: str) -> None:
        """A person answered."""
        ...

    def close(self) -> None:
        """The process ends: send what is still kept."""
        ...

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        """Its process died. `is_dead`: once too often, it became a dead letter."""
        ...

    def abstained(self, detector: str, code: str) -> None:
        """A detector gave no score: `too-short`, `language`, `failed`, ..."""
        ...


class NullObserver:
    def began(self, claim: Claimed) -> None:
        pass

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        pass

    def retried(self, claim: Claimed, reason: str, seconds: float) -> None:
        pass

    def submitted(self, submission_id: str) -> None:
        pass

    def decided(self, submission_id: str, decision: str) -> None:
        pass

    def close(self) -> None:
        pass

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        pass

    def abstained(self, detector: str, code: str) -> None:
        pass
