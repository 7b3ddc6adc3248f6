"""The worker's signal handlers: logs, Sentry, the check before the fork, and undeliverable messages."""

import sys
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from celery import Celery, signals
from kombu import Message

from app.config.settings import Settings
from app.domain.errors import ConfigurationError, StoreRefusesLogin
from app.jobs.worker import WorkerIdentity
from app.observability import alerts, report_errors
from app.observability.logs import configure_logs
from app.platform.paths import set_private_umask
from app.tasks.wakeups import celery_wakeups
from app.workflow.services import Services
from celery_worker import control
from celery_worker.child_exit import bound_exit_wait
from celery_worker.database_file import watch_database_file
from celery_worker.fork_guard import refuse_inherited
from celery_worker.liveness import report_liveness
from celery_worker.log_level import log_level_follower
from celery_worker.metrics import count_work, counting_observer
from celery_worker.queues import QUEUES
from celery_worker.schema_guard import await_schema, check_schema
from celery_worker.sweep_timer import schedule_sweeps
from celery_worker.undeliverable import Keep, as_json_values, keep_in_database

log = structlog.get_logger("copydesk.worker")


def connect(app: Celery, settings: Settings, *, keep: Keep | None = None) -> None:
    """Connect this process's signals. `keep` receives undeliverable messages; default: the database."""
    kept = keep if keep is not None else keep_in_database(settings)

    def on_setup_logging(loglevel: int | str | None = None, **_: Any) -> None:
        level = loglevel if isinstance(loglevel, int) else settings.log_level
        configure_logs(level=level, log_format=settings.log_format, extra=alerts(settings))

    def on_worker_init(sender: Any, **_: Any) -> None:
        from app.tasks.worker_lifecycle import follow_worker

        refuse(lambda: _provide_services(app, settings))
        bound_exit_wait()
        count_work(sender, settings)
        follow_worker(sender)
        refuse(refuse_inherited)

    def on_init(options: dict[str, Any], **_: Any) -> None:
        set_private_umask()
        report_errors(settings, component="worker")
        refuse(lambda: check_queues(options.get("queues")))
        refuse(lambda: await_schema(settings))
        refuse(lambda: check_weights(options.get("queues")))

    def on_beat_init(**_: Any) -> None:
        report_errors(settings, component="beat")
        refuse(lambda: check_schema(settings))

    def on_process_init(**_: Any) -> None:
        _forget_services()
        report_errors(settings, component="worker")

    def on_unknown(message: Message, name: str, **_: Any) -> None:
        kept(name, as_json_values(message), f"no worker here has a task {name!r}")

    def on_rejected(message: Message, exc: Exception | None = None, **_: Any) -> None:
        name = str((message.headers or {}).get("task", "unknown"))
        kept(name, as_json_values(message), f"cannot be read as a task: {exc or 'no task in it'}"[:1000])

    _connect(signals.setup_logging, on_setup_logging)
    _connect(signals.celeryd_init, on_init)
    _connect(signals.beat_init, on_beat_init)
    _connect(signals.worker_init, on_worker_init)
    _connect(signals.worker_process_init, on_process_init)
    _connect(signals.worker_process_shutdown, lambda **_: _forget_services())
    _connect(signals.task_prerun, _bind_context)
    _connect(signals.task_postrun, _clear_context)
    _connect(signals.task_unknown, on_unknown)
    _connect(signals.task_rejected, on_rejected)
    schedule_sweeps(app, settings)
    watch_database_file(settings)
    report_liveness(settings)
    control.register(settings)


def _provide_services(app: Celery, settings: Settings) -> None:
    # Imported here, not at the top: `celery call`, `inspect` and beat load this module and need no database.
    from app.tasks.process import PROCESS
    from app.workflow.bootstrap import build_services

    notify = celery_wakeups(app, broker_url=settings.broker_url, window=settings.wakeup_window)

    def make(worker: WorkerIdentity | None) -> Services:
        return build_services(
            settings,
            notify=notify,
            worker=worker,
            observer=counting_observer(settings),
            has_wakeup_timer=True,
            on_heartbeat=log_level_follower(),
        )

    PROCESS.factory = make


def _forget_services() -> None:
    from app.tasks.process import PROCESS

    PROCESS.forget()


def check_queues(asked: Any) -> None:
    """Raise ConfigurationError for a queue that does not exist: its worker would wait forever."""
    unknown = sorted(set(_names(asked)) - set(QUEUES))
    if unknown:
        raise ConfigurationError(
            f"there is no queue {', '.join(unknown)}: the queues are {', '.join(QUEUES)}"
        )


def check_weights(asked: Any) -> None:
    """Raise ConfigurationError if an evaluation worker cannot load its weights, before its first text."""
    if "evaluation" in (_names(asked) or QUEUES):
        from app.evaluation.detectors.copydesk import build_shipped

        build_shipped()


def _names(asked: Any) -> list[str]:
    return asked.split(",") if isinstance(asked, str) else list(asked or ())


def refuse(check: Callable[[], None]) -> None:
    """Run a start-up step; any error in it ends the process (Celery would swallow it)."""
    try:
        check()
    except (ConfigurationError, StoreRefusesLogin) as error:
        sys.exit(f"copydesk: {error}")
    except Exception:  # noqa: BLE001 - a worker without services would fail every task it takes
        traceback.print_exc()
        sys.exit("copydesk: the worker cannot start, see above: a bug, or a broken installation")


def _connect(signal: Any, receiver: Callable[..., object]) -> None:
    signal.connect(receiver, weak=False)


def _bind_context(task_id: str, task: Any, **_: Any) -> None:
    delivery = task.request.delivery_info or {}
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        task_id=task_id, task=task.name, queue=delivery.get("routing_key"), worker=task.request.hostname
    )


def _clear_context(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
