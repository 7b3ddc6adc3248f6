"""Statistics for operators, from the rows: correct whatever the broker holds or which process was killed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.db.repositories.maintenance import RUNS
from app.db.statements.next_claim import WAITS
from app.db.tables.cases import CaseRow
from app.db.tables.jobs import (
    Budget,
    DeadLetter,
    DeadLetterState,
    Job,
    QueueControl,
    Schedule,
    WorkerProcess,
)
from app.db.tables.outbound import DeliveryRow
from app.db.tables.submissions import Event, Submission
from app.domain.fair_scheduling import Lane
from app.domain.jobs import queue_of
from app.domain.outbound import DeliveryState
from app.domain.priority import Priority
from app.domain.review import EscalationStatus

LOG_LEVEL = "log_level"


@dataclass(frozen=True, slots=True)
class QueueFigure:
    """Unfinished jobs of one queue and priority. `oldest_at` is when the oldest one became due."""

    queue: str
    priority: Priority
    waiting: int = 0
    postponed: int = 0
    running: int = 0
    dead: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProcessFigure:
    """A process that may hold jobs; its id reads `host:worker:process:random`."""

    id: str
    started_at: datetime
    beat_at: datetime
    running: int


@dataclass(frozen=True, slots=True)
class RunningWork:
    id: str
    task_name: str
    queue: str
    priority: Priority
    submission_id: str | None
    state: str
    attempts: int
    crashes: int
    holder: str | None
    started_at: datetime | None
    not_before: datetime
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class BudgetFigure:
    scope: str
    reserved_micro_usd: int
    spent_micro_usd: int


@dataclass(frozen=True, slots=True)
class Happened:
    number: int
    at: datetime
    submission_id: str | None
    kind: str
    actor: str
    data: dict[str, Any]


class Figures:
    """Queries whose cost grows with the unfinished jobs, not with all jobs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queues(self) -> list[QueueFigure]:
        """One figure for each queue and priority with waiting, running or dead jobs."""
        found: dict[tuple[str, Priority], Counter[str]] = {}
        oldest: dict[tuple[str, Priority], datetime] = {}

        def add(queue: str, priority: int | None, name: str, count: int) -> tuple[str, Priority]:
            key = (queue, Priority.NORMAL if priority is None else Priority(priority))
            found.setdefault(key, Counter())[name] += count
            return key

        waiting = select(Job.queue, Job.priority, Job.lane, func.count(), func.min(Job.not_before)).where(
            WAITS
        )
        grouped = waiting.group_by(Job.queue, Job.priority, Job.lane)
        for queue, priority, lane, count, since in self._session.execute(grouped):
            if lane == int(Lane.LATER):
                add(queue, priority, "postponed", count)
                continue
            key = add(queue, priority, "waiting", count)
            oldest[key] = min(since, oldest.get(key, since))
        running = select(Job.queue, Job.priority, func.count()).where(RUNS)
        for row in self._session.execute(running.group_by(Job.queue, Job.priority)):
            add(row[0], row[1], "running", row[2])
        dead = (
            select(DeadLetter.task_name, Job.priority, func.count())
            .outerjoin(Job, Job.id == DeadLetter.job_id)
            .where(DeadLetter.state == DeadLetterState.OPEN)
        )
        for row in self._session.execute(dead.group_by(DeadLetter.task_name, Job.priority)):
            add(queue_of(row[0]), row[1], "dead", row[2])
        return [
            QueueFigure(
                *key,
                waiting=counts["waiting"],
                postponed=counts["postponed"],
                running=counts["running"],
                dead=counts["dead"],
                oldest_at=oldest.get(key),
            )
            for key, counts in sorted(found.items())
        ]

    def paused(self) -> dict[str, QueueControl]:
        rows = self._session.scalars(select(QueueControl).where(QueueControl.paused_at.is_not(None)))
        return {row.queue: row for row in rows}

    def processes(self) -> list[ProcessFigure]:
        held = select(Job.holder, func.count().label("number")).where(RUNS).group_by(Job.holder)
        counted = held.subquery()
        rows = self._session.execute(
            select(WorkerProcess, counted.c.number)
            .outerjoin(counted, counted.c.holder == WorkerProcess.id)
            .order_by(WorkerProcess.id)
        )
        return [ProcessFigure(row.id, row.started_at, row.beat_at, int(number or 0)) for row, number in rows]

    def last_time(self, schedule: str) -> datetime | None:
        """When a shared task (`sweep`) last ran."""
        return self._session.scalar(select(Schedule.last_at).where(Schedule.name == schedule))

    def work(self, state: str, *, limit: int, is_later: bool = False) -> list[RunningWork]:
        """Running jobs, longest first; or waiting jobs by priority; or postponed jobs."""
        query = select(Job).where(RUNS if state == "running" else WAITS)
        if state == "running":
            query = query.order_by(Job.started_at)
        elif is_later:
            query = query.where(Job.lane == int(Lane.LATER)).order_by(Job.not_before)
        else:
            query = query.where(Job.lane < int(Lane.LATER)).order_by(Job.priority, Job.id)
        return [_work(row) for row in self._session.scalars(query.limit(limit))]

    def waiting_ids(self, queue: str, *, limit: int) -> list[str]:
        """Jobs of a queue that no process holds, including postponed ones."""
        query = select(Job.id).where(WAITS, Job.queue == queue)
        return list(self._session.scalars(query.order_by(Job.id).limit(limit)))

    def one(self, job_id: str) -> RunningWork | None:
        row = self._session.get(Job, job_id)
        return None if row is None else _work(row)

    def submissions(self) -> dict[str, int]:
        """The number of submissions in each status."""
        query = select(Submission.status, func.count()).group_by(Submission.status)
        return {str(status): count for status, count in self._session.execute(query)}

    def cases(self, now: datetime) -> list[tuple[Priority, int, int]]:
        """Open cases by priority: how many, and how many of them are past their deadline."""
        query = select(CaseRow.priority, func.count(), func.count().filter(CaseRow.due_at < now))
        query = query.where(CaseRow.state == EscalationStatus.OPEN).group_by(CaseRow.priority)
        return [(Priority(number), count, late) for number, count, late in self._session.execute(query)]

    def open_dead_letters(self) -> int:
        query = select(func.count()).where(DeadLetter.state == DeadLetterState.OPEN)
        return int(self._session.scalar(query) or 0)

    def budgets(self, beginning: str) -> list[BudgetFigure]:
        """Of all budgets whose name begins so."""
        rows = self._session.scalars(select(Budget).where(Budget.scope.like(f"{beginning}%")))
        return [BudgetFigure(row.scope, row.reserved_micro_usd, row.spent_micro_usd) for row in rows]

    def unsent_deliveries(self) -> tuple[int, datetime | None]:
        """Webhook messages and notifications that are not delivered yet, and since when the oldest waits."""
        row = self._session.execute(
            select(func.count(), func.min(DeliveryRow.created_at)).where(
                DeliveryRow.state == DeliveryState.PENDING
            )
        ).one()
        return int(row[0]), row[1]

    def events(self, *, after: int, limit: int) -> list[Happened]:
        """Events after this number, in order."""
        query = select(Event).where(Event.id > after).order_by(Event.id).limit(limit)
        return [
            Happened(row.id, row.created_at, row.submission_id, row.kind, row.actor, row.data)
            for row in self._session.scalars(query)
        ]

    def newest_event(self) -> int:
        return int(self._session.scalar(select(func.max(Event.id))) or 0)

    def log_level(self) -> int | None:
        """The log level set for workers at run time, as `logging` numbers them; None for their own."""
        number = self._session.scalar(select(Schedule.number).where(Schedule.name == LOG_LEVEL))
        return None if number == 0 else number

    def set_log_level(self, level: int, now: datetime) -> None:
        """Set the level for all workers; 0 restores each worker's own level."""
        row = self._session.get(Schedule, LOG_LEVEL)
        if row is None:
            self._session.add(Schedule(name=LOG_LEVEL, last_at=now, number=level))
        else:
            row.last_at, row.number = now, level

    def clock(self) -> datetime | None:
        """The database server's own time; None on SQLite, which has none."""
        if self._session.get_bind().dialect.name != "postgresql":
            return None
        now: datetime | None = self._session.scalar(text("SELECT clock_timestamp()"))
        return now


def _work(row: Job) -> RunningWork:
    return RunningWork(
        row.id,
        row.task_name,
        row.queue,
        Priority(row.priority),
        row.submission_id,
        row.state.value,
        row.attempts,
        row.crashes,
        row.holder,
        row.started_at,
        row.not_before,
        row.due_at,
        row.created_at,
        row.finished_at,
        row.last_error,
    )
