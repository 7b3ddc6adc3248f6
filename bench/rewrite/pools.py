"""64 slow calls at a time on one worker: Copydesk and a plain Celery task, on threads and on processes."""

import time
from collections.abc import Iterator

from bench.delivery.stand import Stand, stand
from bench.rewrite.plain_app import rewrite as plain_task
from bench.rewrite.stand import ARTICLE, Model, model, used_by, wait_for_answers, waiting_for_rewrites
from tests.chaos.workers import Worker

DELAY_SECONDS = 2.0
CALLS = 64
BOUND = CALLS / DELAY_SECONDS
SETTLING_SECONDS = 5.0
"""From the first answer on, until the waves of the start are flat."""


def measure(seconds: float) -> Iterator[str]:
    yield (
        f"| worker with {CALLS} slots | calls/s | of {BOUND:.0f} | most at once | MB | CPU ms a call "
        "| in the main process |"
    )
    yield "|---|---|---|---|---|---|---|"
    count = int(BOUND * (seconds + SETTLING_SECONDS + 6))
    for pool in ("threads", "prefork"):
        with stand(COPYDESK_RESERVE_URGENT="none") as made, model(delay=DELAY_SECONDS) as server:
            waiting_for_rewrites(made, count)
            worker = rewrite_worker(made, pool, server)
            yield _watch(f"Copydesk, {pool}", worker, server, seconds)
    for pool in ("threads", "prefork"):
        with stand() as made, model(delay=DELAY_SECONDS) as server:
            _send_plain(made, count)
            worker = _worker(made, pool, "bench.rewrite.plain_app", "celery", server)
            yield _watch(f"plain task with the SDK, {pool}", worker, server, seconds)


def rewrite_worker(made: Stand, pool: str, server: Model) -> Worker:
    return _worker(made, pool, "celery_worker.celery_app", "rewrite", server)


def _worker(made: Stand, pool: str, app: str, queue: str, server: Model) -> Worker:
    worker = Worker(
        pool, (queue,), {**made.environment, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "local"},
        made.folder / "worker.log", app=app, slots=CALLS, options=(f"--pool={pool}",),
    )  # fmt: skip
    made.workers.append(worker)
    worker.start()
    return worker


def _send_plain(made: Stand, count: int) -> None:
    plain_task.app.conf.broker_url = made.broker.url
    text = ARTICLE.read_text(encoding="utf-8")
    with plain_task.app.connection_for_write(made.broker.url) as connection:
        for _ in range(count):
            plain_task.apply_async((text,), connection=connection)


def _watch(name: str, worker: Worker, server: Model, seconds: float) -> str:
    assert worker.process is not None
    wait_for_answers(server, 1, seconds=300)
    time.sleep(SETTLING_SECONDS)
    before, answered, began = used_by(worker.process.pid), len(server.seen()["answered"]), time.monotonic()
    time.sleep(seconds)
    seen, after = server.seen(), used_by(worker.process.pid)
    calls = len(seen["answered"]) - answered
    rate = calls / (time.monotonic() - began)
    cpu = (after.cpu_seconds - before.cpu_seconds) / max(calls, 1) * 1000
    own = (after.by_itself - before.by_itself) / max(calls, 1) * 1000
    used = (f"{after.megabytes:.0f}", f"{cpu:.0f}", f"{own:.0f}")
    told = (f"{rate:.1f}", f"{rate / BOUND:.1%}", seen["most_inside"], *used)
    return f"| {name} | {' | '.join(map(str, told))} |"
