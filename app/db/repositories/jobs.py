"""Jobs, their claims and their leases."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from app.db.statements.core import run, table_of
from app.db.statements.next_claim import next_claim
from app.db.tables.jobs import Job, JobState, QueueControl
from app.domain.errors import LeaseLost
from app.domain.fair_scheduling import FairScheduler, Lane, lane_of
from app.domain.jobs import Claimed, JobMessage, queue_of
from app.domain.keys import job_key
from app.domain.priority import Priority
from app.domain.records import SubmissionRecord
from app.platform.clock import Clock, fresh_id

UNFINISHED = (JobState.PENDING, JobState.RUNNING)
_ITEMS = table_of(Job)
_ADD = insert(_ITEMS)
_SETTLE = update(_ITEMS).where(
    _ITEMS.c.id == bindparam("job_id"),
    _ITEMS.c.state == literal_column("'running'"),
    _ITEMS.c.lease_token == bindparam("held_with"),
)


class Jobs:
    def __init__(self, session: Session, clock: Clock, messages: list[JobMessage]) -> None:
        self._session = session
        self._clock = clock
        self._messages = messages

    def add(
        self,
        task_name: str,
        *,
        subject_id: str,
        priority: Priority,
        submission: SubmissionRecord | None = None,
        not_before: datetime | None = None,
    ) -> str:
        """Create a job. Its wakeup is sent after the commit; if that fails, the sweep sends it.

        With a future `not_before` no wakeup is sent: the sweep sends it when it is due. Work that is
        not about a submission (a webhook's test) belongs to no project.
        """
        now = self._clock.now()
        start = now if not_before is None else max(now, not_before)
        job_id = fresh_id(self._clock)
        row = {
            "id": job_id,
            "key": job_key(task_name, submission.id if submission is not None else "", subject_id),
            "task_name": task_name,
            "submission_id": submission.id if submission is not None else None,
            "subject_id": subject_id,
            "state": JobState.PENDING,
            "queue": queue_of(task_name),
            "project_id": submission.project_id if submission is not None else "",
            "lane": int(lane_of(priority) if start == now else Lane.LATER),
            "priority": int(priority),
            "not_before": start,
            "due_at": start,
            "created_at": now,
        }
        run(self._session, _ADD, row)
        if start == now:
            self._messages.append(JobMessage(job_id, task_name, priority))
        return job_id

    # -- claiming

    def claim_next(
        self,
        queue: str,
        scheduler: FairScheduler,
        *,
        holder: str,
        lease: timedelta,
        overdue_after: timedelta,
        only_urgent: bool = False,
    ) -> Claimed | None:
        """Claim the next job, counting the attempt before it starts; None if no job may start."""
        now = self._clock.now()
        dialect = self._session.get_bind().dialect.name
        row = run(
            self._session,
            next_claim(scheduler.order(only_urgent=only_urgent), is_postgresql=dialect == "postgresql"),
            {
                "queue_name": queue,
                "time_now": now,
                "overdue_since": now - overdue_after,
                "urgent_after": scheduler.urgent_after,
                "regular_after": scheduler.regular_after,
                "new_holder": holder,
                "new_token": fresh_id(self._clock),
                "lease_end": now + lease,
            },
        ).one_or_none()
        return None if row is None else claimed(row)

    def takes_regular(self, queue: str, *, worker: str, slots: int) -> bool:
        """Whether this worker has a slot to spare for jobs that are not urgent.

        Locks the queue's row until the end of the transaction, so that two processes of one worker do not
        both find the last one.
        """
        self._session.execute(select(QueueControl.queue).where(QueueControl.queue == queue).with_for_update())
        busy = self._session.scalar(
            select(func.count())
            .select_from(Job)
            .where(
                literal_column("work_items.state") == literal_column("'running'"),
                Job.queue == queue,
                Job.lane != int(Lane.URGENT),
                Job.holder >= f"{worker}:",
                Job.holder < f"{worker};",
            )
        )
        return int(busy or 0) < slots - 1

    # -- ending

    def finish(self, claim: Claimed) -> None:
        """Finish the job, in the transaction that saves its result. Raises LeaseLost."""
        self._settle(claim, state=JobState.DONE, finished_at=self._clock.now(), last_error="")

    def postpone(self, claim: Claimed, *, until: datetime, error: str, count_attempt: bool = True) -> None:
        """Give the job back, to be claimed again at `until`. Raises LeaseLost."""
        is_now = until <= self._clock.now()
        self._settle(
            claim,
            state=JobState.PENDING,
            lane=int(lane_of(claim.priority) if is_now else Lane.LATER),
            not_before=until,
            due_at=until,
            attempts=claim.attempt if count_attempt else claim.attempt - 1,
            holder=None,
            lease_token=None,
            last_error=error,
        )
        if is_now:
            self._messages.append(JobMessage(claim.job_id, claim.task_name, claim.priority))

    def dead_letter(self, claim: Claimed, *, error: str) -> None:
        """End the job for good; the caller adds the dead letter in this transaction. Raises LeaseLost."""
        self._settle(claim, state=JobState.DEAD, finished_at=self._clock.now(), last_error=error)

    def uncount_crash(self, claim: Claimed) -> None:
        """The process of this lost claim lives: one crash fewer counts, if the job is still unfinished."""
        self._session.execute(
            update(Job)
            .where(Job.id == claim.job_id, Job.state.in_(UNFINISHED), Job.crashes > claim.crashes)
            .values(crashes=Job.crashes - 1)
        )

    def _settle(self, claim: Claimed, **values: object) -> None:
        settled = run(self._session, _SETTLE, {"job_id": claim.job_id, "held_with": claim.token, **values})
        if settled.rowcount != 1:
            raise LeaseLost(f"the lease on {claim.task_name} {claim.job_id} ran out; its result is not saved")

    def requeue(self, job_id: str) -> bool:
        """Make a dead job due again with fresh counters; False if it is not dead (a repeated replay)."""
        now = self._clock.now()
        row = self._session.scalar(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.DEAD)
            .values(
                state=JobState.PENDING,
                attempts=0,
                crashes=0,
                sends=0,
                not_before=now,
                due_at=now,
                holder=None,
                lease_token=None,
                finished_at=None,
            )
            .returning(Job)
        )
        if row is None:
            return False
        row.lane = int(lane_of(Priority(row.priority)))
        self._messages.append(JobMessage(row.id, row.task_name, Priority(row.priority)))
        return True

    def requeue_step(self, task_name: str, *, submission_id: str, subject_id: str) -> bool:
        """Make the dead job of this very step due again; False if there is none."""
        key = job_key(task_name, submission_id, subject_id)
        is_dead = (Job.key == key, Job.state == JobState.DEAD)
        dead = self._session.scalar(select(Job.id).where(*is_dead))
        return dead is not None and self.requeue(dead)

    # -- reading

    def next_time(self) -> datetime | None:
        """When the earliest postponed or running job is due; None if there is none."""
        return self._session.scalar(
            select(Job.due_at).where(Job.state.in_(UNFINISHED)).order_by(Job.due_at).limit(1)
        )

    def unfinished(self, submission_id: str) -> list[Job]:
        rows = select(Job).where(Job.submission_id == submission_id, Job.state.in_(UNFINISHED))
        return list(self._session.scalars(rows))


def claimed(row: Any) -> Claimed:
    """The claim on this row, which must be running."""
    return Claimed(
        row.id,
        row.task_name,
        row.submission_id or "",
        row.subject_id,
        row.lease_token or "",
        row.attempts,
        row.crashes,
        row.due_at,
        Priority(row.priority),
        row.project_id,
    )
