"""`kill -9` of the rewrite worker at every step of a rewrite, in an order that a seed says.

python -m tests.chaos.kills [--kills 100] [--seed 1]
"""

import argparse
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from tests.chaos.audit import Audit, audit
from tests.chaos.kill_steps import STEPS
from tests.chaos.workers import Worker
from tests.chaos.world import World, world_of

WORKERS = 2
SETTLE_WITHIN = 300.0
ANSWER_SECONDS = 0.3
"""Long enough for a kill in mid-call."""


@dataclass(frozen=True, slots=True)
class Killed:
    steps: Counter[str]
    audit: Audit
    seconds: float


def plan(seed: int, kills: int) -> list[str]:
    """Every step about equally often, in an order of chance."""
    steps = [STEPS[number % len(STEPS)] for number in range(kills)]
    random.Random(f"kills {seed}").shuffle(steps)
    return steps


def carry_out(
    seed: int, kills: int, *, database: str = "postgresql", say: Callable[[str], None] = lambda _: None
) -> Killed:
    """Texts that need rewriting, and workers of which each dies at one step until the plan is done."""
    begun = time.monotonic()
    steps = plan(seed, kills)
    with world_of("redis", database) as world:
        world.models.delay_seconds = ANSWER_SECONDS
        world.submit(2 * kills, random.Random(f"texts {seed}"), poison=0)
        others = next(worker for worker in world.workers if worker.name == "all")
        others.queues = ("evaluation", "escalation", "celery")
        others.start()
        rewriters = [_rewriter(world, number) for number in range(WORKERS)]
        world.workers[:] = [others, *rewriters]
        killed = _kill(rewriters, list(steps), say)
        settled = _drain(world)
        world.stop_workers()
        found = audit(world)
        if not settled:
            found.other.append(f"not settled within {SETTLE_WITHIN:.0f} s")
    return Killed(killed, found, time.monotonic() - begun)


def _rewriter(world: World, number: int) -> Worker:
    like = next(worker for worker in world.workers if worker.name == "models")
    made = replace(like, name=f"rewriter{number}", app="tests.chaos.kill_app", slots=2)
    return replace(made, log=world.folder / f"rewriter{number}.log", options=("--pool=threads",))


def _kill(workers: list[Worker], steps: list[str], say: Callable[[str], None]) -> Counter[str]:
    """Each worker is started for one step and dies there. When nothing waits for a rewrite, all is done."""
    killed: Counter[str] = Counter()
    waiting: dict[str, str] = {}
    until = time.monotonic() + SETTLE_WITHIN + 10 * len(steps)
    while (steps or waiting) and time.monotonic() < until:
        for worker in workers:
            if worker.is_alive:
                continue
            if worker.name in waiting:
                step = waiting.pop(worker.name)
                killed[step] += 1
                say(f"  {sum(killed.values()):3} killed {step}")
            if steps:
                waiting[worker.name] = steps.pop()
                worker.environ = {**worker.environ, "KILL_STEP": waiting[worker.name]}
                worker.start()
        time.sleep(0.05)
    return killed


def _drain(world: World) -> bool:
    """Workers that live do the rest."""
    for worker in world.workers:
        worker.environ = {**worker.environ, "KILL_STEP": ""}
    until = time.monotonic() + SETTLE_WITHIN
    while time.monotonic() < until:
        world.keep_workers()
        with world.services.store.read() as tx:
            if tx.jobs.next_time() is None:
                return True
        time.sleep(0.3)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="postgresql")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    told = carry_out(asked.seed, asked.kills, database=asked.database, say=print)
    found = told.audit
    print(f"\nseed {asked.seed}, {asked.database}, {told.seconds:.0f} s; killed: {dict(told.steps)}")
    print(
        f"paid {found.paid}, on record as maybe billed {found.maybe_billed}, without a record "
        f"{found.paid_without_record}; lost {found.lost}, stuck {found.stuck}, "
        f"accepted twice {found.accepted_twice}; ends {dict(found.ends)}"
    )
    print(*found.other, sep="\n")
    return 0 if found.is_clean and told.steps.total() == asked.kills else 1


if __name__ == "__main__":
    sys.exit(main())
