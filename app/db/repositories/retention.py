"""Remove old, decided submissions, children before parents. Their costs stay counted."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from app.db.tables.cases import CaseRow, ReviewSlotRow, SkipRow
from app.db.tables.jobs import DeadLetter, DeadLetterState, Job, JobState, LlmCall
from app.db.tables.submissions import (
    ContentItem,
    EscalationRow,
    EvaluationRow,
    Event,
    Original,
    ReviewDecision,
    Revision,
    RewriteCycle,
    Submission,
)
from app.domain.lifecycle import FINAL

OF_A_SUBMISSION = (ReviewDecision, EscalationRow, EvaluationRow, RewriteCycle, Revision, Original, Job, Event)
"""Children before parents."""


class Pruning:
    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, before: datetime) -> int:
        """The number of decided submissions last changed before this time."""
        query = select(func.count()).select_from(Submission).where(*_old(before))
        return int(self._session.scalar(query) or 0)

    def some(self, before: datetime, *, limit: int) -> list[str]:
        query = select(Submission.id).where(*_old(before)).order_by(Submission.id).limit(limit)
        return list(self._session.scalars(query))

    def remove(self, submissions: list[str]) -> None:
        """Remove these submissions with all their rows; paid calls keep their costs but lose their text."""
        run = self._session.execute
        cases = select(CaseRow.id).where(CaseRow.submission_id.in_(submissions))
        for child in (ReviewSlotRow, SkipRow):
            run(delete(child).where(child.case_id.in_(cases)))
        run(delete(CaseRow).where(CaseRow.submission_id.in_(submissions)))
        nobody = {"submission_id": None, "reply": None}
        run(update(LlmCall).where(LlmCall.submission_id.in_(submissions)).values(nobody))
        run(delete(DeadLetter).where(DeadLetter.submission_id.in_(submissions)))
        for kind in OF_A_SUBMISSION:
            run(delete(kind).where(kind.submission_id.in_(submissions)))
        items = list(
            self._session.scalars(select(Submission.content_item_id).where(Submission.id.in_(submissions)))
        )
        run(delete(Submission).where(Submission.id.in_(submissions)))
        used = exists().where(Submission.content_item_id == ContentItem.id)
        run(delete(ContentItem).where(ContentItem.id.in_(items), ~used))

    def forget_resolved(self, before: datetime) -> int:
        """Remove resolved dead letters without a submission."""
        resolved = delete(DeadLetter).where(
            DeadLetter.state != DeadLetterState.OPEN,
            DeadLetter.resolved_at < before,
            DeadLetter.submission_id.is_(None),
        )
        return int(self._session.execute(resolved).rowcount)  # type: ignore[attr-defined]


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    busy = exists().where(
        Job.submission_id == Submission.id,
        Job.state.in_((JobState.PENDING, JobState.RUNNING)),
    )
    return Submission.status.in_(FINAL), Submission.updated_at < before, ~busy
