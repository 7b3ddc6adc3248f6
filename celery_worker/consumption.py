"""Does this worker still consume? Judged from what it asked of itself and what it received.

A worker can live, turn its loop and answer `inspect ping` while no message reaches it any more: its reading
connection is half dead, or its pool is. Every worker rings for the sweep on a queue of its own (sweep_timer),
so a message that never comes is evidence, also where nothing else is to be done.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Consumption:
    """Times are those of one monotonic clock, in seconds."""

    deaf_after_seconds: float
    """Asked for a message and received none for so long."""
    busy_at_most_seconds: float
    """No task may hold a process for longer, so that a pool full for so long is broken."""
    asked_at: float | None = None
    """The first ring since the last message, if the broker took one."""
    full_since: float | None = None

    def received(self) -> None:
        """A message came, whatever is in it."""
        self.asked_at = self.full_since = None

    def asked(self, now: float) -> None:
        """The broker took a message for a queue of this worker."""
        if self.asked_at is None:
            self.asked_at = now

    def stuck(self, now: float, *, is_full: bool, is_listening: bool = True) -> str:
        """Why it is taken for stuck; empty where all is well.

        `is_full`: each process has a task, so that nothing need be read. `is_listening`: an operator may
        have cancelled all of its queues.
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
                return f"each process is held for over {self.busy_at_most_seconds:g} s: longer than tasks may"
            return ""
        if self.asked_at is not None and now - self.asked_at > self.deaf_after_seconds:
            return f"no message came for {self.deaf_after_seconds:g} s though it sent itself some"
        return ""
