"""Revoke jobs: a revoked job becomes a dead letter, and its submission is escalated to a person."""

from app.db.repositories.jobs import claimed
from app.db.tables.jobs import Job, JobState
from app.domain.errors import AlreadyDecided, NotFound
from app.platform.clock import fresh_id
from app.transitions.take_step import dead_letter_job
from app.workflow.services import Services

BATCH = 200


def revoke(services: Services, job_id: str, *, by: str, reason: str = "") -> str:
    """Give up this job; returns the state it was in, `pending` or `running`.

    A running attempt is not interrupted: it has lost its lease, and its result will be refused. A paid call
    it has made may still be billed. Raises NotFound, and AlreadyDecided if the job is done or dead.
    """
    with services.store.transaction() as tx:
        row = tx.session.get(Job, job_id, with_for_update=True)
        if row is None:
            raise NotFound(f"there is no job {job_id!r}: copydesk tasks reserved lists the waiting ones")
        if row.state in {JobState.DONE, JobState.DEAD}:
            raise AlreadyDecided(f"job {job_id} is already {row.state}: there is nothing to revoke")
        state = row.state.value
        # Without a holder, and with a token that no process knows: a running attempt can no longer save it.
        row.state, row.holder, row.lease_token = JobState.RUNNING, None, fresh_id(services.clock)
        tx.session.flush()
        why = f"revoked by {by}" + (f": {reason}" if reason else "")
        dead_letter_job(tx, claimed(row), why, "")
    return state


def give_up_waiting(services: Services, queue: str, *, by: str, reason: str) -> int:
    """Revoke every waiting or postponed job of a queue; returns how many there were."""
    from app.db.read_models.stats import Figures

    done = 0
    while True:
        with services.store.read() as tx:
            waiting = Figures(tx.session).waiting_ids(queue, limit=BATCH)
        if not waiting:
            return done
        for job_id in waiting:
            try:
                revoke(services, job_id, by=by, reason=reason)
            except AlreadyDecided:
                continue
            done += 1
