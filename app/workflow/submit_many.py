"""Submit a whole backlog: many submissions in few transactions, with few wakeups however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.db.constraints import SAME_SUBMISSION
from app.db.repositories.submissions import NewSubmission
from app.domain.errors import AlreadyExists
from app.workflow.services import Services

ROWS = 1000
"""Submissions in one transaction: long enough to share its cost, short enough not to hold up a claim."""
MOST_RACES = 5


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    submission_id: str
    already: bool
    """True if the same text of the same item was submitted in this run before: nothing was started."""


def submit_many(services: Services, news: Iterable[NewSubmission]) -> Iterator[StoredSubmission]:
    """Store submissions a thousand at a time and create their evaluation jobs, in order.

    Each thousand is committed before the next is read, so that callers may stop anywhere and submit the same
    again. Raises StoreUnavailable, and AlreadyExists if other clients repeatedly race for the same texts.
    """
    waiting = iter(news)
    while batch := list(islice(waiting, ROWS)):
        stored = _submit(services, batch)
        seen: set[str] = set()
        for new in batch:
            submission_id, already = stored[new.key]
            yield StoredSubmission(submission_id, already or new.key in seen)
            seen.add(new.key)


def _submit(services: Services, batch: list[NewSubmission]) -> dict[str, tuple[str, bool]]:
    for race in range(MOST_RACES):
        try:
            with services.store.transaction() as tx:
                return tx.batch.add(batch, wakeups=services.settings.wakeup_window)
        except AlreadyExists as error:
            if error.constraint not in SAME_SUBMISSION or race == MOST_RACES - 1:
                raise
    raise AssertionError("unreachable")
