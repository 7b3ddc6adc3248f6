"""Queries of the sweep, and queue controls. Their cost grows with the number of due jobs, not of all."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Update, case, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from app.db.statements.core import add_unless_there
from app.db.statements.next_claim import WAITS
from app.db.tables.jobs import Job, JobState, QueueControl, Schedule, WorkerProcess
from app.db.tables.submissions import Submission
from app.domain.fair_scheduling import Lane, lane_of
from app.domain.jobs import JobMessage
from app.domain.priority import Priority
from app.platform.clock import Clock

RUNS = text("work_items.state = 'running'")
WAKES = text("(work_items.state = 'running' OR (work_items.state = 'pending' AND work_items.lane = 2))")
UNROUTED = text("work_items.state = 'pending' AND work_items.queue = ''")
TOLERATED_SKEW = timedelta(seconds=5)
"""A stored time this far in the future was written by a clock that was wrong."""
_LANE = case((Job.priority == int(Priority.URGENT), int(Lane.URGENT)), else_=int(Lane.REGULAR))


class Maintenance:
    def __init__(self, session: Session, clock: Clock, messages: list[JobMessage]) -> None:
        self._session = session
        self._clock = clock
        self._messages = messages

    # -- lost work

    def correct_future_times(self, *, lease: timedelta) -> int:
        """Set back heartbeats, schedules and leases that a clock ahead of time wrote; returns how many.

        Otherwise a process that died would seem to live, and a shared task not to be due, until that time.
        """
        now = self._clock.now()
        late = now + TOLERATED_SKEW
        corrections: tuple[Update, ...] = (
            update(WorkerProcess).where(WorkerProcess.beat_at > late).values(beat_at=now),
            update(Schedule).where(Schedule.last_at > late).values(last_at=now),
            update(Job).where(WAKES, RUNS, Job.due_at > late + lease).values(due_at=now + lease),
            update(Job).where(RUNS, Job.started_at > late).values(started_at=now),
        )
        corrected = 0
        for correction in corrections:
            corrected += self._session.execute(correction).rowcount  # type: ignore[attr-defined]
        return corrected

    def overtime(self, limit: int) -> list[Job]:
        """Running jobs whose lease has expired, locked by this query."""
        return list(
            self._session.scalars(
                select(Job)
                .where(WAKES, RUNS, Job.due_at <= self._clock.now())
                .order_by(Job.due_at)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        )

    def held_by_the_dead(
        self, *, stale_after: timedelta, is_dead: Callable[[str, bool], bool], limit: int
    ) -> list[Job]:
        """Running jobs of dead processes. `is_dead(process_id, is_silent)` judges each process that holds a
        job; silent is one without a heartbeat for `stale_after`."""
        silent_since = self._clock.now() - stale_after
        holders = self._session.execute(
            select(Job.holder, func.coalesce(WorkerProcess.beat_at, func.max(Job.started_at)))
            .outerjoin(WorkerProcess, WorkerProcess.id == Job.holder)
            .where(RUNS, Job.holder.is_not(None))
            .group_by(Job.holder, WorkerProcess.beat_at)
        ).all()
        dead = [
            holder
            for holder, seen_at in holders
            if holder is not None and is_dead(holder, seen_at < silent_since)
        ]
        if not dead:
            return []
        return list(
            self._session.scalars(
                select(Job).where(RUNS, Job.holder.in_(dead)).limit(limit).with_for_update(skip_locked=True)
            )
        )

    def take_back(self, row: Job, *, why: str, is_crash: bool = True) -> None:
        """Make a job of a dead process due again at once. A crash is counted, a hand-back is not."""
        if is_crash:
            row.crashes += 1
        else:
            row.attempts -= 1
        row.state = JobState.PENDING
        row.lane = int(lane_of(Priority(row.priority)))
        row.holder = row.lease_token = None
        row.not_before = row.due_at = self._clock.now()
        row.last_error = why
        self._messages.append(JobMessage(row.id, row.task_name, Priority(row.priority)))

    def held_by_worker(self, worker: str) -> list[Job]:
        """Running jobs of all processes of one worker, locked by this query."""
        return list(
            self._session.scalars(
                select(Job)
                .where(RUNS, Job.holder >= f"{worker}:", Job.holder < f"{worker};")
                .with_for_update(skip_locked=True)
            )
        )

    # -- waiting work

    def wake(self, limit: int) -> int:
        """Move due postponed jobs to their lanes; returns how many."""
        due = (
            select(Job.id)
            .where(
                WAKES,
                WAITS,
                Job.lane == int(Lane.LATER),
                Job.due_at <= self._clock.now(),
            )
            .order_by(Job.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        moved = self._session.execute(update(Job).where(Job.id.in_(due)).values(lane=_LANE))
        return int(moved.rowcount)  # type: ignore[attr-defined]

    def route(self, limit: int) -> int:
        """Fill in queue, project and lane of rows from an older release; returns how many."""
        rows = self._session.scalars(
            select(Job).where(UNROUTED).limit(limit).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            submission = self._session.get(Submission, row.submission_id) if row.submission_id else None
            row.queue = row.task_name.partition(".")[0]
            row.project_id = submission.project_id if submission is not None else ""
            is_later = row.not_before > self._clock.now()
            row.lane = int(Lane.LATER if is_later else lane_of(Priority(row.priority)))
        return len(rows)

    def wake_workers(self, queue: str, limit: int) -> int:
        """Send wakeups for at most `limit` waiting jobs of a queue, urgent ones first; returns how many."""
        rows = self._session.execute(
            select(Job.id, Job.task_name, Job.priority)
            .where(WAITS, Job.queue == queue, Job.lane < int(Lane.LATER))
            .order_by(Job.queue, Job.lane, Job.project_id, Job.priority, Job.id)
            .limit(limit)
        ).all()
        self._messages.extend(JobMessage(row.id, row.task_name, Priority(row.priority)) for row in rows)
        return len(rows)

    # -- processes

    def beat(self, process_id: str) -> None:
        """Record a heartbeat of this process."""
        now = self._clock.now()
        beaten = self._session.execute(
            update(WorkerProcess).where(WorkerProcess.id == process_id).values(beat_at=now)
        )
        if beaten.rowcount == 0:  # type: ignore[attr-defined]
            self._session.add(WorkerProcess(id=process_id, started_at=now, beat_at=now))

    def forget_silent_processes(self, *, stale_after: timedelta) -> None:
        """Remove the rows of processes that are gone and hold no jobs."""
        holders = select(Job.holder).where(RUNS, Job.holder.is_not(None))
        self._session.execute(
            delete(WorkerProcess).where(
                WorkerProcess.beat_at < self._clock.now() - stale_after, WorkerProcess.id.not_in(holders)
            )
        )

    def is_due(self, name: str, *, every: timedelta) -> bool:
        """Whether this process is the first to ask in this interval, and so runs the shared task.

        A last time in the future is wrong, and the task is due.
        """
        now = self._clock.now()
        is_past = or_(Schedule.last_at <= now - every, Schedule.last_at > now + TOLERATED_SKEW)
        moved = self._session.execute(
            update(Schedule).where(Schedule.name == name, is_past).values(last_at=now)
        )
        return bool(moved.rowcount)  # type: ignore[attr-defined]

    def note_done(self, name: str) -> None:
        """Record that it was done now."""
        now = self._clock.now()
        if not add_unless_there(self._session, Schedule, {"name": name, "last_at": now, "number": 0}):
            self._session.execute(update(Schedule).where(Schedule.name == name).values(last_at=now))

    def grew_by(self, name: str, number: int) -> int:
        """The increase of a count since the last call; stores the new one."""
        row = self._session.get(Schedule, name, with_for_update=True)
        if row is None:
            return 0
        grown, row.number, row.last_at = number - row.number, number, self._clock.now()
        return grown

    # -- queues

    def pause(self, queue: str, *, by: str, reason: str) -> None:
        self._switch(queue, paused_at=self._clock.now(), paused_by=by, reason=reason)

    def resume(self, queue: str) -> None:
        self._switch(queue, paused_at=None, paused_by="", reason="")

    def _switch(self, queue: str, *, paused_at: datetime | None, paused_by: str, reason: str) -> None:
        row = self._session.get(QueueControl, queue)
        if row is None:
            row = QueueControl(queue=queue)
            self._session.add(row)
        row.paused_at, row.paused_by, row.reason = paused_at, paused_by, reason

    def paused(self) -> dict[str, QueueControl]:
        """The paused queues by name."""
        rows = self._session.scalars(select(QueueControl).where(QueueControl.paused_at.is_not(None)))
        return {row.queue: row for row in rows}

    def running(self, queue: str) -> int:
        counted = select(func.count()).select_from(Job).where(RUNS, Job.queue == queue)
        return int(self._session.scalar(counted) or 0)
