"""The JSON of events, jobs and dead letters."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.db.read_models.library import NumberedEvent
from app.db.read_models.system import TaskState
from app.domain.records import DeadLetterRecord


class EventOut(BaseModel):
    number: int
    submission_id: str | None
    kind: str
    actor: str
    data: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, line: NumberedEvent) -> "EventOut":
        return cls(
            number=line.number,
            submission_id=line.submission_id,
            kind=line.event.kind,
            actor=line.event.actor,
            data=dict(line.event.data),
            created_at=line.event.created_at,
        )


class TaskOut(BaseModel):
    """One job. `state` is `pending`, `running`, `done` or `dead`."""

    id: str
    task: str
    submission_id: str | None
    state: str
    attempts: int
    error: str
    result: str | None
    """The submission's status, once the job is done."""
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, task: TaskState, result: str | None) -> "TaskOut":
        return cls(
            id=task.id,
            task=task.task_name,
            submission_id=task.submission_id,
            state=task.state,
            attempts=task.attempts,
            error=task.error,
            result=result,
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=task.finished_at,
        )


class DeadLetterOut(BaseModel):
    id: str
    task: str
    submission_id: str | None
    error: str
    attempts: int
    state: str
    created_at: datetime

    @classmethod
    def of(cls, dead_letter: DeadLetterRecord) -> "DeadLetterOut":
        return cls(
            id=dead_letter.id,
            task=dead_letter.task_name,
            submission_id=dead_letter.submission_id,
            error=dead_letter.error,
            attempts=dead_letter.attempts,
            state=dead_letter.state,
            created_at=dead_letter.created_at,
        )
