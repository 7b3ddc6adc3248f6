"""Work that is due: what a message names, and what a claim holds."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.priority import Priority

EVALUATE = "evaluation.evaluate_revision"
REWRITE = "rewrite.rewrite_revision"
RUN_BATCH = "rewrite.run_batch"
ANNOUNCE = "escalation.announce"
SEND_WEBHOOK = "escalation.send_webhook"
NOTIFY = "escalation.notify"

PIPELINE = frozenset({EVALUATE, REWRITE})
"""The steps that a submission waits for: when one of them gives up, a person is asked."""


def queue_of(task_name: str) -> str:
    """The queue of a pipeline task: the part of its name before the dot."""
    return task_name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class JobMessage:
    """All that travels through the broker: a wakeups, not the truth.

    It names the work that made it ring. Who answers takes the most urgent work of that queue, which may be
    another piece (docs/adr/0003).
    """

    job_id: str
    task_name: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Claimed:
    """This process holds the work until the lease ends; only its token can finish it."""

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
