"""Commands of `celery control` that Celery lacks, or answers with OK whatever the queue is called."""

import logging
from collections.abc import Callable
from typing import Any

import click
from celery.worker import control

from app.config.settings import Settings
from app.domain.errors import CopydeskError
from celery_worker.log_level import LOG_LEVEL
from celery_worker.queues import QUEUES

ADD_CONSUMER: Any = control.Panel.data["add_consumer"]
CANCEL_CONSUMER: Any = control.Panel.data["cancel_consumer"]
"""Celery's own, which ours replace under the same names."""

LEVELS = ("debug", "info", "warning", "error", "own")


def queue_name(raw: str) -> str:
    """A queue of ours. Raises click.BadParameter, which `celery control` prints as one sentence."""
    if not raw:
        raise click.BadParameter(f"name one of the queues: {', '.join(QUEUES)}")
    if raw not in QUEUES:
        raise click.BadParameter(f"there is no queue {raw}: the queues are {', '.join(QUEUES)}")
    return raw


def level_name(raw: str) -> str:
    """A log level in lower case. Raises click.BadParameter."""
    level = raw.strip().lower()
    if level not in LEVELS:
        raise click.BadParameter(f"there is no log level {raw}: use one of {', '.join(LEVELS)}")
    return level


def register(settings: Settings, *, store_level: Callable[[Settings, int], None] | None = None) -> None:
    """Add the commands to Celery's. `store_level` records the level for all processes; default: the database.

    They are checked where they are given, and again where they arrive: others can write to the broker too.
    """
    store = store_level or _store_level

    @control.control_command(  # type: ignore[untyped-decorator,unused-ignore]
        name="log_level", args=[("level", level_name)], signature=f"<{'|'.join(LEVELS)}>"
    )
    def log_level(_: Any, level: str = "", **_more: Any) -> dict[str, Any]:
        """Set the log level of every worker process, like `copydesk logs level`."""
        try:
            name = level_name(level)
            number = 0 if name == "own" else logging.getLevelNamesMapping()[name.upper()]
            store(settings, number)
        except (click.BadParameter, CopydeskError) as error:
            return _refused(error)
        LOG_LEVEL.apply(number or None)
        return {"ok": f"log level {name}; each process follows within {settings.heartbeat_seconds:g} s"}

    @control.control_command(  # type: ignore[untyped-decorator,unused-ignore]
        name="add_consumer", args=[("queue", queue_name)], signature="<queue>"
    )
    def add_consumer(state: Any, queue: str = "", **_: Any) -> dict[str, Any]:
        """Tell workers to consume from one of Copydesk's queues."""
        return _of_queue(ADD_CONSUMER, state, queue)

    @control.control_command(  # type: ignore[untyped-decorator,unused-ignore]
        name="cancel_consumer", args=[("queue", queue_name)], signature="<queue>"
    )
    def cancel_consumer(state: Any, queue: str = "", **_: Any) -> dict[str, Any]:
        """Tell workers to stop consuming from one of Copydesk's queues."""
        return _of_queue(CANCEL_CONSUMER, state, queue)


def _of_queue(command: Callable[..., dict[str, Any]], state: Any, queue: str) -> dict[str, Any]:
    try:
        return command(state, queue_name(queue))
    except click.BadParameter as error:
        return _refused(error)


def _refused(error: Exception) -> dict[str, Any]:
    return {"error": error.message if isinstance(error, click.BadParameter) else str(error)}


def _store_level(settings: Settings, level: int) -> None:
    # The engine lives for one command: this runs in the process that forks, which must not own a connection.
    from app.db.engine import Database, make_engine
    from app.db.read_models.stats import Figures
    from app.db.store import Store
    from app.platform.clock import SystemClock

    clock = SystemClock()
    database = Database(make_engine(settings.database_url))
    try:
        with Store(database, clock, lambda _: None).transaction() as tx:
            Figures(tx.session).set_log_level(level, clock.now())
    finally:
        database.dispose()
