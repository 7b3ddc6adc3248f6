"""The JSON of cases."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from app.db.read_models.queue import QueueRow
from app.domain.cases import CaseRecord
from app.domain.escalation_policy import OnTimeout
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus
from app.reports.cycle_doubts import OpenDoubt
from app.web.api.fact_shapes import OpenDoubtOut


class CaseLine(BaseModel):
    id: str
    submission_id: str
    desk: str
    path: str
    title: str
    reason: EscalationReason
    message: str
    priority: str
    level: int
    opened_at: datetime
    due_at: datetime | None
    is_late: bool
    is_disputed: bool
    asked: list[str]
    """Logins that its level asks; empty if any reviewer of the desk may answer."""
    held_by: list[str]
    answers: int
    answers_needed: int

    @classmethod
    def of(cls, row: QueueRow) -> "CaseLine":
        return cls(
            id=row.id,
            submission_id=row.submission_id,
            desk=row.desk,
            path=row.path,
            title=row.title,
            reason=row.reason,
            message=row.message,
            priority=row.priority.label,
            level=row.level,
            opened_at=row.opened_at,
            due_at=row.due_at,
            is_late=row.is_late,
            is_disputed=row.is_disputed,
            asked=list(row.asked),
            held_by=[holder for holder, _ in row.holders],
            answers=row.answered,
            answers_needed=row.slots,
        )


class AnswerOut(BaseModel):
    reviewer: str
    kind: DecisionKind
    reason: str


class CaseOut(BaseModel):
    """`answers` appear once the case is closed or disputed: until then reviewers answer independently."""

    id: str
    submission_id: str
    state: EscalationStatus
    desk: str
    path: str
    title: str
    reason: EscalationReason
    message: str
    priority: str
    level: int
    asked: list[str]
    on_timeout: OnTimeout
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_disputed: bool
    answers_needed: int
    answers: list[AnswerOut]
    doubts: list[OpenDoubtOut]
    """What the proposed rewrite broke or left in doubt, as sentences, worst first."""

    @classmethod
    def of(cls, case: CaseRecord, doubts: Iterable[OpenDoubt]) -> "CaseOut":
        shows_answers = case.is_disputed or case.state is not EscalationStatus.OPEN
        return cls(
            id=case.id,
            submission_id=case.submission_id,
            state=case.state,
            desk=case.desk,
            path=case.path,
            title=case.title,
            reason=case.reason,
            message=case.message,
            priority=case.priority.label,
            level=case.level,
            asked=list(case.asked),
            on_timeout=case.level_policy.on_timeout,
            opened_at=case.opened_at,
            due_at=case.due_at,
            closed_at=case.closed_at,
            is_disputed=case.is_disputed,
            answers_needed=len(case.slots),
            answers=[
                AnswerOut(reviewer=slot.holder or "", kind=slot.answer.kind, reason=slot.answer.reason)
                for slot in case.answers
                if shows_answers and slot.answer is not None
            ],
            doubts=[OpenDoubtOut.of(found) for found in doubts],
        )
