"""What one rewrite computes, without threads and Celery: processor time, statements, and where it goes.

`COPYDESK_PROFILE=FILE` keeps the profile (`python -m pstats FILE`).
"""

import cProfile
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from sqlalchemy import event

from app.delivery.run import run_next
from app.domain.turns import Turns
from bench.delivery.stand import stand
from bench.rewrite.stand import model, waiting_for_rewrites

WARM = 20
CALLS = 150


def measure(_seconds: float) -> Iterator[str]:
    """One rewrite after the other in this process; the model answers at once from another."""
    yield "| calls | CPU ms a call | statements | commits |"
    yield "|---|---|---|---|"
    with ExitStack() as stack:
        server = stack.enter_context(model(delay=0.0))
        told = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "local"}
        made = stack.enter_context(stand(COPYDESK_RESERVE_URGENT="none", **told))
        waiting_for_rewrites(made, WARM + CALLS)
        seen, turns, services = {"statements": 0, "commits": 0}, Turns(), made.services
        for _ in range(WARM):
            assert run_next("rewrite", services, turns) == "done"
        _count(services.store.database.engine, seen)
        profile, kept = cProfile.Profile(time.thread_time), os.environ.get("COPYDESK_PROFILE")
        if kept:
            profile.enable()
        before = time.process_time()
        for _ in range(CALLS):
            assert run_next("rewrite", services, turns) == "done"
        spent = (time.process_time() - before) / CALLS * 1000
        if kept:
            profile.disable()
            profile.dump_stats(kept)
        yield f"| {CALLS} | {spent:.1f} | {seen['statements'] / CALLS:.1f} | {seen['commits'] / CALLS:.1f} |"


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
