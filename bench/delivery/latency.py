"""From submitted to started: idle, under a backlog, and with a slot kept for urgent work."""

import time
from collections.abc import Iterator

from app.domain.priority import Priority
from app.jobs.queues import pause, resume
from app.workflow.submit_many import submit_many
from bench.delivery.aims import Aim
from bench.delivery.stand import Stand, new_submissions, percentile, stand

EACH = 30


def measure(backlog: int) -> Iterator[str | Aim]:
    yield "| broker | pieces of | waiting | priority | started within 60 s | p50 ms | p99 ms | longest ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for broker in ("redis", "rabbitmq", "rabbitmq-quorum"):
        with stand(broker, COPYDESK_RESERVE_URGENT="none") as made:
            made.worker(slots=2, BENCH_SECONDS="0.05")
            _warm(made)
            yield _row(broker, "50 ms", 0, "urgent", _probe(made, Priority.URGENT, "idle"))
            made.submit(backlog, run="backlog")
            for priority in (Priority.URGENT, Priority.HIGH, Priority.NORMAL):
                told = _probe(made, priority, priority.label)
                yield _row(broker, "50 ms", backlog, priority.label, told)
    with stand(COPYDESK_RESERVE_URGENT="none", COPYDESK_START_WITHIN="3") as made:
        made.worker(slots=2, BENCH_SECONDS="0.05")
        _warm(made)
        aged = _aged(made, backlog)
        yield _row("redis, overdue after 3 s", "50 ms", backlog, "bulk before high", aged)
        yield Aim(
            "bulk work started within 60 s before better work",
            len(aged),
            EACH,
            "pieces",
            at_least=True,
        )
    with stand(COPYDESK_RESERVE_URGENT="evaluation") as made:
        made.worker(slots=2, BENCH_SECONDS="1.5")
        _warm(made, count=1)
        idle = _probe(made, Priority.URGENT, "idle")
        made.submit(backlog, run="backlog")
        kept = _probe(made, Priority.URGENT, "kept")
        yield _row("redis, a slot kept", "1.5 s", 0, "urgent", idle)
        yield _row("redis, a slot kept", "1.5 s", backlog, "urgent", kept)
        share = percentile(kept, 0.99) / percentile(idle, 0.99)
        yield Aim(f"p99 of urgent work with a slot kept, {backlog:,} waiting against idle", share, 3, "times")


def _warm(made: Stand, *, count: int = 20) -> None:
    made.submit(count, run="warm")
    made.wait(lambda: made.done() >= count, seconds=90)


def _probe(made: Stand, priority: Priority, run: str, *, count: int = EACH) -> list[float]:
    """Submit one after the other, each when the one before has ended; milliseconds to the start of each."""
    query = (
        "SELECT w.started_at, w.created_at, w.state FROM work_items w "
        "JOIN submissions s ON s.id = w.submission_id "
        f"WHERE s.run_id = '{run}'"
    )
    until = time.monotonic() + 60
    for number in range(count):
        _one(made, run, number, priority)
        made.wait(
            lambda: all(row[2] == "done" for row in made.ask(query)),
            seconds=max(0.1, until - time.monotonic()),
        )
        if time.monotonic() > until:
            break
    return [(row[0] - row[1]).total_seconds() * 1000 for row in made.ask(query) if row[0] is not None]


def _aged(made: Stand, backlog: int) -> list[float]:
    """Bulk first, then better work of the same project before any of it began; milliseconds to each start."""
    pause(made.services.engine, "evaluation", by="bench", reason="until all is there")
    made.submit(EACH, run="aged", priority=Priority.BULK)
    made.submit(backlog, run="backlog", priority=Priority.HIGH)
    resume(made.services.engine, "evaluation")
    made.wait(lambda: len(_started(made, "aged")) == EACH, seconds=60)
    return _started(made, "aged")


def _started(made: Stand, run: str) -> list[float]:
    rows = made.ask(
        "SELECT w.started_at, w.created_at FROM work_items w JOIN submissions s ON s.id = w.submission_id "
        f"WHERE s.run_id = '{run}' AND w.started_at IS NOT NULL"
    )
    return [(started - created).total_seconds() * 1000 for started, created in rows]


def _one(made: Stand, run: str, number: int, priority: Priority) -> None:
    [*_, last] = new_submissions(number + 1, run=run, priority=priority)
    list(submit_many(made.services, [last]))


def _row(broker: str, size: str, backlog: int, priority: str, times: list[float]) -> str:
    if not times:
        return f"| {broker} | {size} | {backlog:,} | {priority} | 0 | | | |"
    return (
        f"| {broker} | {size} | {backlog:,} | {priority} | {len(times)} | {percentile(times, 0.5):.0f} "
        f"| {percentile(times, 0.99):.0f} | {max(times):.0f} |"
    )
