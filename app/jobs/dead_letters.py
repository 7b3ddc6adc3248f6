"""A job that is not tried again is kept as a dead letter, whatever its handler does."""

from app.db.store import Transaction
from app.domain.jobs import Claimed


def keep_dead_letter(tx: Transaction, claim: Claimed, error: str, trace: str) -> str:
    """End this job with a dead letter and nothing else; returns the dead letter's id. Raises LeaseLost."""
    tx.jobs.dead_letter(claim, error=error)
    return tx.dead_letters.add(
        task_name=claim.task_name,
        arguments={"work_id": claim.job_id, "subject_id": claim.subject_id},
        error=error,
        traceback=trace,
        attempts=claim.attempt,
        history=[{"attempts": claim.attempt, "crashes": claim.crashes}],
        job_id=claim.job_id,
        submission_id=claim.submission_id or None,
    )
