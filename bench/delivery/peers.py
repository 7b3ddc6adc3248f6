"""The same harm to what a user would take instead: lost and doubled effects, counted in a file.

200 tasks of 50 ms each, two processes. After a quarter the whole worker is killed with -9 and started again;
after a half the broker is flushed (Procrastinate has none: its database is kept). Defaults of each library
besides what its documentation recommends for work that must not be lost.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.delivery.aims import Aim
from bench.delivery.stand import Stand, stand
from tests.chaos.brokers import broker_of
from tests.support import services

TASKS = 200
WAIT_SECONDS = 100.0
HERE = Path(__file__).parent / "peer_apps"


def measure(python: str) -> Iterator[str | Aim]:
    yield "| | done | lost within 100 s | done twice |"
    yield "|---|---|---|---|"
    for name, flush in (("kill", False), ("kill and flush", True)):
        with stand(COPYDESK_SWEEP_INTERVAL="10") as made:
            done, lost, doubled = _copydesk(made, flush=flush)
        yield _row(f"Copydesk, {name}", done, lost, doubled)
        yield Aim(f"lost or done twice after {name}", lost + doubled, 0, "pieces")
        if not python:
            continue
        for peer in ("celery", "dramatiq", "procrastinate"):
            yield _row(f"{peer}, {name}", *_peer(peer, python, flush=flush))


def _row(name: str, done: int, lost: int, doubled: int) -> str:
    return f"| {name} | {done} | {lost} | {doubled} |"


def _copydesk(made: Stand, *, flush: bool) -> tuple[int, int, int]:
    made.submit(TASKS)
    worker = made.worker(slots=2, BENCH_SECONDS="0.05")
    made.wait(lambda: made.done() >= TASKS // 4, seconds=60)
    worker.send_group(signal.SIGKILL)
    assert worker.process is not None
    worker.process.wait(20)
    worker.start()
    made.wait(lambda: made.done() >= TASKS // 2, seconds=60)
    if flush:
        made.broker.flush()
    made.wait(lambda: made.done() >= TASKS, seconds=WAIT_SECONDS)
    [[doubled]] = made.ask(
        "SELECT count(*) FROM (SELECT submission_id FROM events WHERE kind = 'submission.accepted' "
        "GROUP BY 1 HAVING count(*) > 1) twice"
    )
    return made.done(), TASKS - made.done(), int(doubled)


def _peer(peer: str, python: str, *, flush: bool) -> tuple[int, int, int]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peer")))
        broker = stack.enter_context(broker_of("redis"))
        database = stack.enter_context(services.fresh_postgres())
        effects = folder / "effects"
        effects.touch()
        environment = {
            **os.environ,
            "PYTHONPATH": str(HERE),
            "EFFECTS": str(effects),
            "BROKER": broker.url,
            "DATABASE": database.replace("+psycopg", ""),
        }
        send = [python, str(HERE / f"{peer}_app.py"), str(TASKS)]
        subprocess.run(send, env=environment, check=True, timeout=120)
        worker = _start(peer, python, environment)
        _until(lambda: len(_effects(effects)) >= TASKS // 4, 60)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(20)
        worker = _start(peer, python, environment)
        _until(lambda: len(_effects(effects)) >= TASKS // 2, 60)
        if flush and peer != "procrastinate":
            broker.flush()
        _until(lambda: len(set(_effects(effects))) >= TASKS, WAIT_SECONDS)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(20)
        told = Counter(_effects(effects))
    return len(told), TASKS - len(told), sum(number > 1 for number in told.values())


COMMANDS = {
    "celery": ["-m", "celery", "-A", "celery_app", "worker", "-c", "2", "--loglevel=error"],
    "dramatiq": ["-m", "dramatiq", "dramatiq_app", "--processes", "2", "--threads", "1"],
    "procrastinate": ["-m", "procrastinate", "--app=procrastinate_app.app", "worker", "--concurrency", "2"],
}


def _start(peer: str, python: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [python, *COMMANDS[peer]], env=environment, cwd=HERE, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _effects(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").split()


def _until(condition, seconds: float) -> None:  # noqa: ANN001
    until = time.monotonic() + seconds
    while time.monotonic() < until and not condition():
        time.sleep(0.2)
