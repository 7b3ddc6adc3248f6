"""Carry out a fault on a living world."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable

from celery import Celery
from kombu import Connection, Producer
from kombu.exceptions import OperationalError
from sqlalchemy import select

from app.db.tables.jobs import Job
from app.domain.errors import StoreUnavailable
from celery_worker.build import make_celery
from tests.chaos.plan import Fault, Kind
from tests.chaos.workers import Worker
from tests.chaos.world import World

PROVIDER_FAULTS = (
    *("429", "503", "500", "html", "lost-before", "lost-after", "not-json", "overload"),
    *("billed-500", "billed-502", "billed-503", "billed-529", "half"),
    *("usage-null", "usage-negative", "usage-zero", "usage-absurd", "usage-cached"),
    *("body-empty", "body-cut", "body-error", "message-null", "ended-MAX_TOKENS", "names-too-long"),
)
"""The second line is billed and fails, the third lies about its usage, the fourth cannot be read."""


class Breaker:
    """Knows how to do each kind of harm."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._app: Celery = make_celery(world.settings)
        self._later: list[threading.Timer] = []
        self._do: dict[Kind, Callable[[Fault], object]] = {
            Kind.KILL_CHILD: lambda fault: self._victim(fault).kill_child(fault.pick // 7),
            Kind.KILL_WORKER: lambda fault: self._victim(fault).send_group(signal.SIGKILL),
            Kind.KILL_MAIN: lambda fault: self._victim(fault).send(signal.SIGKILL),
            Kind.TERM_WORKER: lambda fault: self._victim(fault).send(signal.SIGTERM),
            Kind.QUIT_WORKER: lambda fault: self._victim(fault).send(signal.SIGQUIT),
            Kind.PAUSE_WORKER: self._pause_worker,
            Kind.PAUSE_CHILD: self._pause_child,
            Kind.FLUSH: lambda _: world.broker.flush(),
            Kind.RESTART_BROKER: lambda _: world.broker.restart(),
            Kind.CUT_BROKER: lambda _: world.broker.cut(),
            Kind.CUT_DATABASE: lambda _: world.truth.cut(),
            Kind.DATABASE_AWAY: lambda fault: world.truth.away(fault.lasts_seconds),
            Kind.DOUBLES: self._doubles,
            Kind.STRAYS: self._strays,
            Kind.PROVIDER: self._provider,
        }

    def commit(self, fault: Fault) -> None:
        """Do it. A world that is too broken to be broken further is left as it is."""
        try:
            self._do[fault.kind](fault)
        except (OperationalError, StoreUnavailable, OSError) as error:
            print(f"  {fault.number:4} {fault.kind}: not possible now ({error})")

    def wait(self) -> None:
        """Until what was paused goes on."""
        for timer in self._later:
            timer.join()

    def _victim(self, fault: Fault) -> Worker:
        return self._world.workers[fault.pick % len(self._world.workers)]

    def _in(self, seconds: float, action: Callable[[], object]) -> None:
        timer = threading.Timer(seconds, action)
        timer.start()
        self._later.append(timer)

    def _pause_worker(self, fault: Fault) -> None:
        victim = self._victim(fault)
        victim.send_group(signal.SIGSTOP)
        self._in(2 * fault.lasts_seconds, lambda: victim.send_group(signal.SIGCONT))

    def _pause_child(self, fault: Fault) -> None:
        """Longer than the heartbeat is waited for: its work goes to another, and then it wakes up."""

        pool = self._victim(fault).children()
        if not pool:
            return
        child = pool[fault.pick // 7 % len(pool)]
        os.kill(child, signal.SIGSTOP)
        self._in(2 * fault.lasts_seconds, lambda: _wake(child))

    def _doubles(self, fault: Fault) -> None:
        """Rings for work of any state, three times each and the newest first."""
        with self._world.services.store.read() as tx:
            rows = tx.session.execute(select(Job.id, Job.task_name)).all()
        chosen = random.Random(fault.pick).sample(rows, min(20, len(rows)))
        for job_id, name in sorted(chosen, reverse=True) * 3:
            self._app.send_task(name, args=(job_id,), queue=name.partition(".")[0], ignore_result=True)

    def _strays(self, fault: Fault) -> None:
        """An unknown name, wrong arguments, a newer form, and what is no JSON."""
        app = self._app
        app.send_task("evaluation.not_there", args=("x",), queue="evaluation", ignore_result=True)
        app.send_task("evaluation.evaluate_revision", args=("x", "y"), queue="evaluation", ignore_result=True)
        app.send_task(
            "rewrite.rewrite_revision", args=("x",), queue="rewrite",
            headers={"copydesk_signature": 99}, ignore_result=True,
        )  # fmt: skip
        with Connection(self._world.broker.url) as connection:
            Producer(connection.channel()).publish(
                b"\xff\xfe no json", routing_key="evaluation", exchange="",
                content_type="application/json", content_encoding="binary",
            )  # fmt: skip
        self._world.strays += 3

    def _provider(self, fault: Fault) -> None:
        chance = random.Random(fault.pick)
        self._world.models.faults.extend(chance.choices(PROVIDER_FAULTS, k=2))


def _wake(pid: int) -> None:

    try:
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:
        return


def rampage(world: World, breaker: Breaker, plan: list[Fault], *, say: Callable[[str], None]) -> None:
    """One fault after the other, and workers started again as a supervisor would."""
    for fault in plan:
        until = time.monotonic() + fault.after_seconds
        while time.monotonic() < until:
            world.keep_workers()
            time.sleep(0.1)
        say(f"  {fault.number:4} {fault.kind}")
        breaker.commit(fault)
