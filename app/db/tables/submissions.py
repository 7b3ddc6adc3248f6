"""Submissions and their history. Rows are appended or moved forward, never rewritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Base, BigId, EnumText, Json, UtcDateTime
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus
from app.domain.verdict import Outcome

Id = String(26)


class Project(Base):
    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContentItem(Base):
    """A content item of the client, under the client's own id."""

    __tablename__ = "content_items"
    __table_args__ = (UniqueConstraint("project_id", "external_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    external_id: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Submission(Base):
    """One request to evaluate one content item; owns the lifecycle."""

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_run", "run_id", "id"),
        Index("ix_submissions_project", "project_id", "id"),
        Index("ix_submissions_status", "status", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    content_item_id: Mapped[str] = mapped_column(ForeignKey("content_items.id"), index=True)
    run_id: Mapped[str] = mapped_column(String(64))
    status: Mapped[SubmissionStatus] = mapped_column(EnumText(SubmissionStatus))
    priority: Mapped[int]
    path: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[str] = mapped_column(String(20), default="", server_default="")
    tags: Mapped[list[Any]] = mapped_column(Json, default=list, server_default="[]")
    """From the front matter or the client; routing reads them."""
    format: Mapped[str] = mapped_column(String(20))
    encoding: Mapped[str] = mapped_column(String(40))
    has_bom: Mapped[bool]
    policy: Mapped[dict[str, Any]] = mapped_column(Json)
    policy_version: Mapped[str] = mapped_column(String(64))
    current_revision_id: Mapped[str | None] = mapped_column(Id)
    accepted_revision_id: Mapped[str | None] = mapped_column(Id)
    instructions: Mapped[str] = mapped_column(Text, default="")
    """A reviewer's words for the next rewrite."""
    cycles: Mapped[int] = mapped_column(default=0)
    """Rewrite cycles ever; numbers the cycles."""
    cycles_at_send_back: Mapped[int] = mapped_column(default=0)
    """The number of cycles when a person last sent the text back, from which the cap counts."""
    why: Mapped[str] = mapped_column(Text, default="")
    """The last step's reason in a sentence."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Original(Base):
    """The file that a submission's text was taken out of, never changed; a text file has none."""

    __tablename__ = "originals"

    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    container: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Revision(Base):
    """One immutable text of a submission: 0 is the original."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    origin: Mapped[RevisionOrigin] = mapped_column(EnumText(RevisionOrigin))
    parent_id: Mapped[str | None] = mapped_column(Id)
    source: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(200), default="")
    """The model or the person who wrote it; empty for the original."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EvaluationRow(Base):
    """All scores and the verdict for one revision, with the versions that made them."""

    __tablename__ = "evaluations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revisions.id"), unique=True)
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    reasons: Mapped[list[Any]] = mapped_column(Json)
    measured: Mapped[float | None]
    errors: Mapped[int] = mapped_column(server_default="0")
    """How many findings have the severity `error`."""
    result: Mapped[dict[str, Any]] = mapped_column(Json)
    """The whole Evaluation: detectors with versions, AEO components, findings."""
    policy_version: Mapped[str] = mapped_column(String(64))
    rubric_version: Mapped[str] = mapped_column(String(64))
    seconds: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RewriteCycle(Base):
    """One attempt to improve a revision; the candidate is kept whether adopted or not."""

    __tablename__ = "rewrite_cycles"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    revision_id: Mapped[str] = mapped_column(Id)
    """What was rewritten."""
    new_revision_id: Mapped[str | None] = mapped_column(Id)
    outcome: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(String(200))
    prompt_version: Mapped[str] = mapped_column(String(100))
    candidate: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    changes: Mapped[list[Any] | None] = mapped_column(Json)
    cost_usd: Mapped[str] = mapped_column(String(30), default="0")
    """An exact decimal, as text: money is not a float."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EscalationRow(Base):
    """An open question for a person."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "uq_escalations_one_open",
            "submission_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_escalations_queue", "status", "priority", "opened_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    status: Mapped[EscalationStatus] = mapped_column(EnumText(EscalationStatus))
    reason: Mapped[EscalationReason] = mapped_column(EnumText(EscalationReason))
    message: Mapped[str] = mapped_column(Text)
    priority: Mapped[int]
    revision_id: Mapped[str] = mapped_column(Id)
    """The revision that was current when it opened."""
    best_revision_id: Mapped[str] = mapped_column(Id)
    reviewers: Mapped[list[Any]] = mapped_column(Json)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewDecision(Base):
    """A person's binding answer: who, when, why, and the text before and after."""

    __tablename__ = "review_decisions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), unique=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(EnumText(DecisionKind))
    reviewer: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    instructions: Mapped[str] = mapped_column(Text, default="")
    before_fingerprint: Mapped[str] = mapped_column(String(64))
    after_fingerprint: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Event(Base):
    """An event, append-only: a trigger refuses every change."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
