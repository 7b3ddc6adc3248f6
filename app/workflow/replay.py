"""Replay many dead letters: each once, in its own transaction, with a result for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import AlreadyDecided, ConflictError, NotFound
from app.workflow.application import Application
from app.workflow.services import Services

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ReplayResult:
    dead_letter_id: str
    outcome: Literal["replayed", "already", "refused"]
    """`replayed`, `already` (replayed or discarded before: nothing was done), or `refused`."""
    message: str = ""
    """Why it was not replayed; empty if it was."""


def replay_many(services: Services, dead_letter_ids: Iterable[str], *, by: str) -> Iterator[ReplayResult]:
    """Make the jobs of these dead letters due again; repeating it does nothing. Raises StoreUnavailable."""
    application = Application(services)
    for dead_letter_id in dead_letter_ids:
        try:
            application.replay(dead_letter_id, by=by)
        except AlreadyDecided as error:
            yield ReplayResult(dead_letter_id, "already", str(error))
        except (NotFound, ConflictError) as error:
            yield ReplayResult(dead_letter_id, "refused", str(error))
        else:
            yield ReplayResult(dead_letter_id, "replayed")


def replay_all(services: Services, *, by: str, task_name: str | None = None) -> Iterator[ReplayResult]:
    """Replay all open dead letters that have a job, or those of one task: oldest first, at most 1,000."""
    dead_letters = Application(services).dead_letters(MOST_AT_ONCE)
    wanted = [
        dead_letter.id
        for dead_letter in dead_letters
        if dead_letter.job_id is not None and (task_name is None or dead_letter.task_name == task_name)
    ]
    return replay_many(services, wanted, by=by)
