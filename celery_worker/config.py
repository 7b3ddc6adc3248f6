"""Celery's settings as one typed object, with the reasons for their values."""

import ssl
from dataclasses import dataclass, field, fields
from typing import Any

from kombu import Queue

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.domain.priority import BROKER_STEPS, Priority, broker_priority
from app.domain.retry_policy import BASE, CRITICAL, IDEMPOTENT
from celery_worker.queues import DEFAULT_QUEUE, ROUTES, is_amqp, task_queues
from celery_worker.schedule import beat_schedule

TASK_MODULES = (
    "app.tasks.evaluation",
    "app.tasks.rewrite",
    "app.tasks.escalation",
    "app.tasks.prune",
    "app.tasks.sweep",
    "app.tasks.health",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CeleryConfig:
    """Field names are Celery's own setting names."""

    broker_url: str
    result_backend: str
    broker_use_ssl: dict[str, Any] | None
    redis_backend_use_ssl: dict[str, Any] | None
    broker_transport_options: dict[str, Any]
    result_backend_transport_options: dict[str, Any]
    visibility_timeout: int | None
    """Redis needs the same number in three settings: here and in both transport options."""
    task_queues: tuple[Queue, ...]
    task_default_priority: int
    """A message without a priority would be served first on Redis."""
    task_soft_time_limit: float
    task_time_limit: float
    result_expires: float
    beat_schedule: dict[str, Any]
    beat_schedule_filename: str
    worker_concurrency: int | None
    worker_prefetch_multiplier: int
    """With more than 1, an urgent task waits behind those a busy worker holds (six times longer at 4)."""
    worker_max_tasks_per_child: int
    worker_enable_remote_control: bool
    """Whoever can write to the broker can stop a worker that listens to remote control."""

    imports: tuple[str, ...] = TASK_MODULES
    worker_consumer: str = "celery_worker.consumer:Consumer"
    task_default_queue: str = DEFAULT_QUEUE
    task_routes: dict[str, Any] = field(default_factory=lambda: dict(ROUTES))
    task_create_missing_queues: bool = False
    """A worker on a misspelt queue would wait forever."""

    task_serializer: str = "json"
    result_serializer: str = "json"
    accept_content: tuple[str, ...] = ("json",)
    """JSON on both sides: write access to the broker must not mean code execution."""
    result_accept_content: tuple[str, ...] = ("json",)
    timezone: str = "UTC"
    enable_utc: bool = True

    worker_eta_task_limit: int = 1000
    """Tasks with a countdown wait in the worker's memory; long waits belong in the database."""
    worker_hijack_root_logger: bool = False
    worker_soft_shutdown_timeout: float = 10.0
    worker_enable_soft_shutdown_on_idle: bool = True
    worker_cancel_long_running_tasks_on_connection_loss: bool = False
    worker_proc_alive_timeout: float = 60.0
    """A child imports the detectors before it reports that it is up; on a busy machine that takes a while."""

    task_acks_late: bool = False
    """Each task class decides (docs/adr/0005): late only where a repeat is harmless."""
    task_reject_on_worker_lost: bool = False
    """If on, a task that kills its process is redelivered forever; here the job's own retries apply."""
    task_retry_on_worker_lost: bool = False
    task_ignore_result: bool = True
    task_track_started: bool = False
    task_inherit_parent_priority: bool = False

    broker_connection_retry_on_startup: bool = True
    broker_connection_max_retries: int | None = None
    """A worker waits for its broker however long it is down, rather than exit after a hundred attempts."""
    broker_channel_error_retry: bool = True
    """A Redis that became a replica, or a key of the wrong type, refuses a command: connect again."""
    broker_connection_timeout: float = 4.0
    broker_pool_acquire_timeout: float = 5.0
    task_publish_retry: bool = True
    task_publish_retry_policy: dict[str, Any] = field(
        default_factory=lambda: {
            "max_retries": 2,
            "interval_start": 0.0,
            "interval_step": 0.2,
            "interval_max": 0.5,
        }
    )
    """Short: a submission must not hang on a silent broker; unsent jobs stay due in the database."""
    redis_socket_timeout: float = 10.0
    redis_socket_connect_timeout: float = 3.0
    redis_backend_health_check_interval: float = 25.0
    redis_socket_keepalive: bool | None = None

    beat_max_loop_interval: float = 5.0
    beat_scheduler: str = "celery_worker.beat:Scheduler"

    def as_celery(self) -> dict[str, Any]:
        """The mapping for `app.conf.update`."""
        return {spec.name: getattr(self, spec.name) for spec in fields(self)}


def celery_config(settings: Settings) -> CeleryConfig:
    """Celery's settings from ours. Raises ConfigurationError if timeouts contradict each other."""
    check_countdowns(settings)
    amqp = is_amqp(settings.broker_url)
    tls = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return CeleryConfig(
        broker_url=settings.broker_url,
        result_backend=settings.result_backend,
        broker_use_ssl=tls if settings.broker_url.startswith("rediss") else None,
        redis_backend_use_ssl=tls if settings.result_backend.startswith("rediss") else None,
        broker_transport_options=_amqp_options() if amqp else _redis_options(settings),
        result_backend_transport_options={} if amqp else _result_options(settings),
        visibility_timeout=None if amqp else _visibility(settings)["visibility_timeout"],
        redis_socket_keepalive=None if settings.result_backend.startswith("redis+socket") else True,
        task_queues=task_queues(settings.broker_url, queue_type=settings.amqp_queue_type),
        task_default_priority=broker_priority(Priority.NORMAL, settings.broker_url),
        task_soft_time_limit=settings.soft_time_limit_seconds,
        task_time_limit=settings.hard_time_limit_seconds,
        result_expires=settings.result_expires_seconds,
        beat_schedule=beat_schedule(settings),
        beat_schedule_filename=str(settings.state_dir / "beat-schedule"),
        worker_concurrency=settings.worker_concurrency,
        worker_prefetch_multiplier=settings.worker_prefetch_multiplier,
        worker_max_tasks_per_child=settings.worker_max_tasks_per_child,
        worker_enable_remote_control=settings.remote_control,
    )


def check_countdowns(settings: Settings) -> None:
    """On Redis, a retry that waits longer than the visibility timeout is delivered again and again."""
    longest = max(policy.longest_delay for policy in (BASE, IDEMPOTENT, CRITICAL))
    if not is_amqp(settings.broker_url) and settings.visibility_timeout_seconds <= longest:
        raise ConfigurationError(
            f"CELERY_VISIBILITY_TIMEOUT ({settings.visibility_timeout_seconds:g} s) must be longer than the "
            f"longest retry delay ({longest:g} s), or a waiting retry runs many times"
        )


RESULT_PREFIX = "copydesk-results:"
_SHORT_CONNECTING = {"max_retries": 2, "interval_start": 0.0, "interval_step": 0.2, "interval_max": 0.5}
"""Without these, kombu reconnects forever when publishing. A worker's own connection has other rules."""
_FEW_RETRIES = {
    "retry_policy": {"max_retries": 3, "interval_start": 0.0, "interval_step": 0.5, "interval_max": 1.0}
}
"""With Celery's default, a mere availability check would block for twenty seconds."""


def _visibility(settings: Settings) -> dict[str, int]:
    return {"visibility_timeout": int(settings.visibility_timeout_seconds)}


def _result_options(settings: Settings) -> dict[str, Any]:
    # In the broker's own database a result must not meet a queue of the same name.
    prefix = {"global_keyprefix": RESULT_PREFIX} if settings.results_share_the_broker else {}
    return {**_visibility(settings), **_FEW_RETRIES, **prefix}


def _redis_options(settings: Settings) -> dict[str, Any]:
    return {
        **_visibility(settings),
        **_SHORT_CONNECTING,
        # By default kombu restores unacknowledged messages every 100 s: 91 s after a kill instead of 30.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "priority_steps": list(BROKER_STEPS),
        "queue_order_strategy": "priority",
        "socket_timeout": 10.0,
        "socket_connect_timeout": 3.0,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }


def _amqp_options() -> dict[str, Any]:
    return {
        **_SHORT_CONNECTING,
        "confirm_publish": True,
        "read_timeout": 10,
        "write_timeout": 10,
        "connect_timeout": 4,
    }
