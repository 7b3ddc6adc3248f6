"""Jobs, dead letters, processes, paid calls, batches and budgets."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.submissions import Id
from app.db.types import Base, EnumText, Json, NullableJson, UtcDateTime


class JobState(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class DeadLetterState(StrEnum):
    OPEN = "open"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


class CallState(StrEnum):
    RESERVED = "reserved"
    SENT = "sent"
    SETTLED = "settled"
    REFUSED = "refused"
    RELEASED = "released"
    MAYBE_BILLED = "maybe_billed"


class CallOutcome(StrEnum):
    """What is known of a call that is maybe billed."""

    NONE = ""
    FAILED = "failed"
    """The provider answered with an error: it may be asked again, as another attempt."""
    LOST = "lost"
    """No answer was seen: only the policy allows another attempt."""


_WAITS = text("state = 'pending'")
_WAKES = text("state = 'running' OR (state = 'pending' AND lane = 2)")
_UNROUTED = text("state = 'pending' AND queue = ''")


class Job(Base):
    """A job: outbox message, claim, lease and attempt counter in one row.

    `due_at` says when the sweep must look again: for postponed work the time to begin, for running work the
    end of the lease. Every index that workers and the sweep read holds unfinished rows only.
    """

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_wakes", "due_at", sqlite_where=_WAKES, postgresql_where=_WAKES),
        Index(
            "ix_work_items_turn",
            "queue",
            "lane",
            "project_id",
            "priority",
            "id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index(
            "ix_work_items_oldest",
            "queue",
            "lane",
            "project_id",
            "not_before",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_work_items_unrouted", "id", sqlite_where=_UNROUTED, postgresql_where=_UNROUTED),
        Index(
            "ix_work_items_holder",
            "holder",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    task_name: Mapped[str] = mapped_column(String(100))
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(64))
    """The subject of the job: a revision, a cycle, an escalation."""
    state: Mapped[JobState] = mapped_column(EnumText(JobState))
    queue: Mapped[str] = mapped_column(String(40), server_default="")
    """Empty in a row that an older release wrote: the sweep fills in queue, project and lane."""
    project_id: Mapped[str] = mapped_column(Id, server_default="")
    lane: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    priority: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    sends: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column("losses", default=0)
    """Attempts whose process died: counted here because no broker counts them."""
    holder: Mapped[str | None] = mapped_column(String(200))
    lease_token: Mapped[str | None] = mapped_column(Id)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QueueControl(Base):
    """One row for each queue: whether it is paused, and the lock under which reserved slots are counted."""

    __tablename__ = "queue_controls"

    queue: Mapped[str] = mapped_column(String(40), primary_key=True)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_by: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class Schedule(Base):
    """When a shared task last ran: the process that first updates the time runs it."""

    __tablename__ = "rhythms"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[int] = mapped_column(default=0)
    """The count at that time."""


class WorkerProcess(Base):
    """A process that may hold jobs. Its heartbeat distinguishes a dead holder from a slow one."""

    __tablename__ = "worker_processes"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeadLetter(Base):
    """A job that failed for good, or an unreadable message; kept until a person decides."""

    __tablename__ = "dead_letters"
    __table_args__ = (Index("ix_dead_letters_state", "state", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    job_id: Mapped[str | None] = mapped_column("work_id", Id, index=True)
    submission_id: Mapped[str | None] = mapped_column(Id, index=True)
    task_name: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json)
    """The ids of the job, or the raw message if it could not be read."""
    error: Mapped[str] = mapped_column(Text)
    traceback: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int]
    history: Mapped[list[Any]] = mapped_column(Json)
    state: Mapped[DeadLetterState] = mapped_column(EnumText(DeadLetterState))
    resolution: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LlmCall(Base):
    """The ledger: one row for every paid call, written before it is sent.

    Money is whole micro-dollars, so that sums are exact on every database.
    """

    __tablename__ = "llm_calls"
    __table_args__ = (Index("ix_llm_calls_state", "state", "created_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Names this attempt: the request's key for the first, derived from it for the others."""
    request_key: Mapped[str] = mapped_column(String(64), server_default="", index=True)
    """Names the request; its attempts share it."""
    attempt: Mapped[int] = mapped_column(server_default="1")
    outcome: Mapped[CallOutcome] = mapped_column(EnumText(CallOutcome), server_default="")
    """Why nobody knows whether it was billed."""
    usage_note: Mapped[str] = mapped_column(String(200), server_default="")
    """Why the tokens and the cost are our own count and not the provider's; empty when they are its own."""
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision_id: Mapped[str | None] = mapped_column(Id)
    run_id: Mapped[str] = mapped_column(String(64), default="")
    project_id: Mapped[str] = mapped_column(Id, default="")
    purpose: Mapped[str] = mapped_column(String(40), default="rewrite")
    provider: Mapped[str] = mapped_column(String(100))
    model: Mapped[str] = mapped_column(String(200))
    prompt_version: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[CallState] = mapped_column(EnumText(CallState))
    is_approximate: Mapped[bool] = mapped_column(default=False)
    """The reservation was counted without the vendor's own tokeniser."""
    scopes: Mapped[list[Any]] = mapped_column(Json)
    """The budgets that it draws on, fixed when it is reserved: a month may end before the answer comes."""
    reserved_micro_usd: Mapped[int] = mapped_column(BigInteger)
    cost_micro_usd: Mapped[int] = mapped_column(BigInteger, default=0)
    input_tokens: Mapped[int] = mapped_column(default=0)
    cached_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    request_id: Mapped[str | None] = mapped_column(String(200))
    reply: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str] = mapped_column(Text, default="")
    batch_id: Mapped[str | None] = mapped_column(Id, index=True)
    request: Mapped[dict[str, Any] | None] = mapped_column(NullableJson)
    """What a batch is to send; kept until it is answered."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BatchState(StrEnum):
    OPEN = "open"
    """Collects requests."""
    SENDING = "sending"
    """Perhaps at the vendor: its id is not known yet."""
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"


class LlmBatch(Base):
    """Many calls that a vendor answers together, within a day. The row is there before anything is sent."""

    __tablename__ = "llm_batches"
    __table_args__ = (Index("ix_llm_batches_state", "state", "model"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    """Also our name for it at the vendor, by which a lost answer to sending it is found again."""
    model: Mapped[str] = mapped_column(String(200))
    """As in a policy: `openai:gpt-5-mini`."""
    state: Mapped[BatchState] = mapped_column(EnumText(BatchState))
    vendor_id: Mapped[str | None] = mapped_column(String(200))
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Budget(Base):
    """Reserved and spent in one scope: `run:ID`, `submission:ID`, `project:ID`, `month:2026-11`, and
    `month:2026-11:project:ID`."""

    __tablename__ = "budgets"

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    reserved_micro_usd: Mapped[int] = mapped_column(BigInteger, default=0)
    spent_micro_usd: Mapped[int] = mapped_column(BigInteger, default=0)
