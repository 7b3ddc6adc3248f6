"""Does this worker still consume? Judged from the messages it sent to itself and those it received.

A worker can be alive, run its loop and answer `inspect ping` while it no longer receives messages: its
reading connection is half dead, or its pool is. Every worker requests the sweep on one of its own queues
(sweep_timer), so a message that never arrives is evidence, even when there is nothing else to do.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Consumption:
    """All times are in seconds, from one monotonic clock."""

    deaf_after_seconds: float
    """How long after a message was requested without receiving any."""
    busy_at_most_seconds: float
    """No task may hold a process for longer, so a pool that is full for this long is broken."""
    asked_at: float | None = None
    """The first sweep request since the last message, if the broker accepted one."""
    full_since: float | None = None

    def received(self) -> None:
        """A message arrived, whatever its content."""
        self.asked_at = self.full_since = None

    def asked(self, now: float) -> None:
        """The broker accepted a message for one of this worker's queues."""
        if self.asked_at is None:
            self.asked_at = now

    def stuck(self, now: float, *, is_full: bool, is_listening: bool = True) -> str:
        """Why the worker is considered stuck; empty if all is well.

        `is_full`: each process has a task, so no message need be read. `is_listening` is False when an
        operator has cancelled all of its queues.
        """
        if not is_listening:
            self.received()
        if not is_full:
            self.full_since = None
        elif self.full_since is None:
            self.full_since = now
        if is_full and self.full_since is not None:
            self.asked_at = None
            if now - self.full_since > self.busy_at_most_seconds:
                return f"all processes are busy for over {self.busy_at_most_seconds:g} s: too long for tasks"
            return ""
        if self.asked_at is not None and now - self.asked_at > self.deaf_after_seconds:
            return f"no message arrived for {self.deaf_after_seconds:g} s although it sent itself some"
        return ""
