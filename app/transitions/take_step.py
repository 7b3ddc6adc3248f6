"""Carry out a step: the moves between the stages, each in the transaction that decided it."""

from app.db.store import Transaction
from app.domain.events import EventKind
from app.domain.jobs import ANNOUNCE, EVALUATE, PIPELINE, REWRITE, Claimed
from app.domain.lifecycle import SETTLED, SubmissionStatus
from app.domain.next_step import Accept, Escalate, Rewrite, Step, best_revision
from app.domain.outbound import OutboundEvent
from app.domain.records import SubmissionRecord
from app.domain.review import EscalationReason, priority_for
from app.jobs.dead_letters import keep_dead_letter
from app.notifications.publish import publish
from app.transitions.open_case import open_case


def take_step(
    tx: Transaction,
    submission: SubmissionRecord,
    step: Step,
    *,
    expected: SubmissionStatus,
) -> None:
    """Move the submission and create the next job. Raises InvalidTransition if it has moved already."""
    match step:
        case Accept(revision_id):
            tx.submissions.move(
                submission.id,
                expected=expected,
                to=SubmissionStatus.ACCEPTED,
                why=f"meets what is asked: {', '.join(submission.policy.demands) or 'nothing'}",
                accepted_revision_id=revision_id,
            )
            tx.submissions.record(submission.id, EventKind.SUBMISSION_ACCEPTED, {"revision": revision_id})
            details = {"status": SubmissionStatus.ACCEPTED.value, "revision": revision_id}
            publish(tx, OutboundEvent.SUBMISSION_ACCEPTED, submission=submission, data=details)
        case Rewrite(cycle):
            tx.submissions.move(
                submission.id, expected=expected, to=SubmissionStatus.REWRITING, why=f"rewrite {cycle} is due"
            )
            revision_id = tx.submissions.get(submission.id).current_revision_id
            number = submission.cycles + 1
            subject_id = f"{revision_id}:{number}"
            # A person may send back a submission whose job for this very step is dead; its key is unique.
            is_sent_back = expected is SubmissionStatus.ESCALATED
            if not is_sent_back or not tx.jobs.requeue_step(
                REWRITE, submission_id=submission.id, subject_id=subject_id
            ):
                tx.jobs.add(
                    REWRITE, submission=submission, subject_id=subject_id, priority=submission.priority
                )
            tx.submissions.record(
                submission.id, EventKind.REWRITE_DUE, {"cycle": number, "revision": revision_id}
            )
        case Escalate(reason, message):
            escalate(tx, submission, reason, message, expected=expected)


def escalate(
    tx: Transaction,
    submission: SubmissionRecord,
    reason: EscalationReason,
    message: str,
    *,
    expected: SubmissionStatus,
) -> None:
    """Stop automatic processing and ask a person, who starts from the best revision so far."""
    tx.submissions.move(submission.id, expected=expected, to=SubmissionStatus.ESCALATED, why=message)
    revision_id = tx.submissions.get(submission.id).current_revision_id
    outcomes = tx.submissions.outcomes(submission.id)
    best = best_revision(outcomes).revision_id if outcomes else revision_id
    escalation_id = tx.escalations.open(
        submission.id,
        reason=reason,
        message=message,
        priority=priority_for(reason, submission.priority),
        revision_id=revision_id,
        best_revision_id=best,
        reviewers=submission.policy.reviewers,
    )
    open_case(
        tx,
        submission,
        escalation_id,
        reason=reason,
        message=message,
        now=tx.clock.now(),
    )
    tx.jobs.add(
        ANNOUNCE,
        submission=submission,
        subject_id=escalation_id,
        priority=submission.priority,
    )
    tx.submissions.record(
        submission.id,
        EventKind.ESCALATION_OPENED,
        {"escalation": escalation_id, "reason": reason.value, "message": message, "best_revision": best},
    )


def start_evaluation(tx: Transaction, submission: SubmissionRecord, revision_id: str) -> None:
    """Create the job that evaluates this revision."""
    tx.jobs.add(
        EVALUATE,
        submission=submission,
        subject_id=revision_id,
        priority=submission.priority,
    )


_SERVES = {EVALUATE: SubmissionStatus.EVALUATING, REWRITE: SubmissionStatus.REWRITING}


def is_awaited(tx: Transaction, claim: Claimed) -> bool:
    """Whether this very step is what the submission waits for."""
    status = _SERVES.get(claim.task_name)
    if status is None:
        return False
    submission = tx.submissions.get(claim.submission_id)
    revision_id, _, cycle = claim.subject_id.partition(":")
    is_next = not cycle or int(cycle) == submission.cycles + 1
    return submission.status is status and submission.current_revision_id == revision_id and is_next


def dead_letter_job(tx: Transaction, claim: Claimed, error: str, trace: str) -> None:
    """Give up on this job: keep a dead letter, and escalate the submission if it still waits for the job."""
    dead_letter_id = keep_dead_letter(tx, claim, error, trace)
    tx.ledger.give_up(claim.submission_id, error=error)
    tx.submissions.record(
        claim.submission_id or None,
        EventKind.JOB_DEAD,
        {"task": claim.task_name, "error": error, "dead_letter": dead_letter_id},
    )
    if claim.task_name not in PIPELINE:
        return
    submission = tx.submissions.get(claim.submission_id)
    details = {"task": claim.task_name, "error": error, "dead_letter": dead_letter_id}
    publish(tx, OutboundEvent.DEAD_LETTER, submission=submission, data=details)
    if submission.status not in SETTLED:
        escalate(
            tx,
            submission,
            EscalationReason.FAILED,
            f"{claim.task_name} failed: {error}",
            expected=submission.status,
        )
