"""Build the Celery app from settings. Nothing connects here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery
from click import Option

from app.config.settings import Settings
from celery_worker.config import celery_config
from celery_worker.queues import QUEUES


def make_celery(settings: Settings) -> Celery:
    """The app that sends and consumes Copydesk's tasks. Raises ConfigurationError."""
    app = Celery("copydesk", set_as_current=True)
    app.conf.update(celery_config(settings).as_celery())
    app.conf.copydesk_deaf_after = settings.stuck_after_seconds  # ours, for celery_worker.consumer
    # The worker's `-Q`, spelt as in the operators' runbooks. Celery 5.7 itself refuses `--queue`.
    app.user_options["worker"].add(
        Option(
            ["--queue", "queues"],
            type=_names,
            help=f"The same as --queues: one or more of {', '.join(QUEUES)}.",
        )
    )
    return app


@contextmanager
def celery_client(settings: Settings) -> Iterator[Celery]:
    """An app for sending and inspecting; its connections are closed at the end. Raises ConfigurationError."""
    app = make_celery(settings)
    try:
        yield app
    finally:
        backend: Any = app.backend  # the stubs have neither of these two
        pool: Any = app.pool
        backend.result_consumer.stop()
        # The pool itself stays open: kombu shares it with the next client for the same address.
        with pool.acquire(block=False) as connection:
            connection.collect()
        app.close()


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
