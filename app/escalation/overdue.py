"""Enforce deadlines: send reminders, then apply the policy's timeout action and announce it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from app.db.store import Store, Transaction
from app.domain.cases import CaseRecord
from app.domain.escalation_policy import OnTimeout
from app.domain.events import EventKind
from app.domain.outbound import OutboundEvent
from app.domain.priority import Priority
from app.domain.review import DecisionKind
from app.escalation.decide import Decision, settle
from app.jobs.observer import Observer
from app.notifications.publish import publish
from app.transitions.open_case import deadlines

log = structlog.get_logger("copydesk.escalation")

BATCH = 200
"""Cases handled in one pass; the next pass is a minute away."""
EVERY_SECONDS = 60.0
"""Deadlines count working minutes, so that once a minute is often enough."""
SCHEDULE = "deadlines"


@dataclass(frozen=True, slots=True)
class OverdueSweep:
    reminded: int = 0
    overdue: int = 0


def escalate_overdue(store: Store, observer: Observer) -> OverdueSweep:
    """One pass. Safe to run at any time and by several processes: each case is locked and moves once."""
    now = store.clock.now()
    with store.transaction() as tx:
        late = tx.cases.overdue(BATCH)
        for case in late:
            _time_out(tx, case, now, observer)
        waiting = tx.cases.to_remind(BATCH)
        for case in waiting:
            tx.cases.reminded(case.id)
            _publish(tx, case, OutboundEvent.CASE_REMINDER, {"due_at": _iso(case.due_at)})
        tx.maintenance.note_done(SCHEDULE)
    if late or waiting:
        log.info("escalation.overdue", overdue=len(late), reminded=len(waiting))
    return OverdueSweep(len(waiting), len(late))


def _time_out(tx: Transaction, case: CaseRecord, now: datetime, observer: Observer) -> None:
    level = case.level_policy
    data = {"level": level.name, "due_at": _iso(case.due_at), "timeout": level.on_timeout.value}
    tx.submissions.record(case.submission_id, EventKind.CASE_OVERDUE, {"escalation": case.id, **data})
    match level.on_timeout:
        case OnTimeout.NEXT_LEVEL:
            _next_level(tx, case, now)
        case OnTimeout.RELEASE:
            _decide(tx, case, DecisionKind.APPROVE, observer)
        case OnTimeout.REJECT:
            _decide(tx, case, DecisionKind.REJECT, observer)
    _publish(tx, tx.cases.get(case.id), OutboundEvent.CASE_OVERDUE, data)


def _next_level(tx: Transaction, case: CaseRecord, now: datetime) -> None:
    """One level up and one step more urgent. At the last level the case stays open, without a deadline."""
    number = case.level + 1
    priority = Priority(max(case.priority - 1, Priority.URGENT))
    if number >= len(case.frozen.desk.levels):
        tx.cases.set_level(case.id, level=case.level, priority=priority, due_at=None, remind_at=None)
        return
    level = case.frozen.desk.levels[number]
    due_at, remind_at = deadlines(case.frozen, level, now)
    tx.cases.set_level(case.id, level=number, priority=priority, due_at=due_at, remind_at=remind_at)
    tx.submissions.record(
        case.submission_id,
        EventKind.CASE_LEVEL,
        {"escalation": case.id, "level": level.name, "due_at": _iso(due_at), "asked": list(level.reviewers)},
    )


def _decide(tx: Transaction, case: CaseRecord, kind: DecisionKind, observer: Observer) -> None:
    level = case.level_policy.name
    reason = f"nobody answered in time at level {level!r}; the policy says {kind.value}"
    settle(tx, case.id, Decision(kind, "copydesk (timeout)", reason), observer)


def _publish(tx: Transaction, case: CaseRecord, kind: OutboundEvent, data: dict[str, str]) -> None:
    submission = tx.submissions.get(case.submission_id)
    publish(tx, kind, submission=submission, case_id=case.id, data=data)


def _iso(when: datetime | None) -> str:
    return "" if when is None else when.isoformat()
