"""Fair scheduling: the order in which a worker claims the waiting jobs of one queue.

Urgent jobs come first. All others are taken round-robin across projects, and within a project by priority and
age. Two limits prevent starvation: after a few urgent jobs in a row one other job is taken, and from time to
time the project whose turn it is gives its longest-waiting job, if that is overdue.

A worker decides again before every job, so that an urgent job waits only for the job running now, however
many others are queued.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from app.domain.priority import Priority

URGENT_IN_A_ROW = 4
"""After this many urgent jobs another one is taken, so that a fifth of the capacity is left for the rest."""
BY_PRIORITY_IN_A_ROW = 4
"""After this many jobs by priority a project's longest-waiting job is taken."""


class Lane(IntEnum):
    """Where an unclaimed job waits. Stored as this number."""

    URGENT = 0
    REGULAR = 1
    LATER = 2
    """Postponed: the sweep moves it to its lane when it is due."""


class Lookup(StrEnum):
    """One way to find the next job."""

    URGENT = "urgent"
    """An urgent job of the project after the one served last."""
    URGENT_ROUND = "urgent_round"
    """The same, starting over at the first project."""
    OVERDUE = "overdue"
    """The next project's longest-waiting job, if it is overdue."""
    OVERDUE_ROUND = "overdue_round"
    REGULAR = "regular"
    REGULAR_ROUND = "regular_round"


def lane_of(priority: Priority) -> Lane:
    """The lane in which a job of this priority waits once it is due."""
    return Lane.URGENT if priority is Priority.URGENT else Lane.REGULAR


_URGENT = (Lookup.URGENT, Lookup.URGENT_ROUND)
_REGULAR = (Lookup.REGULAR, Lookup.REGULAR_ROUND)


@dataclass(slots=True)
class FairScheduler:
    """One worker process's memory of one queue between two jobs."""

    urgent_after: str = ""
    """The project served last in this lane; the one after it is next."""
    regular_after: str = ""
    urgent_in_a_row: int = 0
    by_priority_in_a_row: int = 0

    def order(self, *, only_urgent: bool = False) -> tuple[Lookup, ...]:
        """The lookups for the next job, in order; the first that finds one wins."""
        if only_urgent:
            return _URGENT
        is_overdue_turn = self.by_priority_in_a_row >= BY_PRIORITY_IN_A_ROW
        overdue = (Lookup.OVERDUE, Lookup.OVERDUE_ROUND) if is_overdue_turn else ()
        if self.urgent_in_a_row >= URGENT_IN_A_ROW:
            return (*overdue, *_REGULAR, *_URGENT)
        return (*_URGENT, *overdue, *_REGULAR)

    def record(self, priority: Priority, project_id: str) -> None:
        """Note a claimed job."""
        if priority is Priority.URGENT:
            self.urgent_after = project_id
            self.urgent_in_a_row += 1
            return
        self.urgent_in_a_row = 0
        self.regular_after = project_id
        is_overdue_turn = self.by_priority_in_a_row >= BY_PRIORITY_IN_A_ROW
        self.by_priority_in_a_row = 0 if is_overdue_turn else self.by_priority_in_a_row + 1
