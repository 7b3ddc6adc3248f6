"""A broker, a database and workers of one measurement, all its own and gone afterwards."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from celery import Celery
from sqlalchemy import text

from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.db.repositories.submissions import NewSubmission
from app.domain.keys import submission_key
from app.domain.policy import DetectorPolicy, Goal, Policy
from app.domain.priority import Priority
from app.tasks.wakeups import celery_wakeups
from app.workflow.bootstrap import build_services
from app.workflow.services import Services
from app.workflow.submit_many import submit_many
from celery_worker.build import make_celery
from tests.chaos.brokers import Broker, broker_of
from tests.chaos.databases import database_of
from tests.chaos.workers import Worker, environ

POLICY = Policy(required=frozenset({Goal.AEO}), recommended=frozenset(), detectors=DetectorPolicy(use=()))
SOURCE = "# Title {number}\n\n" + "Some words that are the body of it. " * 20
READY = "evaluation"
DONE = "SELECT count(*) FROM work_items WHERE state = 'done' AND queue = 'evaluation'"


@dataclass
class Stand:
    folder: Path
    broker: Broker
    services: Services
    app: Celery
    environment: dict[str, str]
    window: int
    """How many messages of a queue may wait in the broker."""
    workers: list[Worker] = field(default_factory=list)

    def submit(self, count: int, *, run: str = "bench", priority: Priority = Priority.BULK) -> None:
        for _ in submit_many(self.services, new_submissions(count, run=run, priority=priority)):
            pass

    def worker(
        self, name: str = "bench", *, slots: int = 2, queues: tuple[str, ...] = (READY,), **more: str
    ) -> Worker:
        made = Worker(
            name, queues, {**self.environment, **more}, self.folder / f"{name}.log",
            app="bench.delivery.noop_app", slots=slots,
        )  # fmt: skip
        self.workers.append(made)
        made.start()
        return made

    def ask(self, query: str) -> Any:
        with self.services.store.read() as tx:
            return tx.session.execute(text(query)).all()

    def done(self) -> int:
        return int(self.ask(DONE)[0][0])

    def wait(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if condition():
                return True
            time.sleep(0.1)
        return False


def new_submissions(count: int, *, run: str, priority: Priority) -> Iterator[NewSubmission]:
    for number in range(count):
        source, name = SOURCE.format(number=number), f"{run}-{number}.md"
        yield NewSubmission(
            key=submission_key("default", name, source, POLICY.version, run), project="default",
            external_id=name, run_id=run, priority=priority, path=name, title=f"Title {number}",
            format="markdown", encoding="utf-8", has_bom=False, policy=POLICY, source=source, language="en",
        )  # fmt: skip


@contextmanager
def stand(broker: str = "redis", database: str = "postgresql", **settings: str) -> Iterator[Stand]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        truth = stack.enter_context(database_of(database, folder))
        own = stack.enter_context(broker_of(broker))
        upgrade(truth.url)
        environment = environ(
            folder, DATABASE_URL=truth.url, CELERY_BROKER_URL=own.url,
            CELERY_TASK_DEFAULT_QUEUE_TYPE=own.queue_type, **settings,
        )  # fmt: skip
        mine = {
            name: value
            for name, value in environment.items()
            if name.startswith(("COPYDESK", "CELERY", "OPENAI"))
        }
        read = load_settings({**mine, "DATABASE_URL": truth.url})
        app = make_celery(read)
        services = build_services(
            read, notify=celery_wakeups(app, broker_url=own.url, window=read.wakeup_window)
        )
        stack.callback(services.close)
        made = Stand(folder, own, services, app, environment, read.wakeup_window)
        try:
            yield made
        finally:
            for worker in made.workers:
                worker.send_group(9)  # type: ignore[arg-type]
                if worker.process is not None:
                    worker.process.wait(20)


def percentile(values: list[float], share: float) -> float:
    """The value under which `share` of all lie, the next higher one where it falls between two."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
