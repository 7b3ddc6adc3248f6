"""The observer of jobs: notified of every job that starts, ends or is lost. All counting happens there."""

from typing import Protocol

from app.domain.jobs import Claimed, JobOutcome
from app.domain.priority import Priority


class Observer(Protocol):
    """Called after the row was written, in the process that worked. Must not raise."""

    def began(self, claim: Claimed) -> None: ...

    def ended(self, claim: Claimed, outcome: JobOutcome, seconds: float) -> None:
        """An attempt ended after `seconds`."""
        ...

    def retried(self, claim: Claimed, reason: str, seconds: float) -> None:
        """The job is retried after `seconds`; `reason` is the error's class, such as ProviderRateLimited."""
        ...

    def submitted(self, submission_id: str) -> None:
        """A submission was received."""
        ...

    def decided(self, submission_id: str, decision: str) -> None:
        """A person decided a case."""
        ...

    def close(self) -> None:
        """The process ends: flush what is buffered."""
        ...

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        """A job's process died. `is_dead`: once too often, so that it became a dead letter."""
        ...

    def abstained(self, detector: str, code: str) -> None:
        """A detector gave no score: `too-short`, `language`, `failed`, ..."""
        ...


class NullObserver:
    def began(self, claim: Claimed) -> None:
        pass

    def ended(self, claim: Claimed, outcome: JobOutcome, seconds: float) -> None:
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
