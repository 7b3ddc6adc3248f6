"""The processes of a pipeline: one real Celery worker per queue, beat, and the desk's page."""

import sys
from collections.abc import Mapping, Sequence

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.embedded.child import Spec

QUEUES = ("evaluation", "rewrite", "escalation", "celery")


def worker_spec(queue: str, settings: Settings, environ: Mapping[str, str]) -> Spec:
    """A worker for one queue, named after it. Rewriting is I/O-bound: threads suffice (docs/adr/0018)."""
    return Spec(
        name=queue,
        command=[
            *_celery("worker", settings),
            f"--queues={queue}",
            f"--hostname={'default' if queue == 'celery' else queue}@%h",
            f"--concurrency={settings.concurrency(queue)}",
            f"--pool={'threads' if queue == 'rewrite' else 'prefork'}",
            # Workers of one pipeline need not talk to each other; without that they start a second sooner.
            "--without-gossip",
            "--without-mingle",
        ],
        environ=environ,
        # Not the user's folder: Celery puts the current one first on the import path.
        folder=settings.state_dir,
    )


def beat_spec(settings: Settings, environ: Mapping[str, str]) -> Spec:
    """The scheduler that requests the sweep."""
    return Spec(
        name="beat",
        command=[*_celery("beat", settings), "--pidfile="],
        environ=environ,
        folder=settings.state_dir,
    )


def desk_spec(settings: Settings, environ: Mapping[str, str]) -> Spec:
    """The web page and the API."""
    return Spec(
        name="desk", command=[sys.executable, "-m", "app.web"], environ=environ, folder=settings.state_dir
    )


def check_queues(queues: Sequence[str]) -> None:
    """Raises ConfigurationError for a queue that does not exist."""
    unknown = [queue for queue in queues if queue not in QUEUES]
    if unknown or not queues:
        raise ConfigurationError(
            f"no such queue: {', '.join(unknown) or '(none)'}; the queues are {', '.join(QUEUES)}"
        )


def _celery(command: str, settings: Settings) -> list[str]:
    level = f"--loglevel={settings.log_level}"
    return [sys.executable, "-m", "celery", "--quiet", "-A", "celery_worker.celery_app", command, level]
