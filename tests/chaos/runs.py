"""One run: submit, break, wait until all is settled, audit."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db.tables.jobs import Job, JobState
from app.db.tables.submissions import Submission
from app.domain.errors import StoreUnavailable
from app.domain.lifecycle import SETTLED
from tests.chaos.audit import Audit, audit
from tests.chaos.breaking import Breaker, rampage
from tests.chaos.plan import faults
from tests.chaos.world import World, world_of

SETTLE_WITHIN = 900.0
"""For a machine that others use too; what does not move any more is found by the audit."""


@dataclass(frozen=True, slots=True)
class Run:
    seed: int
    broker: str
    database: str
    submissions: int
    faults: int
    pause_seconds: float = 0.7

    @property
    def command(self) -> str:
        """Runs exactly this again."""
        return (
            f"python -m tests.chaos --seed {self.seed} --broker {self.broker} --database {self.database} "
            f"--submissions {self.submissions} --faults {self.faults} --pause {self.pause_seconds:g}"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    run: Run
    audit: Audit
    seconds: float
    most_messages: int
    """The most messages seen waiting in the broker at once."""


def carry_out(run: Run, *, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Raises nothing for a broken promise: the audit tells."""
    begun = time.monotonic()
    with world_of(run.broker, run.database) as world:
        world.submit(
            run.submissions, random.Random(f"texts {run.seed}"), poison=min(2, run.submissions // 20)
        )
        most = world.broker.messages(("evaluation", "rewrite", "escalation"))
        world.keep_workers()
        breaker = Breaker(world)
        plan = list(faults(run.seed, run.faults, pause_seconds=run.pause_seconds))
        rampage(world, breaker, plan, say=say)
        breaker.wait()
        settled = _settle(world, say)
        if not settled:
            say("  not settled in time")
        most = max(most, world.broker.messages(("evaluation", "rewrite", "escalation")))
        world.stop_workers()
        found = audit(world)
        if not found.is_clean:
            for worker in world.workers:
                say(f"--- the end of {worker.log.name}\n{worker.log.read_text(errors='replace')[-3000:]}")
    return Outcome(run, found, time.monotonic() - begun, most)


def _settle(world: World, say: Callable[[str], None]) -> bool:
    until = time.monotonic() + SETTLE_WITHIN
    told_at = 0.0
    while time.monotonic() < until:
        world.keep_workers()
        try:
            left, unfinished = _left(world)
        except StoreUnavailable:
            time.sleep(0.5)
            continue
        if left == 0 and unfinished == 0:
            return True
        if time.monotonic() - told_at > 15:
            say(f"  {left} submissions and {unfinished} pieces of work to go")
            told_at = time.monotonic()
        time.sleep(0.5)
    return False


def _left(world: World) -> tuple[int, int]:
    with world.services.store.read() as tx:
        open_ones = select(func.count()).select_from(Submission).where(Submission.status.not_in(SETTLED))
        unfinished = (
            select(func.count()).select_from(Job).where(Job.state.in_((JobState.PENDING, JobState.RUNNING)))
        )
        return tx.session.scalar(open_ones) or 0, tx.session.scalar(unfinished) or 0
