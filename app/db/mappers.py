"""Rows to records: the only module that maps columns to fields."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from app.db import codec
from app.db.tables.cases import CaseRow, ReviewSlotRow
from app.db.tables.jobs import DeadLetter
from app.db.tables.submissions import EscalationRow, EvaluationRow, Revision, RewriteCycle, Submission
from app.domain.cases import CaseRecord, ReviewSlot
from app.domain.priority import Priority
from app.domain.records import (
    CycleRecord,
    DeadLetterRecord,
    EscalationRecord,
    EvaluationRecord,
    RevisionRecord,
    SubmissionRecord,
)


def submission_record(row: Submission | Row[Any]) -> SubmissionRecord:
    return SubmissionRecord(
        id=row.id,
        project_id=row.project_id,
        run_id=row.run_id,
        status=row.status,
        priority=Priority(row.priority),
        path=row.path,
        title=row.title,
        format=row.format,
        encoding=row.encoding,
        has_bom=row.has_bom,
        policy=codec.load_policy(row.policy),
        current_revision_id=row.current_revision_id or "",
        accepted_revision_id=row.accepted_revision_id,
        instructions=row.instructions,
        cycles=row.cycles,
        cycles_at_send_back=row.cycles_at_send_back,
        why=row.why,
        created_at=row.created_at,
        updated_at=row.updated_at,
        language=row.language,
        tags=tuple(row.tags),
    )


def asked_of(row: CaseRow) -> tuple[str, ...]:
    """The logins asked at a case's level, without reading its whole policy (see `CaseRecord.asked`)."""
    desk = row.policy["desk"]
    level = desk["levels"][min(row.level, len(desk["levels"]) - 1)]
    return tuple(level["reviewers"] or desk["reviewers"])


def revision_record(row: Revision | Row[Any]) -> RevisionRecord:
    return RevisionRecord(
        row.id,
        row.submission_id,
        row.number,
        row.origin,
        row.parent_id,
        row.source,
        row.fingerprint,
        row.author,
        row.created_at,
    )


def evaluation_record(row: EvaluationRow) -> EvaluationRecord:
    return EvaluationRecord(
        row.submission_id,
        row.revision_id,
        row.outcome,
        codec.load_reasons(row.reasons),
        row.measured,
        codec.load_evaluation(row.result),
        row.policy_version,
        row.seconds,
        row.created_at,
    )


def cycle_record(row: RewriteCycle) -> CycleRecord:
    return CycleRecord(
        row.id,
        row.number,
        row.revision_id,
        row.new_revision_id,
        row.outcome,
        row.provider,
        row.model,
        row.prompt_version,
        row.candidate,
        row.facts,
        tuple(row.changes or ()),
        row.cost_usd,
        row.created_at,
    )


def escalation_record(row: EscalationRow) -> EscalationRecord:
    return EscalationRecord(
        row.id,
        row.submission_id,
        row.status,
        row.reason,
        row.message,
        Priority(row.priority),
        row.revision_id,
        row.best_revision_id,
        tuple(row.reviewers),
        row.opened_at,
        row.decided_at,
    )


def dead_letter_record(row: DeadLetter) -> DeadLetterRecord:
    return DeadLetterRecord(
        row.id,
        row.job_id,
        row.submission_id,
        row.task_name,
        row.arguments,
        row.error,
        row.traceback,
        row.attempts,
        tuple(row.history),
        row.state.value,
        row.resolution,
        row.created_at,
    )


def case_record(row: CaseRow, slots: Sequence[ReviewSlotRow]) -> CaseRecord:
    return CaseRecord(
        id=row.id,
        submission_id=row.submission_id,
        project_id=row.project_id,
        state=row.state,
        desk=row.desk,
        reason=row.reason,
        priority=Priority(row.priority),
        message=row.message,
        path=row.path,
        title=row.title,
        language=row.language,
        level=row.level,
        due_at=row.due_at,
        remind_at=row.remind_at,
        frozen=codec.load_frozen_desk(row.policy),
        policy_version=row.policy_version,
        is_disputed=row.is_disputed,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        slots=tuple(map(_seat, slots)),
    )


def _seat(row: ReviewSlotRow) -> ReviewSlot:
    answer = None if row.answer is None else codec.load_answer(row.answer)
    return ReviewSlot(row.number, row.holder, row.token, row.lease_until, answer, row.answered_at)
