"""Add submissions, revisions, evaluations, cycles and events, and move submissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.db import codec
from app.db.repositories.submission_reads import SubmissionReads
from app.db.statements import submissions as statements
from app.db.statements.core import run
from app.db.tables.submissions import ContentItem, Original, Project, Submission
from app.domain.errors import InvalidTransition
from app.domain.keys import fingerprint
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus, check_move
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.domain.records import CycleRecord, OriginalFile, RevisionRecord
from app.domain.scores import Evaluation
from app.domain.verdict import Reason, Verdict
from app.platform.clock import fresh_id


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
    original: OriginalFile | None = None


def original_row(submission_id: str, original: OriginalFile) -> Original:
    return Original(
        submission_id=submission_id,
        container=original.container,
        sha256=original.sha256,
        data=original.data,
    )


class Submissions(SubmissionReads):
    def project_id(self, name: str) -> str:
        """The id of the project with this name; created on first use."""
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
        """Store a submission with its original revision; returns both ids. The caller adds the job."""
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
        if new.original is not None:
            self._session.add(original_row(submission_id, new.original))
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
        is_current: bool = True,
    ) -> str:
        """Store an immutable text and make it the submission's current one; where the caller moves the
        submission anyway, not `is_current`, and the move says so."""
        revision_id = fresh_id(self._clock)
        row = {
            "id": revision_id,
            "submission_id": submission_id,
            "number": number,
            "origin": origin,
            "parent_id": parent_id,
            "source": source,
            "fingerprint": fingerprint(source),
            "author": author,
            "created_at": self._clock.now(),
        }
        run(self._session, statements.ADD_REVISION, row)
        if is_current:
            run(self._session, statements.SET, {"wanted": submission_id, "current_revision_id": revision_id})
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
        run(self._session, statements.ADD_EVALUATION, row)

    def add_cycle(self, submission_id: str, cycle: CycleRecord, *, is_counted: bool = False) -> None:
        """Keep a cycle and count it, unless `is_counted`: with the move of the submission."""
        row = {
            "id": cycle.id,
            "submission_id": submission_id,
            "number": cycle.number,
            "revision_id": cycle.revision_id,
            "new_revision_id": cycle.new_revision_id,
            "outcome": cycle.outcome,
            "provider": cycle.provider,
            "model": cycle.model,
            "prompt_version": cycle.prompt_version,
            "candidate": cycle.candidate,
            "facts": None if cycle.facts is None else dict(cycle.facts),
            "changes": [dict(change) for change in cycle.changes],
            "cost_usd": cycle.cost_usd,
            "created_at": cycle.created_at,
        }
        run(self._session, statements.ADD_CYCLE, row)
        if not is_counted:
            run(self._session, statements.SET, {"wanted": submission_id, "cycles": cycle.number})

    def move(
        self, submission_id: str, *, expected: SubmissionStatus, to: SubmissionStatus, why: str, **values: Any
    ) -> None:
        """Compare and swap the status. Raises InvalidTransition if it is no longer `expected`."""
        check_move(expected, to)
        changed = {"status": to, "why": why, "updated_at": self._clock.now(), **values}
        moved = run(
            self._session, statements.MOVE, {"wanted": submission_id, "expected": expected, **changed}
        )
        if moved.rowcount != 1:
            raise InvalidTransition(
                f"submission {submission_id} is no longer {expected}: it cannot become {to}"
            )

    def send_back(self, submission_id: str, *, instructions: str) -> None:
        """Save a reviewer's instructions, and restart the count for the cap on rewrites."""
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
        run(self._session, statements.ADD_EVENT, row)
