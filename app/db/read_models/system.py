"""The system page: processes, queues and dead letters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.mappers import dead_letter_record
from app.db.tables.jobs import DeadLetter, DeadLetterState, Job, JobState, Schedule, WorkerProcess
from app.domain.errors import NotFound
from app.domain.records import DeadLetterRecord


@dataclass(frozen=True, slots=True)
class Waiting:
    """Unfinished jobs of one task."""

    task_name: str
    pending: int
    running: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class LiveProcess:
    id: str
    started_at: datetime
    beat_at: datetime
    running: int


@dataclass(frozen=True, slots=True)
class TaskState:
    """One job as a client of the API sees it."""

    id: str
    task_name: str
    submission_id: str | None
    state: str
    attempts: int
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime


class SystemPages:
    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self) -> list[Waiting]:
        """The length of each queue, from the rows themselves, so that it is correct with every broker."""
        query = select(Job.task_name, Job.state, func.count(), func.min(Job.created_at)).where(
            Job.state.in_((JobState.PENDING, JobState.RUNNING))
        )
        found: dict[str, dict[JobState, tuple[int, datetime]]] = {}
        for name, state, count, oldest in self._session.execute(query.group_by(Job.task_name, Job.state)):
            found.setdefault(name, {})[state] = (count, oldest)
        return [
            Waiting(
                name,
                states.get(JobState.PENDING, (0, None))[0],
                states.get(JobState.RUNNING, (0, None))[0],
                states.get(JobState.PENDING, (0, None))[1],
            )
            for name, states in sorted(found.items())
        ]

    def swept_at(self) -> datetime:
        """When the job table was last swept, or first could have been."""
        return self._session.scalars(select(Schedule.last_at).where(Schedule.name == "sweep")).one()

    def done_at(self, schedule: str) -> datetime | None:
        """When it was last done; None for never."""
        return self._session.scalar(select(Schedule.last_at).where(Schedule.name == schedule))

    def processes(self) -> list[LiveProcess]:
        running = (
            select(Job.holder, func.count().label("count"))
            .where(Job.state == JobState.RUNNING)
            .group_by(Job.holder)
            .subquery()
        )
        rows = self._session.execute(
            select(WorkerProcess, running.c.count)
            .outerjoin(running, running.c.holder == WorkerProcess.id)
            .order_by(WorkerProcess.id)
        )
        return [LiveProcess(row.id, row.started_at, row.beat_at, int(count or 0)) for row, count in rows]

    def dead_letters(self, *, state: str, limit: int, before: str | None = None) -> list[DeadLetterRecord]:
        """Newest first."""
        query = select(DeadLetter).where(DeadLetter.state == DeadLetterState(state))
        if before is not None:
            query = query.where(DeadLetter.id < before)
        rows = self._session.scalars(query.order_by(DeadLetter.id.desc()).limit(limit))
        return [dead_letter_record(row) for row in rows]

    def task(self, job_id: str) -> TaskState:
        """Raises NotFound."""
        row = self._session.get(Job, job_id)
        if row is None:
            raise NotFound(f"there is no task {job_id!r}")
        return _task(row)

    def tasks_of(self, submission_id: str) -> list[TaskState]:
        """In the order in which they became due."""
        rows = self._session.scalars(select(Job).where(Job.submission_id == submission_id).order_by(Job.id))
        return [_task(row) for row in rows]


def _task(row: Job) -> TaskState:
    return TaskState(
        row.id,
        row.task_name,
        row.submission_id,
        row.state.value,
        row.attempts,
        row.last_error,
        row.created_at,
        row.started_at,
        row.finished_at,
        row.not_before,
    )
