"""The newest evaluated texts with everything a verdict needs, for previews of another policy."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import codec
from app.db.tables.submissions import EvaluationRow, Submission
from app.domain.what_if import JudgedText


class JudgedPages:
    def __init__(self, session: Session) -> None:
        self._session = session

    def latest(self, limit: int, *, projects: frozenset[str] | None) -> list[JudgedText]:
        """The current revision of each, newest submission first."""
        query = (
            select(Submission.id, Submission.title, Submission.path, Submission.policy, EvaluationRow.result)
            .join(EvaluationRow, EvaluationRow.revision_id == Submission.current_revision_id)
            .order_by(Submission.id.desc())
            .limit(limit)
        )
        if projects is not None:
            query = query.where(Submission.project_id.in_(projects))
        return [
            JudgedText(
                row.id,
                row.title or row.path,
                codec.load_policy(row.policy),
                codec.load_evaluation(row.result),
            )
            for row in self._session.execute(query)
        ]
