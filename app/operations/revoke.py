"""Take work back from the machine: it becomes a dead letter, and its submission goes to a person."""

from app.db.repositories.jobs import claimed
from app.db.tables.jobs import Job, JobState
from app.domain.errors import AlreadyDecided, NotFound
from app.platform.clock import fresh_id
from app.transitions.take_step import dead_letter_job
from app.workflow.services import Services

BATCH = 200


def revoke(services: Services, job_id: str, *, by: str, reason: str = "") -> str:
    """Give up this piece of work; returns the state it was in, `pending` or `running`.

    An attempt that runs now is not interrupted: it has lost its lease, and its result is refused when it
    comes. A paid call of it may still be billed. Raises NotFound, AlreadyDecided when it is done or dead.
    """
    with services.store.transaction() as tx:
        row = tx.session.get(Job, job_id, with_for_update=True)
        if row is None:
            raise NotFound(f"there is no work {job_id!r}: copydesk tasks reserved lists what waits")
        if row.state in {JobState.DONE, JobState.DEAD}:
            raise AlreadyDecided(f"work {job_id} is {row.state} already: there is nothing to revoke")
        was = row.state.value
        # Held by nobody, with a token that no process knows: whoever works on it cannot save it any more.
        row.state, row.holder, row.lease_token = JobState.RUNNING, None, fresh_id(services.clock)
        tx.session.flush()
        why = f"revoked by {by}" + (f": {reason}" if reason else "")
        dead_letter_job(tx, claimed(row), why, "")
    return was


def give_up_waiting(services: Services, queue: str, *, by: str, reason: str) -> int:
    """Revoke everything that waits in a queue, now or later; returns how much it was."""
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
