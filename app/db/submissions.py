"""Submissions, revisions, evaluations, cycles, events: reads and moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import Clock, fresh_id
from app.db import codec, prepared
from app.db.models import ContentItem, EvaluationRow, Event, Project, Revision, RewriteCycle, Submission
from app.db.plain import run
from app.db.rows import cycle_record, evaluation_record, revision_record, submission_record
from app.domain.keys import fingerprint
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus, check_move
from app.domain.next_step import RevisionOutcome
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.domain.records import CycleRecord, EvaluationRecord, EventRecord, RevisionRecord, SubmissionRecord
from app.domain.scores import Evaluation
from app.domain.verdict import Reason, Verdict
from app.errors import InvalidTransition, NotFound


@dataclass(frozen=True, slots=True)
class NewSubmission:
    key: str
    project: str
    external_id: str
    run_id: str
    priority: Priority
    path: str
    title: str
    format: str
    encoding: str
    has_bom: bool
    policy: Policy
    source: str
    language: str = ""
    tags: tuple[str, ...] = ()


class Submissions:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    # -- reads

    def get(self, submission_id: str) -> SubmissionRecord:
        """Raises NotFound."""
        row = run(self._session, prepared.GET, {"wanted": submission_id}).one_or_none()
        if row is None:
            raise NotFound(f"there is no submission {submission_id!r}")
        return submission_record(row)

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
        """Every revision in order, and what the evaluated ones came to; one journey."""
        rows = run(self._session, prepared.REVISIONS_AND_OUTCOMES, {"wanted": submission_id}).all()
        return [revision_record(row) for row in rows], _outcomes(rows)

    def outcomes(self, submission_id: str) -> tuple[RevisionOutcome, ...]:
        """What each evaluated revision came to, in order."""
        return _outcomes(run(self._session, prepared.OUTCOMES, {"wanted": submission_id}).all())

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

    # -- writes

    def project_id(self, name: str) -> str:
        """The id under this name; created on first use."""
        found = self._session.scalar(select(Project.id).where(Project.name == name))
        if found is None:
            found = fresh_id(self._clock)
            self._session.add(Project(id=found, name=name, created_at=self._clock.now()))
            self._session.flush()
        return found

    def _content_item_id(self, project_id: str, external_id: str) -> str:
        found = self._session.scalar(
            select(ContentItem.id).where(
                ContentItem.project_id == project_id, ContentItem.external_id == external_id
            )
        )
        if found is None:
            found = fresh_id(self._clock)
            now = self._clock.now()
            self._session.add(
                ContentItem(id=found, project_id=project_id, external_id=external_id, created_at=now)
            )
            self._session.flush()
        return found

    def add(self, new: NewSubmission) -> tuple[str, str]:
        """Store a submission with its original revision; returns both ids. The caller adds the work."""
        now = self._clock.now()
        submission_id, project_id = fresh_id(self._clock), self.project_id(new.project)
        self._session.add(
            Submission(
                id=submission_id,
                key=new.key,
                project_id=project_id,
                content_item_id=self._content_item_id(project_id, new.external_id),
                run_id=new.run_id,
                status=SubmissionStatus.EVALUATING,
                priority=int(new.priority),
                path=new.path,
                title=new.title[:500],
                language=new.language,
                tags=list(new.tags),
                format=new.format,
                encoding=new.encoding,
                has_bom=new.has_bom,
                policy=codec.dump(Policy, new.policy),
                policy_version=new.policy.version,
                created_at=now,
                updated_at=now,
            )
        )
        self._session.flush()
        revision_id = self.add_revision(
            submission_id,
            number=0,
            origin=RevisionOrigin.ORIGINAL,
            source=new.source,
            parent_id=None,
            author="",
        )
        return submission_id, revision_id

    def add_revision(
        self,
        submission_id: str,
        *,
        number: int,
        origin: RevisionOrigin,
        source: str,
        parent_id: str | None,
        author: str,
    ) -> str:
        """Store an immutable text and make it the submission's current one."""
        revision_id = fresh_id(self._clock)
        self._session.add(
            Revision(
                id=revision_id,
                submission_id=submission_id,
                number=number,
                origin=origin,
                parent_id=parent_id,
                source=source,
                fingerprint=fingerprint(source),
                author=author,
                created_at=self._clock.now(),
            )
        )
        self._session.execute(
            update(Submission).where(Submission.id == submission_id).values(current_revision_id=revision_id)
        )
        return revision_id

    def add_evaluation(
        self,
        revision: RevisionRecord,
        evaluation: Evaluation,
        verdict: Verdict,
        *,
        policy: Policy,
        seconds: float,
    ) -> None:
        row = {
            "id": fresh_id(self._clock),
            "submission_id": revision.submission_id,
            "revision_id": revision.id,
            "outcome": verdict.outcome,
            "reasons": codec.dump(tuple[Reason, ...], verdict.reasons),
            "measured": evaluation.aeo.measured,
            "errors": len(evaluation.errors),
            "result": codec.dump(Evaluation, evaluation),
            "policy_version": policy.version,
            "rubric_version": evaluation.aeo.rubric_version,
            "seconds": seconds,
            "created_at": self._clock.now(),
        }
        run(self._session, prepared.ADD_EVALUATION, row)

    def add_cycle(self, submission_id: str, cycle: CycleRecord) -> None:
        self._session.add(
            RewriteCycle(
                id=cycle.id,
                submission_id=submission_id,
                number=cycle.number,
                revision_id=cycle.revision_id,
                new_revision_id=cycle.new_revision_id,
                outcome=cycle.outcome,
                provider=cycle.provider,
                model=cycle.model,
                prompt_version=cycle.prompt_version,
                candidate=cycle.candidate,
                facts=None if cycle.facts is None else dict(cycle.facts),
                changes=[dict(change) for change in cycle.changes],
                cost_usd=cycle.cost_usd,
                created_at=cycle.created_at,
            )
        )
        self._session.execute(
            update(Submission).where(Submission.id == submission_id).values(cycles=cycle.number)
        )

    def move(
        self, submission_id: str, *, expected: SubmissionStatus, to: SubmissionStatus, why: str, **values: Any
    ) -> None:
        """Compare and swap the status. Raises InvalidTransition when it is no longer `expected`."""
        check_move(expected, to)
        changed = {"status": to, "why": why, "updated_at": self._clock.now(), **values}
        moved = run(self._session, prepared.MOVE, {"wanted": submission_id, "expected": expected, **changed})
        if moved.rowcount != 1:
            raise InvalidTransition(
                f"submission {submission_id} is no longer {expected}: it cannot become {to}"
            )

    def send_back(self, submission_id: str, *, instructions: str) -> None:
        """Keep a reviewer's instructions, and let the cap on rewrites count from here."""
        self._session.execute(
            update(Submission)
            .where(Submission.id == submission_id)
            .values(instructions=instructions, cycles_at_send_back=Submission.cycles)
        )

    def record(
        self,
        submission_id: str | None,
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        actor: str = "copydesk",
    ) -> None:
        """Append an event."""
        row = {
            "submission_id": submission_id,
            "kind": kind,
            "actor": actor,
            "data": dict(data or {}),
            "created_at": self._clock.now(),
        }
        run(self._session, prepared.ADD_EVENT, row)


def _outcomes(rows: Iterable[Any]) -> tuple[RevisionOutcome, ...]:
    return tuple(
        RevisionOutcome(row.id, row.number, row.origin, row.measured, row.outcome, row.errors)
        for row in rows
        if row.outcome is not None
    )
