"""All that a run needs: broker, database, model server and workers, each its own and gone afterwards."""

import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from app.config.settings import Settings, load_settings
from app.db.migrate import upgrade
from app.domain.policy import Budgets, DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.tasks.wakeups import celery_wakeups
from app.workflow.application import Application, Incoming
from app.workflow.bootstrap import build_services
from app.workflow.services import Services
from celery_worker.build import make_celery
from tests.chaos import texts
from tests.chaos.brokers import Broker, broker_of
from tests.chaos.databases import Truth, database_of
from tests.chaos.workers import Worker, environ
from tests.support.llm_server import Call, LlmServer

QUEUES = ("evaluation", "rewrite", "escalation", "celery")
MODEL = "chaos-1"
FAST = {
    "COPYDESK_HEARTBEAT": "2",
    "COPYDESK_HEARTBEAT_STALE": "6",
    "COPYDESK_SWEEP_INTERVAL": "2",
    "CELERY_TASK_SOFT_TIME_LIMIT": "25",
    "CELERY_TASK_TIME_LIMIT": "30",
    "COPYDESK_LEASE": "40",
    "COPYDESK_PRICES": f"openai:{MODEL}=1/10/0.1",
}
"""Shorter than in production, so that a run of minutes sees many recoveries."""
POLICY = Policy(
    project="chaos",
    required=frozenset({Goal.AEO}),
    recommended=frozenset(),
    min_aeo=80.0,
    detectors=DetectorPolicy(use=()),
    rewrite=RewritePolicy(
        providers=(f"openai:{MODEL}",),
        budgets=Budgets(per_submission=Decimal(100), per_month=Decimal(100_000)),
    ),
)


@dataclass
class World:
    folder: Path
    broker: Broker
    truth: Truth
    models: LlmServer
    services: Services
    settings: Settings
    workers: list[Worker]
    submitted: dict[str, str] = field(default_factory=dict)
    """Submission id -> path."""
    strays: int = 0
    billed: Counter[str] = field(default_factory=Counter)
    """Answers that the model server made, by what names the request."""

    def answer(self, call: Call) -> str:
        """What the model server says; from here on it would bill the call."""
        with self.models.lock:
            self.billed[texts.asked_for_by(call)] += 1
        return texts.rewrite(call)

    def submit(self, count: int, chance: random.Random, *, poison: int) -> None:
        """In thousands, some projects, every priority."""
        paths = [texts.path_of(number, chance) for number in range(count - poison)]
        paths += [f"{texts.POISON}/{number:05}.md" for number in range(poison)]
        incoming = [
            Incoming(
                texts.source_of(path),
                path,
                replace(POLICY, project=f"chaos-{number % 3}"),
                chance.choice(list(Priority)),
            )
            for number, path in enumerate(paths)
        ]
        told = list(Application(self.services).submit_many(incoming, run_id="chaos"))
        for path, one in zip(paths, told, strict=True):
            assert not isinstance(one, Exception), one
            self.submitted[one.submission_id] = path

    def keep_workers(self) -> None:
        """Start what died, as an operator's supervisor would."""
        for worker in self.workers:
            if not worker.is_alive:
                worker.start()

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.stop(within=40)


@contextmanager
def world_of(broker_kind: str, database_kind: str) -> Iterator[World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos")))
        truth = stack.enter_context(database_of(database_kind, folder))
        broker = stack.enter_context(broker_of(broker_kind))
        models = stack.enter_context(LlmServer(delay_seconds=0.05, retry_after="1"))
        upgrade(truth.url)
        environment = environ(
            folder,
            DATABASE_URL=truth.url,
            CELERY_BROKER_URL=broker.url,
            CELERY_TASK_DEFAULT_QUEUE_TYPE=broker.queue_type,
            OPENAI_BASE_URL=models.openai_url,
            OPENAI_API_KEY="chaos",
            **FAST,
        )
        mine = {name: value for name, value in environment.items() if name.startswith(("COPYDESK", "CELERY"))}
        settings = load_settings({**mine, "DATABASE_URL": truth.url})
        notify = celery_wakeups(make_celery(settings), broker_url=broker.url, window=settings.wakeup_window)
        services = build_services(settings, notify=notify)
        stack.callback(services.close)
        workers = [
            _worker("texts", ("evaluation",), environment, folder),
            _worker("models", ("rewrite",), environment, folder, slots=4),
            _worker("all", QUEUES, environment, folder),
        ]
        world = World(folder, broker, truth, models, services, settings, workers)
        models.answer = world.answer
        try:
            yield world
        finally:
            for worker in workers:
                worker.send_group(9)  # type: ignore[arg-type]
                if worker.process is not None:
                    try:
                        worker.process.wait(20)
                    except subprocess.TimeoutExpired:
                        continue


def _worker(
    name: str, queues: tuple[str, ...], environment: dict[str, str], folder: Path, *, slots: int = 2
) -> Worker:
    log = folder / f"{name}.log"
    return Worker(name, queues, environment, log, app="tests.chaos.worker_app", slots=slots)
