"""What one rewrite computes, without threads and Celery: processor time, statements, and where it goes.

Once all in one process, once with a helper (ADR 0018), whose part is told apart.

`COPYDESK_PROFILE=FILE` keeps the profile (`python -m pstats FILE`).
"""

import cProfile
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from sqlalchemy import event

from app.domain.fair_scheduling import FairScheduler
from app.jobs.run import run_next
from app.jobs.worker import WorkerIdentity
from bench.delivery.stand import stand
from bench.rewrite.stand import model, used_by, waiting_for_rewrites

WARM = 20
CALLS = 150


def measure(_seconds: float) -> Iterator[str]:
    """One rewrite after the other in this process; the model answers at once from another."""
    yield "| helpers | calls | CPU ms a call | of it in a helper | statements | commits |"
    yield "|---|---|---|---|---|---|"
    yield from _row(WorkerIdentity())
    yield from _row(WorkerIdentity(slots=2))


def _row(place: WorkerIdentity) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(model(delay=0.0))
        told = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "local"}
        made = stack.enter_context(stand(worker=place, COPYDESK_RESERVE_URGENT="none", **told))
        waiting_for_rewrites(made, WARM + CALLS)
        seen, scheduler, services = {"statements": 0, "commits": 0}, FairScheduler(), made.services
        for _ in range(WARM):
            assert run_next("rewrite", services.engine, scheduler) == "done"
        _count(services.store.database.engine, seen)
        profile, kept = cProfile.Profile(time.thread_time), os.environ.get("COPYDESK_PROFILE")
        if kept:
            profile.enable()
        helpers = services.helpers.pids.values()
        before, helped = time.process_time(), _spent_by(helpers)
        for _ in range(CALLS):
            assert run_next("rewrite", services.engine, scheduler) == "done"
        there = (_spent_by(helpers) - helped) / CALLS * 1000
        spent = (time.process_time() - before) / CALLS * 1000 + there
        if kept:
            profile.disable()
            profile.dump_stats(kept)
        counted = f"{seen['statements'] / CALLS:.1f} | {seen['commits'] / CALLS:.1f}"
        yield f"| {len(helpers)} | {CALLS} | {spent:.1f} | {there:.1f} | {counted} |"


def _spent_by(pids: Iterable[int]) -> float:
    return sum(used_by(pid).by_itself for pid in pids)


def _count(engine: Any, seen: dict[str, int]) -> None:
    def executed(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen["statements"] += 1
        if os.environ.get("COPYDESK_SHOW_SQL") and seen["statements"] < 40:
            print(f"{seen['statements']}: {statement[:150]!r}")

    def committed(_c: Any) -> None:
        seen["commits"] += 1
        if os.environ.get("COPYDESK_SHOW_SQL") and seen["statements"] < 40:
            print("COMMIT")

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
