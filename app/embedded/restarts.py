"""When is a dead child started again, and when do we give up? Pure: time is passed in, in seconds."""

from dataclasses import dataclass, field

LONG_LIFE = 60.0
"""A child that lived this long died of something new: the count starts over."""
MOST_QUICK_DEATHS = 5
LONGEST_PAUSE = 15.0


@dataclass(slots=True)
class Restarts:
    """One child's history."""

    started_at: float = 0.0
    quick_deaths: int = 0
    due_at: float | None = field(default=None)
    """When to start it again; None while it runs."""

    def started(self, now: float) -> None:
        self.started_at, self.due_at = now, None

    def died(self, now: float) -> float | None:
        """Record a death and schedule the next start. Returns the seconds until then; None to give up."""
        self.quick_deaths = 1 if now - self.started_at >= LONG_LIFE else self.quick_deaths + 1
        if self.quick_deaths > MOST_QUICK_DEATHS:
            return None
        pause = min(2.0 ** (self.quick_deaths - 1), LONGEST_PAUSE)
        self.due_at = now + pause
        return pause
