"""The review queue: open cases, in the order in which they should be claimed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import Session

from app.db.mappers import asked_of
from app.db.tables.cases import CaseRow, ReviewSlotRow, SkipRow
from app.domain.priority import Priority
from app.domain.review import EscalationReason
from app.platform.clock import Clock

IS_OPEN = text("cases.state = 'open'")
"""As text, so that a planner can match the partial indexes."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """The filter in the page's query string."""

    desk: str = ""
    reason: str = ""
    language: str = ""
    holder: str = ""
    """Cases that this login holds."""
    is_free: bool = False
    is_overdue: bool = False
    hidden_from: str = ""
    """Leave out what this login skipped."""


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """The last row shown."""

    priority: int
    opened_at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: str
    submission_id: str
    project_id: str
    path: str
    title: str
    desk: str
    reason: EscalationReason
    message: str
    priority: Priority
    language: str
    level: int
    is_disputed: bool
    opened_at: datetime
    due_at: datetime | None
    is_late: bool
    """Its last level is overdue, or it moved up a level."""
    asked: tuple[str, ...] = ()
    """Logins asked at its level; empty where anyone on the desk may answer."""
    holders: tuple[tuple[str, datetime], ...] = ()
    """Who holds a lease now, and until when."""
    answered: int = 0
    slots: int = 1

    @property
    def cursor(self) -> QueueCursor:
        return QueueCursor(int(self.priority), self.opened_at, self.id)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    open: int = 0
    overdue: int = 0
    urgent: int = 0
    oldest_at: datetime | None = None
    by_desk: dict[str, int] = field(default_factory=dict)


class QueuePages:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def rows(
        self,
        wanted: QueueFilter,
        *,
        projects: frozenset[str] | None,
        limit: int,
        after: QueueCursor | None = None,
    ) -> list[QueueRow]:
        """The most urgent first, then the oldest."""
        key = tuple_(CaseRow.priority, CaseRow.opened_at, CaseRow.id)
        query = self._filtered(select(CaseRow), wanted, projects)
        if after is not None:
            query = query.where(
                key
                > tuple_(
                    literal(after.priority),
                    literal(after.opened_at, CaseRow.opened_at.type),
                    literal(after.id),
                )
            )
        query = query.order_by(CaseRow.priority, CaseRow.opened_at, CaseRow.id).limit(limit)
        cases = self._session.scalars(query).all()
        slots = self._seats([row.id for row in cases])
        return [self._row(row, slots.get(row.id, [])) for row in cases]

    def counts(self, *, projects: frozenset[str] | None) -> QueueCounts:
        """All open cases, for the counts beside the filters."""
        now = self._clock.now()
        late = or_(CaseRow.due_at.is_(None), CaseRow.level > 0, CaseRow.due_at <= now)
        query = select(
            CaseRow.desk,
            func.count(),
            func.sum(case((late, 1), else_=0)),
            func.sum(case((CaseRow.priority <= int(Priority.HIGH), 1), else_=0)),
            func.min(CaseRow.opened_at),
        ).where(IS_OPEN)
        if projects is not None:
            query = query.where(CaseRow.project_id.in_(projects))
        rows = self._session.execute(query.group_by(CaseRow.desk).order_by(CaseRow.desk)).all()
        return QueueCounts(
            sum(row[1] for row in rows),
            sum(int(row[2] or 0) for row in rows),
            sum(int(row[3] or 0) for row in rows),
            min((row[4] for row in rows), default=None),
            {row[0]: row[1] for row in rows},
        )

    def held_by(self, login: str) -> int:
        """How many cases this person holds now."""
        query = select(func.count()).select_from(ReviewSlotRow).where(*self._held(login))
        return self._session.scalar(query) or 0

    def _held(self, login: str) -> tuple[Any, ...]:
        return (
            ReviewSlotRow.holder == login,
            ReviewSlotRow.answer.is_(None),
            ReviewSlotRow.lease_until > self._clock.now(),
        )

    def _filtered(
        self, query: Select[CaseRow], wanted: QueueFilter, projects: frozenset[str] | None
    ) -> Select[CaseRow]:
        now = self._clock.now()
        query = query.where(IS_OPEN)
        if projects is not None:
            query = query.where(CaseRow.project_id.in_(projects))
        if wanted.desk:
            query = query.where(CaseRow.desk == wanted.desk)
        if wanted.reason:
            query = query.where(CaseRow.reason == EscalationReason(wanted.reason))
        if wanted.language:
            query = query.where(CaseRow.language == wanted.language)
        if wanted.is_overdue:
            query = query.where(or_(CaseRow.due_at.is_(None), CaseRow.level > 0, CaseRow.due_at <= now))
        if wanted.holder:
            query = query.where(
                CaseRow.id.in_(select(ReviewSlotRow.case_id).where(*self._held(wanted.holder)))
            )
        if wanted.is_free:
            free = or_(ReviewSlotRow.holder.is_(None), ReviewSlotRow.lease_until <= now)
            query = query.where(
                exists().where(ReviewSlotRow.case_id == CaseRow.id, ReviewSlotRow.answer.is_(None), free)
            )
        if wanted.hidden_from:
            skipped = and_(SkipRow.case_id == CaseRow.id, SkipRow.login == wanted.hidden_from)
            query = query.where(~exists().where(skipped))
        return query

    def _seats(self, case_ids: Sequence[str]) -> dict[str, list[ReviewSlotRow]]:
        found: dict[str, list[ReviewSlotRow]] = {}
        query = (
            select(ReviewSlotRow).where(ReviewSlotRow.case_id.in_(case_ids)).order_by(ReviewSlotRow.number)
        )
        for slot in self._session.scalars(query):
            found.setdefault(slot.case_id, []).append(slot)
        return found

    def _row(self, row: CaseRow, slots: list[ReviewSlotRow]) -> QueueRow:
        now = self._clock.now()
        return QueueRow(
            id=row.id,
            submission_id=row.submission_id,
            project_id=row.project_id,
            path=row.path,
            title=row.title,
            desk=row.desk,
            reason=row.reason,
            message=row.message,
            priority=Priority(row.priority),
            language=row.language,
            level=row.level,
            is_disputed=row.is_disputed,
            opened_at=row.opened_at,
            due_at=row.due_at,
            is_late=row.due_at is None or row.level > 0 or row.due_at <= now,
            asked=asked_of(row),
            holders=tuple(
                (slot.holder, slot.lease_until)
                for slot in slots
                if slot.holder and slot.answer is None and slot.lease_until and slot.lease_until > now
            ),
            answered=sum(slot.answer is not None for slot in slots),
            slots=len(slots),
        )
