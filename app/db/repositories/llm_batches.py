"""The rows of batches, and the calls in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.repositories.ledger import MICRO
from app.db.tables.jobs import BatchState, CallState, Job, JobState, LlmBatch, LlmCall
from app.platform.clock import Clock, fresh_id

MOST_CALLS = 5_000
"""Per batch; the vendors accept ten times as many, and ten times the size."""


@dataclass(frozen=True, slots=True)
class WaitingCall:
    id: str
    state: CallState
    submission_id: str | None
    request: dict[str, Any]
    most: Decimal
    """US dollars reserved."""


class LlmBatches:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def get(self, batch_id: str) -> LlmBatch:
        return self._session.get_one(LlmBatch, batch_id)

    def open_one(self, model: str) -> str | None:
        """An open batch of this model, locked until the end of the transaction."""
        found = self._session.scalar(
            select(LlmBatch)
            .where(LlmBatch.state == BatchState.OPEN, LlmBatch.model == model)
            .order_by(LlmBatch.id)
            .limit(1)
            .with_for_update()
        )
        if found is None:
            return None
        within = select(LlmCall.id).where(LlmCall.batch_id == found.id).limit(MOST_CALLS)
        return found.id if len(self._session.scalars(within).all()) < MOST_CALLS else None

    def add(self, model: str) -> str:
        batch = LlmBatch(
            id=fresh_id(self._clock), model=model, state=BatchState.OPEN, created_at=self._clock.now()
        )
        self._session.add(batch)
        self._session.flush()
        return batch.id

    def close(self, batch_id: str) -> None:
        """Close it to further calls: from now on they may be at the vendor."""
        batch = self._session.get_one(LlmBatch, batch_id, with_for_update=True)
        if batch.state is BatchState.OPEN:
            batch.state = BatchState.SENDING
            self._session.execute(
                update(LlmCall)
                .where(LlmCall.batch_id == batch_id, LlmCall.state == CallState.RESERVED)
                .values(state=CallState.SENT, sent_at=self._clock.now())
            )

    def sent(self, batch_id: str, vendor_id: str) -> None:
        batch = self._session.get_one(LlmBatch, batch_id)
        batch.state, batch.vendor_id = BatchState.SENT, vendor_id

    def end(self, batch_id: str, state: BatchState, *, error: str = "") -> None:
        batch = self._session.get_one(LlmBatch, batch_id)
        batch.state, batch.error, batch.ended_at = state, error, self._clock.now()

    def unanswered(self, batch_id: str) -> list[WaitingCall]:
        """Calls that are neither settled nor given up."""
        rows = self._session.scalars(
            select(LlmCall).where(LlmCall.batch_id == batch_id, LlmCall.state == CallState.SENT)
        )
        return [
            WaitingCall(
                id=row.id,
                state=row.state,
                submission_id=row.submission_id,
                request=row.request or {},
                most=Decimal(row.reserved_micro_usd) / MICRO,
            )
            for row in rows
        ]

    def submissions(self, batch_id: str) -> list[str]:
        rows = self._session.scalars(select(LlmCall.submission_id).where(LlmCall.batch_id == batch_id))
        return [submission_id for submission_id in rows if submission_id is not None]

    def hasten(self, submissions: Iterable[str], task_name: str) -> None:
        """Make postponed jobs of these submissions due now."""
        now = self._clock.now()
        self._session.execute(
            update(Job)
            .where(
                Job.submission_id.in_(list(submissions)),
                Job.task_name == task_name,
                Job.state == JobState.PENDING,
            )
            .values(not_before=now, due_at=now)
        )
