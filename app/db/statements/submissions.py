"""Statements for a step's submission, built once (`app.db.statements.core`)."""

from sqlalchemy import and_, bindparam, insert, select, update

from app.db.statements.core import table_of
from app.db.tables.submissions import EvaluationRow, Event, Revision, RewriteCycle, Submission

_SUBMISSIONS, _REVISIONS, _EVALUATIONS = map(table_of, (Submission, Revision, EvaluationRow))
GET = select(_SUBMISSIONS).where(_SUBMISSIONS.c.id == bindparam("wanted"))
MOVE = update(_SUBMISSIONS).where(
    _SUBMISSIONS.c.id == bindparam("wanted"), _SUBMISSIONS.c.status == bindparam("expected")
)
_JUDGED = (_EVALUATIONS.c.outcome, _EVALUATIONS.c.measured, _EVALUATIONS.c.errors)
REVISIONS_AND_OUTCOMES = (
    select(_REVISIONS, *_JUDGED)
    .outerjoin(_EVALUATIONS, _EVALUATIONS.c.revision_id == _REVISIONS.c.id)
    .where(_REVISIONS.c.submission_id == bindparam("wanted"))
    .order_by(_REVISIONS.c.number)
)
REVISIONS_AND_RESULT = (
    select(_REVISIONS, _EVALUATIONS.c.result)
    .outerjoin(
        _EVALUATIONS,
        and_(_EVALUATIONS.c.revision_id == _REVISIONS.c.id, _REVISIONS.c.id == bindparam("judged")),
    )
    .where(_REVISIONS.c.submission_id == bindparam("wanted"))
    .order_by(_REVISIONS.c.number)
)
OUTCOMES = (
    select(_REVISIONS.c.id, _REVISIONS.c.number, _REVISIONS.c.origin, *_JUDGED)
    .join(_EVALUATIONS, _EVALUATIONS.c.revision_id == _REVISIONS.c.id)
    .where(_REVISIONS.c.submission_id == bindparam("wanted"))
    .order_by(_REVISIONS.c.number)
)
SET = update(_SUBMISSIONS).where(_SUBMISSIONS.c.id == bindparam("wanted"))
ADD_REVISION = insert(_REVISIONS)
ADD_CYCLE = insert(table_of(RewriteCycle))
ADD_EVALUATION = insert(_EVALUATIONS)
ADD_EVENT = insert(table_of(Event)).inline()
