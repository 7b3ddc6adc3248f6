"""Dead letters: failed jobs, kept until a person replays or discards them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db.mappers import dead_letter_record
from app.db.tables.jobs import DeadLetter, DeadLetterState
from app.domain.errors import AlreadyDecided, NotFound
from app.domain.records import DeadLetterRecord
from app.platform.clock import Clock, fresh_id


class DeadLetters:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def add(
        self,
        *,
        task_name: str,
        arguments: Mapping[str, Any],
        error: str,
        traceback: str,
        attempts: int,
        history: Sequence[Any] = (),
        job_id: str | None = None,
        submission_id: str | None = None,
    ) -> str:
        dead_letter_id = fresh_id(self._clock)
        self._session.add(
            DeadLetter(
                id=dead_letter_id,
                job_id=job_id,
                submission_id=submission_id,
                task_name=task_name,
                arguments=dict(arguments),
                error=error,
                traceback=traceback,
                attempts=attempts,
                history=list(history),
                state=DeadLetterState.OPEN,
                created_at=self._clock.now(),
            )
        )
        return dead_letter_id

    def get(self, dead_letter_id: str) -> DeadLetterRecord:
        """Raises NotFound."""
        row = self._session.get(DeadLetter, dead_letter_id)
        if row is None:
            raise NotFound(f"there is no dead letter {dead_letter_id!r}")
        return dead_letter_record(row)

    def open(self, limit: int) -> list[DeadLetterRecord]:
        rows = self._session.scalars(
            select(DeadLetter)
            .where(DeadLetter.state == DeadLetterState.OPEN)
            .order_by(DeadLetter.id)
            .limit(limit)
        )
        return [dead_letter_record(row) for row in rows]

    def count_open(self) -> int:
        return (
            self._session.scalar(
                select(func.count()).select_from(DeadLetter).where(DeadLetter.state == DeadLetterState.OPEN)
            )
            or 0
        )

    def resolve(self, dead_letter_id: str, *, state: DeadLetterState, resolution: str) -> None:
        """Close it once. Raises AlreadyDecided if it was replayed or discarded before."""
        resolved = self._session.execute(
            update(DeadLetter)
            .where(DeadLetter.id == dead_letter_id, DeadLetter.state == DeadLetterState.OPEN)
            .values(state=state, resolution=resolution, resolved_at=self._clock.now())
        )
        if resolved.rowcount != 1:  # type: ignore[attr-defined]
            dead_letter = self.get(dead_letter_id)
            raise AlreadyDecided(
                f"dead letter {dead_letter_id} was {dead_letter.state} already ({dead_letter.resolution})"
            )
