"""Stored rows as plain values, for services and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus
from app.domain.scores import Evaluation
from app.domain.verdict import Outcome, Reason


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """A file that holds more than its text, such as a Word file: a rewrite goes back into it."""

    container: str
    """`docx`, `odt` or `pdf`."""
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    id: str
    project_id: str
    run_id: str
    status: SubmissionStatus
    priority: Priority
    path: str
    title: str
    format: str
    encoding: str
    has_bom: bool
    policy: Policy
    current_revision_id: str
    accepted_revision_id: str | None
    instructions: str
    cycles: int
    cycles_at_send_back: int
    why: str
    created_at: datetime
    updated_at: datetime
    language: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """What a client's program wants to know of a submission, beyond its state."""

    external_id: str
    """The client's own name for the text; its path where the client gave none."""
    measured: float | None
    """The AEO score of the accepted revision, else of the current one; None before it is scored."""
    accepted: int | None
    """The number of the accepted revision."""


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    id: str
    submission_id: str
    number: int
    origin: RevisionOrigin
    parent_id: str | None
    source: str
    fingerprint: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    submission_id: str
    revision_id: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    measured: float | None
    evaluation: Evaluation
    policy_version: str
    seconds: float
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """One rewrite cycle. `facts` and `changes` are the JSON forms of the facts report and the changes."""

    id: str
    number: int
    revision_id: str
    new_revision_id: str | None
    outcome: str
    """`adopted`, `facts-broken`, `facts-doubted`, `facts-new`, `no-change`, `refused`, `budget`,
    `maybe-billed`,
    `provider-down`."""
    provider: str
    model: str
    prompt_version: str
    candidate: str | None
    facts: Mapping[str, Any] | None
    changes: tuple[Mapping[str, Any], ...]
    cost_usd: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EscalationRecord:
    id: str
    submission_id: str
    status: EscalationStatus
    reason: EscalationReason
    message: str
    priority: Priority
    revision_id: str
    best_revision_id: str
    reviewers: tuple[str, ...]
    opened_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    escalation_id: str
    kind: DecisionKind
    reviewer: str
    reason: str
    instructions: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EventRecord:
    kind: str
    actor: str
    data: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLetterRecord:
    id: str
    job_id: str | None
    submission_id: str | None
    task_name: str
    arguments: Mapping[str, Any]
    error: str
    traceback: str
    attempts: int
    history: tuple[Any, ...]
    state: str
    resolution: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionDetail:
    """Everything about one submission that a person may need to see."""

    submission: SubmissionRecord
    revisions: tuple[RevisionRecord, ...]
    evaluations: Mapping[str, EvaluationRecord]
    """By revision id."""
    cycles: tuple[CycleRecord, ...]
    escalations: tuple[EscalationRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    events: tuple[EventRecord, ...]
    cost_usd: str

    @property
    def original(self) -> RevisionRecord:
        return self.revisions[0]

    @property
    def best(self) -> RevisionRecord:
        """The accepted revision, else the one an open escalation points to, else the newest."""
        wanted = self.submission.accepted_revision_id
        if wanted is None and self.escalations:
            wanted = self.escalations[-1].best_revision_id
        return next((revision for revision in self.revisions if revision.id == wanted), self.revisions[-1])


def last_by_a_person(revisions: Sequence[RevisionRecord], current: RevisionRecord) -> RevisionRecord:
    """The newest text that a person wrote, author or reviewer, whose facts must be kept.

    Not the previous revision, or small losses could add up over the cycles.
    """
    written = [revision for revision in revisions if revision.origin is not RevisionOrigin.REWRITE]
    return max((one for one in written if one.number <= current.number), key=lambda one: one.number)
