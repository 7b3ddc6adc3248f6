"""Cases: an escalation's desk, its deadline and its review slots."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.submissions import Id
from app.db.types import Base, EnumText, Json, NullableJson, UtcDateTime
from app.domain.review import EscalationReason, EscalationStatus

OPEN = text("state = 'open'")


class CaseRow(Base):
    """One row for each escalation, with what the queue shows, so that a page of it is one indexed read."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_queue", "priority", "opened_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_cases_desk", "desk", "priority", "opened_at", "id", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_cases_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_cases_remind", "remind_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    project_id: Mapped[str] = mapped_column(Id)
    state: Mapped[EscalationStatus] = mapped_column(EnumText(EscalationStatus))
    desk: Mapped[str] = mapped_column(String(100))
    reason: Mapped[EscalationReason] = mapped_column(EnumText(EscalationReason))
    priority: Mapped[int]
    message: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(default=0)
    """Index of the level whose deadline runs."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None once the last level is overdue and only people can continue."""
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    policy: Mapped[dict[str, Any]] = mapped_column(Json)
    """The desk and the calendar in force when the case opened (`app.domain.cases.FrozenDesk`)."""
    policy_version: Mapped[str] = mapped_column(String(64))
    is_disputed: Mapped[bool] = mapped_column(default=False)
    """Reviewers answered differently: a desk lead's answer is binding."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewSlotRow(Base):
    """One answer that a case waits for. Its holder has a lease, proved by the token."""

    __tablename__ = "case_seats"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(
            "uq_case_seats_one_each",
            "case_id",
            "holder",
            unique=True,
            sqlite_where=text("holder IS NOT NULL"),
            postgresql_where=text("holder IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    holder: Mapped[str | None] = mapped_column(String(200), index=True)
    """The login of the person."""
    token: Mapped[str | None] = mapped_column(Id)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[dict[str, Any] | None] = mapped_column(NullableJson)
    """What this person answered (`app.domain.cases.ReviewAnswer`)."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SkipRow(Base):
    """A person does not want to see this case again."""

    __tablename__ = "case_skips"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    login: Mapped[str] = mapped_column(String(200), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
