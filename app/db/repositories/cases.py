"""Cases: opening, leases on their slots, answers, deadlines. Every claim is one compare-and-swap."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from app.db import codec
from app.db.mappers import asked_of, case_record
from app.db.statements.core import add_unless_there
from app.db.tables.cases import CaseRow, ReviewSlotRow, SkipRow
from app.domain.cases import CaseRecord, FrozenDesk, ReviewAnswer
from app.domain.errors import AlreadyDecided, HeldByAnother, LeaseLost, NotFound
from app.domain.priority import Priority
from app.domain.records import SubmissionRecord
from app.domain.review import EscalationReason, EscalationStatus
from app.platform.clock import Clock, fresh_id

LOOKED_AT = 50
"""Waiting cases considered when choosing a person's next one."""


class Cases:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def open(
        self,
        case_id: str,
        submission: SubmissionRecord,
        *,
        reason: EscalationReason,
        message: str,
        priority: Priority,
        frozen: FrozenDesk,
        due_at: datetime,
        remind_at: datetime,
    ) -> None:
        """Put an escalation on its desk, with a slot for each answer that it needs."""
        self._session.flush()
        self._session.add(
            CaseRow(
                id=case_id,
                submission_id=submission.id,
                project_id=submission.project_id,
                state=EscalationStatus.OPEN,
                desk=frozen.desk.name,
                reason=reason,
                priority=int(priority),
                message=message,
                path=submission.path,
                title=submission.title,
                language=submission.language,
                due_at=due_at,
                remind_at=remind_at,
                policy=codec.dump(FrozenDesk, frozen),
                policy_version=submission.policy.version,
                opened_at=self._clock.now(),
            )
        )
        self._session.flush()
        for number in range(frozen.answers_needed):
            self._session.add(ReviewSlotRow(id=fresh_id(self._clock), case_id=case_id, number=number))
        self._session.flush()

    def get(self, case_id: str, *, is_locked: bool = False) -> CaseRecord:
        """With `is_locked` nobody else can answer until this transaction ends. Raises NotFound."""
        row = self._session.get(CaseRow, case_id, with_for_update=is_locked or None)
        if row is None:
            raise NotFound(f"there is no case {case_id!r}")
        return case_record(row, self._seats(case_id))

    def _seats(self, case_id: str) -> Sequence[ReviewSlotRow]:
        query = select(ReviewSlotRow).where(ReviewSlotRow.case_id == case_id).order_by(ReviewSlotRow.number)
        return self._session.scalars(query, execution_options={"populate_existing": True}).all()

    def close(self, case_id: str, state: EscalationStatus) -> None:
        self._session.execute(
            update(CaseRow)
            .where(CaseRow.id == case_id)
            .values(state=state, closed_at=self._clock.now(), due_at=None, remind_at=None)
        )

    # -- leases

    def claim(self, case_id: str, login: str, *, lease: timedelta) -> str:
        """Take a slot, or keep the one already held; returns the token.

        Raises NotFound, AlreadyDecided, HeldByAnother (naming who holds it until when).
        """
        now = self._clock.now()
        case = self.get(case_id)
        if case.state is not EscalationStatus.OPEN:
            raise AlreadyDecided(f"case {case_id} is closed: there is nothing to claim")
        mine = case.slot_of(login)
        if mine is not None and mine.answer is not None:
            raise AlreadyDecided("you have answered this case; it waits for another person's answer")
        if mine is not None and mine.is_held(now) and mine.token is not None:
            self.renew(case_id, mine.token, lease=lease)
            return mine.token
        free = or_(ReviewSlotRow.holder.is_(None), ReviewSlotRow.lease_until <= now)
        numbers = [mine.number] if mine is not None else [slot.number for slot in case.slots]
        for number in numbers:
            token = fresh_id(self._clock)
            taken = self._session.execute(
                update(ReviewSlotRow)
                .where(
                    ReviewSlotRow.case_id == case_id,
                    ReviewSlotRow.number == number,
                    ReviewSlotRow.answer.is_(None),
                    free,
                )
                .values(holder=login, token=token, lease_until=now + lease)
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]
                return token
        held = ", ".join(
            f"{slot.holder} until {slot.lease_until:%H:%M} UTC" for slot in self.get(case_id).holders(now)
        )
        raise HeldByAnother(f"this case is claimed by {held or 'others'}")

    def renew(self, case_id: str, token: str, *, lease: timedelta) -> datetime:
        """Make the lease last `lease` from now. Raises LeaseLost."""
        until = self._clock.now() + lease
        self._change(case_id, token, lease_until=until)
        return until

    def release(self, case_id: str, token: str) -> None:
        """Give the slot back. Raises LeaseLost."""
        self._change(case_id, token, holder=None, token=None, lease_until=None)

    def hand_over(self, case_id: str, token: str, to: str, *, lease: timedelta) -> None:
        """Give the slot to another person, with a fresh lease. Raises LeaseLost."""
        until = self._clock.now() + lease
        self._change(case_id, token, holder=to, token=fresh_id(self._clock), lease_until=until)

    def record_answer(self, case_id: str, token: str, answer: ReviewAnswer) -> None:
        """Save an answer under a valid lease. Raises LeaseLost."""
        self._change(
            case_id,
            token,
            answer=codec.dump(ReviewAnswer, answer),
            answered_at=self._clock.now(),
            lease_until=None,
        )

    def _change(self, case_id: str, under: str, **values: object) -> None:
        changed = self._session.execute(
            update(ReviewSlotRow)
            .where(
                ReviewSlotRow.case_id == case_id,
                ReviewSlotRow.token == under,
                ReviewSlotRow.answer.is_(None),
                ReviewSlotRow.lease_until > self._clock.now(),
            )
            .values(**values)
        )
        if changed.rowcount != 1:  # type: ignore[attr-defined]
            raise LeaseLost("your claim on this case has run out, or it was handed over")

    def dispute(self, case_id: str) -> None:
        """The answers differ: one more slot, for a desk lead."""
        case = self.get(case_id)
        self._session.execute(update(CaseRow).where(CaseRow.id == case_id).values(is_disputed=True))
        self._session.add(ReviewSlotRow(id=fresh_id(self._clock), case_id=case_id, number=len(case.slots)))
        self._session.flush()

    def skip(self, case_id: str, login: str, reason: str) -> None:
        """Never show this case to this person again."""
        row = {"case_id": case_id, "login": login, "reason": reason, "created_at": self._clock.now()}
        add_unless_there(self._session, SkipRow, row)

    # -- deadlines

    def overdue(self, limit: int) -> list[CaseRecord]:
        """Open cases whose level is overdue, locked by this query."""
        return self._locked(CaseRow.due_at <= self._clock.now(), CaseRow.due_at, limit)

    def to_remind(self, limit: int) -> list[CaseRecord]:
        return self._locked(CaseRow.remind_at <= self._clock.now(), CaseRow.remind_at, limit)

    def _locked(self, condition: object, order: object, limit: int) -> list[CaseRecord]:
        rows = self._session.scalars(
            select(CaseRow)
            .where(CaseRow.state == EscalationStatus.OPEN, condition)  # type: ignore[arg-type]
            .order_by(order)  # type: ignore[arg-type]
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [case_record(row, self._seats(row.id)) for row in rows]

    def set_level(
        self,
        case_id: str,
        *,
        level: int,
        priority: Priority,
        due_at: datetime | None,
        remind_at: datetime | None,
    ) -> None:
        self._session.execute(
            update(CaseRow)
            .where(CaseRow.id == case_id)
            .values(level=level, priority=int(priority), due_at=due_at, remind_at=remind_at)
        )

    def reminded(self, case_id: str) -> None:
        self._session.execute(update(CaseRow).where(CaseRow.id == case_id).values(remind_at=None))

    def next_for(self, login: str, projects: frozenset[str] | None) -> str | None:
        """The most urgent open case with a free slot that this person has not skipped or answered.

        What asks others by name comes after what asks this person or anyone.
        """
        now = self._clock.now()
        free = exists().where(
            ReviewSlotRow.case_id == CaseRow.id,
            ReviewSlotRow.answer.is_(None),
            or_(ReviewSlotRow.holder.is_(None), ReviewSlotRow.lease_until <= now),
        )
        known = exists().where(
            ReviewSlotRow.case_id == CaseRow.id,
            ReviewSlotRow.holder == login,
            ReviewSlotRow.answer.is_not(None),
        )
        skipped = exists().where(and_(SkipRow.case_id == CaseRow.id, SkipRow.login == login))
        query = select(CaseRow).where(CaseRow.state == EscalationStatus.OPEN, free, ~known, ~skipped)
        if projects is not None:
            query = query.where(CaseRow.project_id.in_(projects))
        query = query.order_by(CaseRow.priority, CaseRow.opened_at, CaseRow.id).limit(LOOKED_AT)
        rows = self._session.scalars(query).all()
        mine = (row.id for row in rows if not asked_of(row) or login in asked_of(row))
        return next(mine, rows[0].id if rows else None)
