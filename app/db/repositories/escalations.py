"""Escalations and the decisions on them."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.mappers import escalation_record
from app.db.repositories.cases import Cases
from app.db.tables.submissions import EscalationRow, ReviewDecision
from app.domain.errors import AlreadyDecided, NotFound
from app.domain.priority import Priority
from app.domain.records import DecisionRecord, EscalationRecord
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus
from app.platform.clock import Clock, fresh_id


class Escalations:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def open(
        self,
        submission_id: str,
        *,
        reason: EscalationReason,
        message: str,
        priority: Priority,
        revision_id: str,
        best_revision_id: str,
        reviewers: tuple[str, ...],
    ) -> str:
        """Open a case; a unique index allows one open case for each submission."""
        escalation_id = fresh_id(self._clock)
        self._session.add(
            EscalationRow(
                id=escalation_id,
                submission_id=submission_id,
                status=EscalationStatus.OPEN,
                reason=reason,
                message=message,
                priority=int(priority),
                revision_id=revision_id,
                best_revision_id=best_revision_id,
                reviewers=list(reviewers),
                opened_at=self._clock.now(),
            )
        )
        return escalation_id

    def get(self, escalation_id: str) -> EscalationRecord:
        """Raises NotFound."""
        row = self._session.get(EscalationRow, escalation_id)
        if row is None:
            raise NotFound(f"there is no escalation {escalation_id!r}")
        return escalation_record(row)

    def open_of(self, submission_id: str) -> EscalationRecord | None:
        row = self._session.scalar(
            select(EscalationRow).where(
                EscalationRow.submission_id == submission_id, EscalationRow.status == EscalationStatus.OPEN
            )
        )
        return None if row is None else escalation_record(row)

    def waiting(self, limit: int) -> list[EscalationRecord]:
        """Open cases: the most urgent first, then the oldest."""
        rows = self._session.scalars(
            select(EscalationRow)
            .where(EscalationRow.status == EscalationStatus.OPEN)
            .order_by(EscalationRow.priority, EscalationRow.opened_at)
            .limit(limit)
        )
        return [escalation_record(row) for row in rows]

    def of_submission(self, submission_id: str) -> list[EscalationRecord]:
        rows = self._session.scalars(
            select(EscalationRow)
            .where(EscalationRow.submission_id == submission_id)
            .order_by(EscalationRow.id)
        )
        return [escalation_record(row) for row in rows]

    def decisions(self, submission_id: str) -> list[DecisionRecord]:
        rows = self._session.scalars(
            select(ReviewDecision)
            .where(ReviewDecision.submission_id == submission_id)
            .order_by(ReviewDecision.id)
        )
        return [
            DecisionRecord(
                row.escalation_id, row.kind, row.reviewer, row.reason, row.instructions, row.created_at
            )
            for row in rows
        ]

    def mark_announced(self, escalation_id: str) -> bool:
        """True only the first time, so that people are notified once."""
        updated = self._session.execute(
            update(EscalationRow)
            .where(EscalationRow.id == escalation_id, EscalationRow.announced_at.is_(None))
            .values(announced_at=self._clock.now())
        )
        return bool(updated.rowcount)  # type: ignore[attr-defined]

    def withdraw(self, escalation_id: str) -> None:
        """Close a case that needs no answer any more, because the failed job was replayed."""
        self._session.execute(
            update(EscalationRow)
            .where(EscalationRow.id == escalation_id, EscalationRow.status == EscalationStatus.OPEN)
            .values(status=EscalationStatus.WITHDRAWN, decided_at=self._clock.now())
        )
        Cases(self._session, self._clock).close(escalation_id, EscalationStatus.WITHDRAWN)

    def decide(
        self,
        escalation: EscalationRecord,
        *,
        kind: DecisionKind,
        reviewer: str,
        reason: str,
        instructions: str,
        before: str,
        after: str,
        policy_version: str,
    ) -> None:
        """Close the case with a binding answer. Raises AlreadyDecided if somebody else was first."""
        closed = self._session.execute(
            update(EscalationRow)
            .where(EscalationRow.id == escalation.id, EscalationRow.status == EscalationStatus.OPEN)
            .values(status=EscalationStatus.DECIDED, decided_at=self._clock.now())
        )
        if closed.rowcount != 1:  # type: ignore[attr-defined]
            raise AlreadyDecided(
                f"escalation {escalation.id} has been decided already; nothing was changed. "
                f"See `copydesk show {escalation.submission_id}`"
            )
        Cases(self._session, self._clock).close(escalation.id, EscalationStatus.DECIDED)
        self._session.add(
            ReviewDecision(
                id=fresh_id(self._clock),
                escalation_id=escalation.id,
                submission_id=escalation.submission_id,
                kind=kind,
                reviewer=reviewer,
                reason=reason,
                instructions=instructions,
                before_fingerprint=before,
                after_fingerprint=after,
                policy_version=policy_version,
                created_at=self._clock.now(),
            )
        )
