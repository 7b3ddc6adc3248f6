"""Jobs: their names, the message that announces one, claims and outcomes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.priority import Priority

EVALUATE = "evaluation.evaluate_revision"
REWRITE = "rewrite.rewrite_revision"
RUN_BATCH = "rewrite.run_batch"
ANNOUNCE = "escalation.announce"
SEND_WEBHOOK = "escalation.send_webhook"
NOTIFY = "escalation.notify"

PIPELINE = frozenset({EVALUATE, REWRITE})
"""The jobs that a submission waits for: when one of them fails for good, a person is asked."""


class JobOutcome(StrEnum):
    """How one attempt at a job ended. Used in logs and as a metric label."""

    DONE = "done"
    RETRY = "retry"
    """It failed and is tried again later."""
    DEAD = "dead"
    """It failed for good and became a dead letter."""
    SUPERSEDED = "superseded"
    """Somebody else did the job, or took it over."""
    RETURNED = "returned"
    """The database could not be used; the attempt does not count."""


def queue_of(task_name: str) -> str:
    """The queue of a task: the part of its name before the dot."""
    return task_name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class JobMessage:
    """All that travels through the broker: a wakeup, not the truth.

    It names the job that caused it. The worker that receives it claims the next job of that queue, which may
    be another one (docs/adr/0003).
    """

    job_id: str
    task_name: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Claimed:
    """This process holds the job until the lease ends; only its token can finish it."""

    job_id: str
    task_name: str
    submission_id: str
    subject_id: str
    token: str
    attempt: int
    """From 1."""
    crashes: int
    lease_until: datetime
    priority: Priority
    project_id: str = ""
