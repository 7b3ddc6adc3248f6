"""Queries of submissions, revisions, evaluations, cycles and events."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import codec
from app.db.mappers import cycle_record, evaluation_record, revision_record, submission_record
from app.db.statements import submissions as statements
from app.db.statements.core import run
from app.db.tables.submissions import (
    ContentItem,
    EvaluationRow,
    Event,
    Original,
    Revision,
    RewriteCycle,
    Submission,
)
from app.domain.errors import NotFound
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import RevisionOutcome
from app.domain.records import (
    ClientSummary,
    CycleRecord,
    EvaluationRecord,
    EventRecord,
    OriginalFile,
    RevisionRecord,
    SubmissionRecord,
)
from app.domain.scores import Finding
from app.platform.clock import Clock


class SubmissionReads:
    """Reads of one transaction; `Submissions` adds the moves."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def get(self, submission_id: str) -> SubmissionRecord:
        """Raises NotFound."""
        row = run(self._session, statements.GET, {"wanted": submission_id}).one_or_none()
        if row is None:
            raise NotFound(f"there is no submission {submission_id!r}")
        return submission_record(row)

    def client_summary(self, submission_id: str) -> ClientSummary:
        """Raises NotFound."""
        shown = func.coalesce(Submission.accepted_revision_id, Submission.current_revision_id)
        row = self._session.execute(
            select(ContentItem.external_id, EvaluationRow.measured, Revision.number)
            .select_from(Submission)
            .join(ContentItem, ContentItem.id == Submission.content_item_id)
            .outerjoin(EvaluationRow, EvaluationRow.revision_id == shown)
            .outerjoin(Revision, Revision.id == Submission.accepted_revision_id)
            .where(Submission.id == submission_id)
        ).one_or_none()
        if row is None:
            raise NotFound(f"there is no submission {submission_id!r}")
        return ClientSummary(row.external_id, row.measured, row.number)

    def original(self, submission_id: str) -> OriginalFile | None:
        """The file that the text was taken out of; None for a text file."""
        row = self._session.get(Original, submission_id)
        return None if row is None else OriginalFile(row.container, row.sha256, row.data)

    def by_key(self, key: str) -> SubmissionRecord | None:
        row = self._session.scalar(select(Submission).where(Submission.key == key))
        return None if row is None else submission_record(row)

    def of_run(self, run_id: str) -> list[SubmissionRecord]:
        rows = self._session.scalars(
            select(Submission).where(Submission.run_id == run_id).order_by(Submission.id)
        )
        return [submission_record(row) for row in rows]

    def newest(self, limit: int, *, status: SubmissionStatus | None = None) -> list[SubmissionRecord]:
        query = select(Submission).order_by(Submission.id.desc()).limit(limit)
        if status is not None:
            query = query.where(Submission.status == status)
        return [submission_record(row) for row in self._session.scalars(query)]

    def revision(self, revision_id: str) -> RevisionRecord:
        row = self._session.get(Revision, revision_id)
        if row is None:
            raise NotFound(f"there is no revision {revision_id!r}")
        return revision_record(row)

    def revisions(self, submission_id: str) -> list[RevisionRecord]:
        rows = self._session.scalars(
            select(Revision).where(Revision.submission_id == submission_id).order_by(Revision.number)
        )
        return [revision_record(row) for row in rows]

    def revisions_and_outcomes(
        self, submission_id: str
    ) -> tuple[list[RevisionRecord], tuple[RevisionOutcome, ...]]:
        """All revisions in order, and the outcomes of the evaluated ones, in one round trip."""
        rows = run(self._session, statements.REVISIONS_AND_OUTCOMES, {"wanted": submission_id}).all()
        return [revision_record(row) for row in rows], _outcomes(rows)

    def outcomes(self, submission_id: str) -> tuple[RevisionOutcome, ...]:
        """The outcome of each evaluated revision, in order."""
        return _outcomes(run(self._session, statements.OUTCOMES, {"wanted": submission_id}).all())

    def revisions_to_rewrite(
        self, submission_id: str, revision_id: str
    ) -> tuple[list[RevisionRecord], tuple[tuple[Finding, ...], tuple[Finding, ...]]]:
        """All revisions in order, and the findings and the advice of this one, in one round trip."""
        wanted = {"wanted": submission_id, "judged": revision_id}
        rows = run(self._session, statements.REVISIONS_AND_RESULT, wanted).all()
        results = [row.result for row in rows if row.result is not None]
        found = codec.load_findings(results[0]) if results else ((), ())
        return [revision_record(row) for row in rows], found

    def evaluations(self, submission_id: str) -> dict[str, EvaluationRecord]:
        """By revision id."""
        rows = self._session.scalars(
            select(EvaluationRow)
            .where(EvaluationRow.submission_id == submission_id)
            .order_by(EvaluationRow.id)
        )
        return {row.revision_id: evaluation_record(row) for row in rows}

    def cycles(self, submission_id: str) -> list[CycleRecord]:
        rows = self._session.scalars(
            select(RewriteCycle)
            .where(RewriteCycle.submission_id == submission_id)
            .order_by(RewriteCycle.number)
        )
        return [cycle_record(row) for row in rows]

    def events(self, submission_id: str) -> list[EventRecord]:
        rows = self._session.scalars(
            select(Event).where(Event.submission_id == submission_id).order_by(Event.id)
        )
        return [EventRecord(row.kind, row.actor, row.data, row.created_at) for row in rows]


def _outcomes(rows: Iterable[Any]) -> tuple[RevisionOutcome, ...]:
    return tuple(
        RevisionOutcome(row.id, row.number, row.origin, row.measured, row.outcome, row.errors)
        for row in rows
        if row.outcome is not None
    )
