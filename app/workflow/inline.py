"""The pipeline without a broker: the same jobs, claims and services, one after another, in this process."""

from collections.abc import Callable

from app.jobs.run import run_next
from app.jobs.sweep import sweep
from app.workflow.services import Services

LONGEST_PAUSE_SECONDS = 1.0


def drain(services: Services, *, is_enough: Callable[[], bool] = lambda: False) -> int:
    """Run jobs until none is unfinished or `is_enough` returns True; returns how many were run."""
    engine = services.engine
    done = 0
    while not is_enough():
        ran = [run_next(queue, engine, engine.scheduler(queue)) for queue in engine.queues]
        if any(outcome is not None for outcome in ran):
            done += sum(outcome is not None for outcome in ran)
            continue
        with services.store.read() as tx:
            next_time = tx.jobs.next_time()
        if next_time is None:
            break
        wait = (next_time - services.clock.now()).total_seconds()
        engine.sleep(min(max(wait, 0.05), LONGEST_PAUSE_SECONDS))
        sweep(engine)
    return done
