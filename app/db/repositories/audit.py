"""Check the integrity of stored rows. Each query finds rows that no operation of ours could leave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from app.db.tables.cases import CaseRow
from app.db.tables.jobs import Budget, CallState, Job, JobState, LlmCall
from app.db.tables.submissions import EscalationRow, Revision, Submission
from app.domain.jobs import EVALUATE, REWRITE
from app.domain.keys import fingerprint
from app.domain.lifecycle import SubmissionStatus
from app.domain.review import EscalationStatus

BATCH = 200
MOST_NAMED = 20
UNFINISHED = (JobState.PENDING, JobState.RUNNING)
NEXT_WORK = {SubmissionStatus.EVALUATING: EVALUATE, SubmissionStatus.REWRITING: REWRITE}


@dataclass(frozen=True, slots=True)
class Misfit:
    question: str
    rows: tuple[str, ...]
    """At most twenty ids."""


class Audit:
    def __init__(self, session: Session) -> None:
        self._session = session

    def questions(self) -> dict[str, Callable[[], Iterator[str]]]:
        """Each question by the sentence that is wrong where it finds rows."""
        return {
            "a submission waits for a step that is neither due nor dead": self._forgotten,
            "an accepted submission has no accepted revision": self._accepted_without_text,
            "a submission's current revision is not its own": self._foreign_revision,
            "an escalated submission has no open question": self._escalated_without_question,
            "an open question has no open case": self._question_without_case,
            "work is finished without a time, or held by nobody while it runs": self._odd_work,
            "a budget does not hold what its open calls reserved": self._odd_budgets,
            "the database file is damaged": self._damage,
        }

    def misfits(self) -> Iterator[Misfit]:
        for question, ask in self.questions().items():
            found = [row for _, row in zip(range(MOST_NAMED), ask(), strict=False)]
            if found:
                yield Misfit(question, tuple(found))

    def _forgotten(self) -> Iterator[str]:
        for status, task in NEXT_WORK.items():
            due = exists().where(
                Job.submission_id == Submission.id,
                Job.task_name == task,
                Job.state.in_(UNFINISHED),
            )
            yield from self._session.scalars(select(Submission.id).where(Submission.status == status, ~due))

    def _accepted_without_text(self) -> Iterator[str]:
        query = select(Submission.id).where(
            Submission.status == SubmissionStatus.ACCEPTED, Submission.accepted_revision_id.is_(None)
        )
        yield from self._session.scalars(query)

    def _foreign_revision(self) -> Iterator[str]:
        own = exists().where(
            Revision.id == Submission.current_revision_id, Revision.submission_id == Submission.id
        )
        yield from self._session.scalars(select(Submission.id).where(~own))

    def _escalated_without_question(self) -> Iterator[str]:
        asked = exists().where(
            EscalationRow.submission_id == Submission.id, EscalationRow.status == EscalationStatus.OPEN
        )
        query = select(Submission.id).where(Submission.status == SubmissionStatus.ESCALATED, ~asked)
        yield from self._session.scalars(query)

    def _question_without_case(self) -> Iterator[str]:
        case = exists().where(CaseRow.id == EscalationRow.id, CaseRow.state == EscalationStatus.OPEN)
        query = select(EscalationRow.id).where(EscalationRow.status == EscalationStatus.OPEN, ~case)
        yield from self._session.scalars(query)

    def _odd_work(self) -> Iterator[str]:
        ended = Job.state.in_((JobState.DONE, JobState.DEAD)) & Job.finished_at.is_(None)
        held = (Job.state == JobState.RUNNING) & Job.lease_token.is_(None)
        yield from self._session.scalars(select(Job.id).where(ended | held))

    def _odd_budgets(self) -> Iterator[str]:
        open_calls = (CallState.RESERVED, CallState.SENT)
        reserved: dict[str, int] = {}
        query = select(LlmCall.scopes, LlmCall.reserved_micro_usd).where(LlmCall.state.in_(open_calls))
        for scopes, amount in self._session.execute(query):
            for scope in scopes:
                reserved[scope] = reserved.get(scope, 0) + amount
        for row in self._session.scalars(select(Budget)):
            if row.reserved_micro_usd != reserved.get(row.scope, 0):
                yield row.scope

    def _damage(self) -> Iterator[str]:
        if self._session.get_bind().dialect.name != "sqlite":
            return
        for problem in self._session.scalars(text("PRAGMA quick_check")):
            if problem != "ok":
                yield str(problem)
        for row in self._session.execute(text("PRAGMA foreign_key_check")):
            yield f"{row[0]} {row[1]}"

    def texts(self, after: str) -> tuple[str, list[str]]:
        """A batch of revisions by id: the last id read (empty at the end), and those with changed text."""
        query = select(Revision.id, Revision.source, Revision.fingerprint).where(Revision.id > after)
        rows = self._session.execute(query.order_by(Revision.id).limit(BATCH)).all()
        changed = [row.id for row in rows if fingerprint(row.source) != row.fingerprint]
        return (rows[-1].id if rows else ""), changed

    def count(self) -> int:
        return int(self._session.scalar(select(func.count()).select_from(Submission)) or 0)
