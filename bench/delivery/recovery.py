"""Seconds from a fault until the work that it hit is running again, with the settings of production."""

import signal
import time
from collections.abc import Callable, Iterator

from app.jobs.worker import is_gone
from bench.delivery.aims import Aim
from bench.delivery.stand import Stand, stand

LIMITS = {"CELERY_TASK_SOFT_TIME_LIMIT": "40", "CELERY_TASK_TIME_LIMIT": "50", "COPYDESK_LEASE": "60"}
HELD = "SELECT id, holder FROM work_items WHERE state = 'running' AND queue = 'evaluation'"


def measure() -> Iterator[str | Aim]:
    yield "| what happens while a piece runs | running again after s |"
    yield "|---|---|"
    longest = 0.0
    for name, harm in HARMS.items():
        with stand(**LIMITS) as made:
            seconds = harm(made)
        yield f"| {name} | {'not within 90 s' if seconds is None else f'{seconds:.1f}'} |"
        longest = max(longest, 90.0 if seconds is None else seconds)
    yield Aim("the longest of all recoveries", longest, 60, "s")


def _held(made: Stand) -> dict[str, str]:
    return {row[0]: row[1] for row in made.ask(HELD)}


def _with_two_workers(break_it: Callable[[Stand], None]) -> Callable[[Stand], float | None]:
    def harm(made: Stand) -> float | None:
        victim = made.worker("victim", slots=1, BENCH_SECONDS="35")
        made.submit(1)
        made.wait(lambda: bool(_held(made)), seconds=60)
        other = made.worker("other", slots=1, BENCH_SECONDS="35")
        made.wait(lambda: len(other.children()) == 1, seconds=60)
        time.sleep(3)
        before = _held(made)
        began = time.monotonic()
        break_it(made)
        again = made.wait(lambda: _taken_anew(made, before), seconds=90)
        victim.send_group(signal.SIGCONT)
        return time.monotonic() - began if again else None

    return harm


def _container_stop(made: Stand) -> None:
    """What `docker stop` does: SIGTERM, ten seconds, SIGKILL."""
    made.workers[0].send(signal.SIGTERM)
    time.sleep(10)
    made.workers[0].send_group(signal.SIGKILL)


def _hard_limit(made: Stand) -> float | None:
    """A piece that no soft limit stops; from the death of its process on."""
    limits = {"CELERY_TASK_SOFT_TIME_LIMIT": "8", "CELERY_TASK_TIME_LIMIT": "10"}
    made.worker("stubborn", slots=2, BENCH_SECONDS="35", BENCH_STUBBORN="1", **limits)
    made.submit(1)
    made.wait(lambda: bool(_held(made)), seconds=60)
    before = _held(made)
    made.wait(lambda: all(is_gone(holder) for holder in before.values()), seconds=60)
    began = time.monotonic()
    return time.monotonic() - began if made.wait(lambda: _taken_anew(made, before), seconds=90) else None


def _taken_anew(made: Stand, before: dict[str, str]) -> bool:
    return any(before.get(work) not in {None, holder} for work, holder in _held(made).items())


def _flush(made: Stand) -> float | None:
    """What waits is lost from the broker; nothing runs."""
    made.submit(3)
    made.broker.flush()
    made.worker("late", slots=1, BENCH_SECONDS="1")
    began = time.monotonic()
    return time.monotonic() - began if made.wait(lambda: made.done() >= 1, seconds=90) else None


def _flush_under(made: Stand) -> float | None:
    """The broker is emptied under a worker that is waiting, and what was rung for is gone."""
    made.worker("idle", slots=1)
    made.submit(1, run="warm")
    made.wait(lambda: made.done() == 1, seconds=60)
    made.services.store._ring = lambda _: None  # noqa: SLF001 - the ring is lost
    made.submit(1, run="lost")
    made.broker.flush()
    began = time.monotonic()
    return time.monotonic() - began if made.wait(lambda: made.done() == 2, seconds=90) else None


HARMS: dict[str, Callable[[Stand], float | None]] = {
    "kill -9 of the child": _with_two_workers(lambda made: made.workers[0].kill_child(0)),
    "kill -9 of the whole worker, another one on the machine": _with_two_workers(
        lambda made: made.workers[0].send_group(signal.SIGKILL)
    ),
    "hard time limit": _hard_limit,
    "SIGTERM, and SIGKILL after 10 s (the stop of a container)": _with_two_workers(_container_stop),
    "SIGQUIT (cold stop), handed back": _with_two_workers(lambda made: made.workers[0].send(signal.SIGQUIT)),
    "the process hangs (SIGSTOP), as from another machine": _with_two_workers(
        lambda made: made.workers[0].send_group(signal.SIGSTOP)
    ),
    "FLUSHALL before any worker runs (with its start)": _flush,
    "FLUSHALL under an idle worker": _flush_under,
}
