"""Submissions per second through `evaluation` with a no-op evaluator, beside a bare Celery no-op task."""

import time
from collections.abc import Iterator

from sqlalchemy import event

from app.domain.fair_scheduling import FairScheduler
from app.domain.scores import AeoScore, Evaluation, Gate
from app.jobs.run import run_next
from app.workflow.handlers import evaluate as service
from bench.delivery.aims import Aim
from bench.delivery.stand import Stand, stand

SCORELESS = Evaluation(1, "en", {}, AeoScore(Gate.PASS, "1", measured=100.0))
FINISHED = "SELECT finished_at FROM work_items WHERE state = 'done' AND queue = 'evaluation' ORDER BY 1"


def bare(made: Stand, count: int, *, slots: int) -> float:
    """Tasks per second of a task that does nothing, with the same broker, settings and worker."""
    first, last = made.folder / "first", made.folder / "last"
    tenth = count // 10
    with made.app.producer_pool.acquire(block=True) as producer:
        for number in range(count):
            mark = {tenth: str(first), count - 1: str(last)}.get(number, "")
            made.app.send_task("evaluation.noop", args=(mark,), queue="evaluation", producer=producer)
    worker = made.worker("bare", slots=slots)
    made.wait(last.exists, seconds=120)
    time.sleep(0.2)
    rate = (count - tenth) / (float(last.read_text()) - float(first.read_text()))
    worker.stop()
    return rate


def ours(made: Stand, count: int, *, slots: int) -> float:
    """Submissions per second from the first tenth to the last."""
    made.submit(count)
    worker = made.worker("ours", slots=slots)
    made.wait(lambda: made.done() >= count, seconds=240)
    worker.stop()
    return rate_of(made, count)


def rate_of(made: Stand, count: int) -> float:
    tenth = count // 10
    times = [row[0].timestamp() for row in made.ask(FINISHED)]
    return (len(times) - tenth) / (times[-1] - times[tenth])


def measure(count: int) -> Iterator[str | Aim]:
    yield "| broker | bare no-op task/s | through evaluation/s | share |"
    yield "|---|---|---|---|"
    for broker in ("redis", "rabbitmq"):
        with stand(broker) as made:
            plain = bare(made, count, slots=2)
        with stand(broker) as made:
            full = ours(made, count, slots=2)
        yield f"| {broker}, PostgreSQL | {plain:.0f} | {full:.0f} | {full / plain:.0%} |"
        if broker == "redis":
            yield Aim("our rate against a bare task's, Redis", full / plain, 0.4, "%", at_least=True)


def profile(count: int = 300) -> Iterator[str]:
    """Where a piece's time goes, in one process and without a broker."""
    service._evaluate = lambda *_: SCORELESS  # noqa: SLF001
    spent: dict[str, list[float]] = {}
    with stand() as made:
        made.submit(count + 20)
        engine = made.services.store.database.engine
        event.listen(engine, "before_cursor_execute", lambda connection, *_: _start(connection))

        def ended(connection, _cursor, told, *_) -> None:  # noqa: ANN001, ANN002
            spent.setdefault(_kind(told), []).append(_since(connection))

        event.listen(engine, "after_cursor_execute", ended)
        scheduler = FairScheduler()
        for _ in range(20):
            run_next("evaluation", made.services.engine, scheduler)
        spent.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            run_next("evaluation", made.services.engine, scheduler)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    yield "| part of a piece | statements | ms |"
    yield "|---|---|---|"
    for kind, times in sorted(spent.items(), key=lambda item: -sum(item[1])):
        yield f"| {kind} | {len(times) / count:.1f} | {sum(times) / count * 1000:.2f} |"
    inside = sum(sum(times) for times in spent.values())
    yield f"| commits, ORM and our own code | | {(wall - inside) / count * 1000:.2f} |"
    yield f"| all of it (CPU of this process: {cpu / count * 1000:.2f} ms) | | {wall / count * 1000:.2f} |"


def _start(connection) -> None:  # noqa: ANN001
    connection.info["bench_began"] = time.perf_counter()


def _since(connection) -> float:  # noqa: ANN001
    return time.perf_counter() - connection.info["bench_began"]


def _kind(statement: str) -> str:
    words = statement.split()
    if words[0] == "UPDATE":
        return "claim" if "coalesce" in statement else f"update {words[1]}"
    if words[0] == "INSERT":
        return f"insert {words[2]}"
    return f"read {words[words.index('FROM') + 1]}" if "FROM" in words else words[0].lower()
