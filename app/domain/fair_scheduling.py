"""Whose turn is it? The order in which one worker takes waiting work of one queue.

Urgent work first. All else goes round the projects, one piece each, and inside a project by priority and age.
Two limits keep that from starving anybody: after some urgent pieces in a row one other piece is taken, and
from time to time the project whose turn it is gives the piece that has waited longest, if that is overdue.

A worker looks again before every piece, so that one urgent piece among any number of others waits for the
piece that runs now and for nothing else.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from app.domain.priority import Priority

URGENT_IN_A_ROW = 4
"""So many urgent pieces before another one has its turn: a fifth of the capacity is left for it."""
BY_PRIORITY_IN_A_ROW = 4
"""So many pieces by priority before the longest waiting piece of a project has its turn."""


class Lane(IntEnum):
    """Where unclaimed work waits. Stored as this number."""

    URGENT = 0
    REGULAR = 1
    LATER = 2
    """Postponed: the sweep moves it to its lane when its time has come."""


class Lookup(StrEnum):
    """One way to find the next piece of work."""

    URGENT = "urgent"
    """Urgent work of the project after the one served last."""
    URGENT_ROUND = "urgent_round"
    """The same from the first project on: the round is over."""
    OVERDUE = "overdue"
    """The piece of the next project that has waited longest, if it has waited too long."""
    OVERDUE_ROUND = "overdue_round"
    REGULAR = "regular"
    REGULAR_ROUND = "regular_round"


def lane_of(priority: Priority) -> Lane:
    """Where work of this priority waits once it may start."""
    return Lane.URGENT if priority is Priority.URGENT else Lane.REGULAR


_URGENT = (Lookup.URGENT, Lookup.URGENT_ROUND)
_REGULAR = (Lookup.REGULAR, Lookup.REGULAR_ROUND)


@dataclass(slots=True)
class FairScheduler:
    """What one worker process remembers of one queue between two pieces."""

    urgent_after: str = ""
    """The project that was served last in this lane; the next one after it is served next."""
    regular_after: str = ""
    urgent_in_a_row: int = 0
    by_priority_in_a_row: int = 0

    def order(self, *, only_urgent: bool = False) -> tuple[Lookup, ...]:
        """Where to look for the next piece, the first that finds one wins."""
        if only_urgent:
            return _URGENT
        is_overdue_turn = self.by_priority_in_a_row >= BY_PRIORITY_IN_A_ROW
        overdue = (Lookup.OVERDUE, Lookup.OVERDUE_ROUND) if is_overdue_turn else ()
        if self.urgent_in_a_row >= URGENT_IN_A_ROW:
            return (*overdue, *_REGULAR, *_URGENT)
        return (*_URGENT, *overdue, *_REGULAR)

    def record(self, priority: Priority, project_id: str) -> None:
        """Note what was taken."""
        if priority is Priority.URGENT:
            self.urgent_after = project_id
            self.urgent_in_a_row += 1
            return
        self.urgent_in_a_row = 0
        self.regular_after = project_id
        is_overdue_turn = self.by_priority_in_a_row >= BY_PRIORITY_IN_A_ROW
        self.by_priority_in_a_row = 0 if is_overdue_turn else self.by_priority_in_a_row + 1
