"""Open a case for an escalation: route it to a desk, freeze the policy in force, and set its deadlines."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.db.store import Transaction
from app.domain.business_time import deadline_after
from app.domain.cases import FrozenDesk
from app.domain.escalation_policy import CaseFacts, Level, route
from app.domain.records import SubmissionRecord
from app.domain.review import EscalationReason, priority_for
from app.platform.holidays import public_holidays


def open_case(
    tx: Transaction,
    submission: SubmissionRecord,
    escalation_id: str,
    *,
    reason: EscalationReason,
    message: str,
    now: datetime,
) -> None:
    """Open the case of this escalation, in the transaction that decided to ask a person."""
    policy = submission.policy.escalation
    facts = CaseFacts(submission.path, submission.language, submission.tags, reason)
    desk = route(facts, policy)
    if not desk.reviewers:
        desk = replace(desk, reviewers=submission.policy.reviewers)
    frozen = FrozenDesk(desk, policy.calendar, desk.answers_for(reason))
    due_at, remind_at = deadlines(frozen, desk.levels[0], now)
    tx.cases.open(
        escalation_id,
        submission,
        reason=reason,
        message=message,
        priority=priority_for(reason, submission.priority),
        frozen=frozen,
        due_at=due_at,
        remind_at=remind_at,
    )


def deadlines(frozen: FrozenDesk, level: Level, now: datetime) -> tuple[datetime, datetime]:
    """When this level is due, and when to remind; both in the desk's working hours."""
    is_holiday = public_holidays(frozen.calendar.country)
    whole = timedelta(minutes=level.minutes)
    due_at = deadline_after(now, whole, frozen.calendar, is_holiday)
    return due_at, deadline_after(now, whole * level.remind_after, frozen.calendar, is_holiday)
