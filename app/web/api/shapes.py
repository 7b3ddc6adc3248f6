"""The JSON of the API: what clients may rely on, apart from how it is stored."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.db.read_models.library import LibraryRow, NumberedEvent
from app.db.read_models.system import TaskState
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.records import (
    DeadLetterRecord,
    DecisionRecord,
    EvaluationRecord,
    RevisionRecord,
    SubmissionDetail,
)
from app.domain.review import DecisionKind
from app.domain.scores import AeoScore, Gate, Integrity
from app.domain.verdict import Outcome
from app.web.api.common import Keepable

PriorityName = Annotated[str, Field(pattern="^(urgent|high|normal|low|bulk)$")]


class NewText(BaseModel):
    """A text to evaluate. `external_id` is the client's own name for it."""

    path: Annotated[Keepable, Field(min_length=1, max_length=1000, examples=["guides/kettle.md"])]
    text: Annotated[Keepable, Field(min_length=1)]
    external_id: Annotated[Keepable, Field(min_length=1, max_length=1000)] | None = None
    project: Annotated[Keepable, Field(min_length=1, max_length=200)] | None = None
    priority: PriorityName = "normal"
    tags: Annotated[list[Annotated[Keepable, Field(max_length=100)]], Field(max_length=50)] = []
    run_id: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]*$")] = ""
    ask: bool = False
    """A person is to see it before it is accepted, also when it meets every goal."""


class Receipt(BaseModel):
    """`already` is true where the same had been submitted before: nothing new was started."""

    id: str
    already: bool


class BatchLine(BaseModel):
    """One answer for each text, in the order of the request."""

    id: str | None = None
    already: bool = False
    problem: str | None = None


class SubmissionLine(BaseModel):
    id: str
    project_id: str
    path: str
    title: str
    status: SubmissionStatus
    priority: str
    language: str
    why: str
    aeo: float | None
    rewrites: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: LibraryRow) -> "SubmissionLine":
        return cls(
            id=row.id,
            project_id=row.project_id,
            path=row.path,
            title=row.title,
            status=row.status,
            priority=row.priority.label,
            language=row.language,
            why=row.why,
            aeo=row.measured,
            rewrites=row.cycles,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class ReasonOut(BaseModel):
    code: str
    message: str
    outcome: Outcome
    is_required: bool


class ComponentOut(BaseModel):
    check_id: str
    value: float
    """What the check measured, in its own unit."""
    points: float
    """What it adds to the measured score, or takes from it."""


class AeoOut(BaseModel):
    """The parts of an AEO score, as `copydesk check --json` has them; none is a chance of being cited."""

    gate: Gate
    reason: str
    """Why it is blocked or unscorable; empty where it passes."""
    measured: float | None
    """0 to 100, what is supported only; null where the text cannot be scored."""
    interval: tuple[float, float] | None
    """What `measured` would be under weights fitted to other samples: the middle 90 %."""
    pull: float | None
    """0 to 100, unsupported figures included. It decides nothing."""
    integrity: Integrity
    coverage: float
    """0 to 1: the share of the checks that applied."""
    components: list[ComponentOut]

    @classmethod
    def of(cls, aeo: AeoScore) -> "AeoOut":
        return cls(
            gate=aeo.gate,
            reason=aeo.reason,
            measured=aeo.measured,
            interval=aeo.interval,
            pull=aeo.pull,
            integrity=aeo.integrity,
            coverage=aeo.coverage,
            components=[
                ComponentOut(check_id=part.check_id, value=part.value, points=part.points)
                for part in aeo.components
            ],
        )


class EvaluationOut(BaseModel):
    """All scores of one revision. `detectors` and `findings` as `copydesk check --json` has them."""

    outcome: Outcome
    reasons: list[ReasonOut]
    aeo: float | None
    """`score.measured`."""
    score: AeoOut
    words: int
    language: str | None
    policy_version: str
    rubric_version: str
    detectors: dict[str, dict[str, Any]]
    findings: list[dict[str, Any]]

    @classmethod
    def of(cls, record: EvaluationRecord, dumped: dict[str, Any]) -> "EvaluationOut":
        return cls(
            outcome=record.outcome,
            reasons=[
                ReasonOut(code=r.code.value, message=r.message, outcome=r.outcome, is_required=r.is_required)
                for r in record.reasons
            ],
            aeo=record.measured,
            score=AeoOut.of(record.evaluation.aeo),
            words=record.evaluation.words,
            language=record.evaluation.language,
            policy_version=record.policy_version,
            rubric_version=record.evaluation.aeo.rubric_version,
            detectors=dumped["detectors"],
            findings=dumped["findings"],
        )


class RevisionLine(BaseModel):
    number: int
    origin: RevisionOrigin
    author: str
    fingerprint: str
    created_at: datetime
    is_accepted: bool
    evaluation: EvaluationOut | None


class RevisionText(BaseModel):
    number: int
    origin: RevisionOrigin
    text: str
    fingerprint: str

    @classmethod
    def of(cls, revision: RevisionRecord) -> "RevisionText":
        return cls(
            number=revision.number,
            origin=revision.origin,
            text=revision.source,
            fingerprint=revision.fingerprint,
        )


class SubmissionOut(BaseModel):
    id: str
    project_id: str
    path: str
    title: str
    format: str
    status: SubmissionStatus
    why: str
    priority: str
    tags: list[str]
    cost_usd: str
    case_id: str | None
    """The open case, where a person is asked."""
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, detail: SubmissionDetail) -> "SubmissionOut":
        submission = detail.submission
        waiting = [case.id for case in detail.escalations if case.status.value == "open"]
        return cls(
            id=submission.id,
            project_id=submission.project_id,
            path=submission.path,
            title=submission.title,
            format=submission.format,
            status=submission.status,
            why=submission.why,
            priority=submission.priority.label,
            tags=list(submission.tags),
            cost_usd=detail.cost_usd,
            case_id=waiting[-1] if waiting else None,
            created_at=submission.created_at,
            updated_at=submission.updated_at,
        )


class PieceOut(BaseModel):
    """`kind` is `same`, `removed`, `added`, `moved-away` or `moved-here`."""

    kind: str
    text: str


class DecisionOut(BaseModel):
    case_id: str
    kind: DecisionKind
    reviewer: str
    reason: str
    instructions: str
    created_at: datetime

    @classmethod
    def of(cls, record: DecisionRecord) -> "DecisionOut":
        return cls(
            case_id=record.escalation_id,
            kind=record.kind,
            reviewer=record.reviewer,
            reason=record.reason,
            instructions=record.instructions,
            created_at=record.created_at,
        )


class EventOut(BaseModel):
    number: int
    submission_id: str | None
    kind: str
    actor: str
    data: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, line: NumberedEvent) -> "EventOut":
        return cls(
            number=line.number,
            submission_id=line.submission_id,
            kind=line.event.kind,
            actor=line.event.actor,
            data=dict(line.event.data),
            created_at=line.event.created_at,
        )


class TaskOut(BaseModel):
    """One piece of work. `state` is `pending`, `running`, `done` or `dead`."""

    id: str
    task: str
    submission_id: str | None
    state: str
    attempts: int
    error: str
    result: str | None
    """The submission's status, once the work is done."""
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, task: TaskState, result: str | None) -> "TaskOut":
        return cls(
            id=task.id,
            task=task.task_name,
            submission_id=task.submission_id,
            state=task.state,
            attempts=task.attempts,
            error=task.error,
            result=result,
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=task.finished_at,
        )


class DeadLetterOut(BaseModel):
    id: str
    task: str
    submission_id: str | None
    error: str
    attempts: int
    state: str
    created_at: datetime

    @classmethod
    def of(cls, dead_letter: DeadLetterRecord) -> "DeadLetterOut":
        return cls(
            id=dead_letter.id,
            task=dead_letter.task_name,
            submission_id=dead_letter.submission_id,
            error=dead_letter.error,
            attempts=dead_letter.attempts,
            state=dead_letter.state,
            created_at=dead_letter.created_at,
        )
