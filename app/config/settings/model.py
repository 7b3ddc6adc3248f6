"""The settings as one frozen value, and what must hold between them."""

import hashlib
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.config.settings import values
from app.config.settings.field import setting, setting_fields
from app.config.settings.language_models import LanguageModelSettings
from app.domain.errors import ConfigurationError

RUNTIME_ROOT = Path("/tmp")  # noqa: S108 - only for a socket whose path would be too long; the folder is private


_seconds = values.number(least=0.1, most=86_400, unit="seconds")
_processes = values.whole(least=1, most=512, unit="processes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(LanguageModelSettings):
    """Everything the environment decides. Made by `load_settings`, or by hand in a test."""

    state_dir: Path = setting(
        "COPYDESK_HOME",
        values.folder,
        "Folder of Copydesk's data: the SQLite database, the embedded Redis, logs of `copydesk up`.",
        shown="`$XDG_STATE_HOME/copydesk`, else `~/.local/state/copydesk`",
    )
    database_url: str = setting(
        "DATABASE_URL",
        values.database_url,
        "The database. `postgresql://user:password@host/name`, or `sqlite:////path/to/file.db`.",
        default="",
        shown="`copydesk.db` in COPYDESK_HOME",
        secret=True,
    )
    celery_enabled: bool = setting(
        "ENABLE_CELERY",
        values.boolean,
        "`false` runs the same services in one process without a broker (`--no-broker`).",
        default=True,
    )
    broker_url: str = setting(
        "CELERY_BROKER_URL",
        values.redis_or_amqp_url,
        "The broker: `redis://`, `rediss://` (TLS, certificate required) or `amqp://`.",
        default="",
        shown="the embedded Redis of `copydesk up`",
        secret=True,
    )
    result_backend: str = setting(
        "CELERY_RESULT_BACKEND",
        values.result_url,
        "Where short-lived results go (health answers). The broker's own database will do.",
        default="",
        shown="the next database number of the broker; `rpc://` with RabbitMQ",
        secret=True,
    )
    amqp_queue_type: str = setting(
        "CELERY_TASK_DEFAULT_QUEUE_TYPE",
        values.one_of("classic", "quorum"),
        "On RabbitMQ: `classic` serves by priority, `quorum` is replicated and has two levels from 4.0 on.",
        default="classic",
    )
    soft_time_limit_seconds: float = setting(
        "CELERY_TASK_SOFT_TIME_LIMIT",
        _seconds,
        "A task is asked to stop after this time.",
        default=270.0,
    )
    hard_time_limit_seconds: float = setting(
        "CELERY_TASK_TIME_LIMIT", _seconds, "A task's process is killed after this time.", default=300.0
    )
    lease_seconds: float = setting(
        "COPYDESK_LEASE",
        _seconds,
        "How long a worker owns a job without a heartbeat.",
        default=330.0,
    )
    visibility_timeout_seconds: float = setting(
        "CELERY_VISIBILITY_TIMEOUT",
        _seconds,
        "Redis redelivers a message that was not acknowledged within this time.",
        default=1800.0,
    )
    result_expires_seconds: float = setting(
        "CELERY_RESULT_EXPIRES", _seconds, "Results are deleted after this time.", default=3600.0
    )
    sweep_interval_seconds: float = setting(
        "COPYDESK_SWEEP_INTERVAL",
        _seconds,
        "How often the sweep looks for due work in the database.",
        default=10.0,
    )
    heartbeat_seconds: float = setting(
        "COPYDESK_HEARTBEAT", _seconds, "How often a busy worker writes its heartbeat.", default=10.0
    )
    heartbeat_stale_seconds: float = setting(
        "COPYDESK_HEARTBEAT_STALE",
        _seconds,
        "A worker without a heartbeat for this time is considered dead, and its jobs go to others.",
        default=30.0,
    )
    concurrency_evaluation: int = setting(
        "COPYDESK_CONCURRENCY_EVALUATION",
        _processes,
        "Processes of `copydesk up` for the queue `evaluation` (CPU-bound).",
        default=2,
    )
    concurrency_rewrite: int = setting(
        "COPYDESK_CONCURRENCY_REWRITE",
        _processes,
        "Threads of `copydesk up` for the queue `rewrite` (waits for models).",
        default=16,
    )
    concurrency_escalation: int = setting(
        "COPYDESK_CONCURRENCY_ESCALATION",
        _processes,
        "Processes of `copydesk up` for the queue `escalation`.",
        default=1,
    )
    concurrency_celery: int = setting(
        "COPYDESK_CONCURRENCY_CELERY",
        _processes,
        "Processes of `copydesk up` for the queue `celery` (housekeeping).",
        default=1,
    )
    max_content_bytes: int = setting(
        "COPYDESK_MAX_CONTENT_BYTES",
        values.whole(least=1_000, most=100_000_000, unit="bytes"),
        "A larger file is refused by name.",
        default=5_000_000,
    )
    sentry_dsn: str | None = setting(
        "SENTRY_DSN",
        values.web_address,
        "Where errors are reported, without any customer text. Unset: nowhere.",
        default=None,
        secret=True,
        shown="none",
    )
    sentry_environment: str = setting(
        "SENTRY_ENVIRONMENT", values.text, "The environment's name in Sentry.", default="production"
    )
    sentry_traces_share: float = setting(
        "SENTRY_TRACES_SAMPLE_RATE",
        values.number(least=0, most=1, unit="(a share)"),
        "The share of tasks whose time is reported to Sentry.",
        default=0.0,
    )
    log_level: str = setting(
        "LOG_LEVEL",
        values.one_of("debug", "info", "warning", "error"),
        "What is logged: `debug`, `info`, `warning` or `error`.",
        default="info",
    )
    log_format: str = setting(
        "LOG_FORMAT",
        values.one_of("auto", "console", "json", "journal"),
        "`console`, `json`, `journal` (systemd's journal, each field of its own), or `auto`: console on a "
        "terminal, JSON elsewhere.",
        default="auto",
    )

    def __post_init__(self) -> None:
        """Fill in what follows from other settings, then check what must hold between them."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.state_dir / 'copydesk.db'}")
        if not self.broker_url:
            object.__setattr__(self, "broker_url", _socket_url(self.embedded_socket))
        if not self.result_backend:
            amqp = self.broker_url.startswith(("amqp", "pyamqp"))
            object.__setattr__(
                self, "result_backend", "rpc://" if amqp else values.next_database(self.broker_url)
            )
        self._check_time_line()

    def _check_time_line(self) -> None:
        line = (
            ("CELERY_TASK_SOFT_TIME_LIMIT", self.soft_time_limit_seconds),
            ("CELERY_TASK_TIME_LIMIT", self.hard_time_limit_seconds),
            ("COPYDESK_LEASE", self.lease_seconds),
            ("CELERY_VISIBILITY_TIMEOUT", self.visibility_timeout_seconds),
        )
        for (earlier, shorter), (later, longer) in pairwise(line):
            if shorter >= longer:
                raise ConfigurationError(
                    f"{later} ({longer:g} s) must be longer than {earlier} ({shorter:g} s), or a job that "
                    f"is still running is started a second time: raise {later} or lower {earlier}"
                )
        if self.heartbeat_stale_seconds < 2 * self.heartbeat_seconds:
            raise ConfigurationError(
                f"COPYDESK_HEARTBEAT_STALE ({self.heartbeat_stale_seconds:g} s) must be at least twice "
                f"COPYDESK_HEARTBEAT ({self.heartbeat_seconds:g} s), or one late heartbeat makes a live "
                "worker look dead"
            )

    @property
    def embedded_socket(self) -> Path:
        """The embedded Redis's socket: in the state folder, or in a short private one if that is too long."""
        inside = self.state_dir / "redis.sock"
        if len(os.fsencode(inside)) <= values.UNIX_SOCKET_PATH_MOST_BYTES:
            return inside
        name = hashlib.sha256(os.fsencode(self.state_dir)).hexdigest()[:16]
        return RUNTIME_ROOT / f"copydesk-{os.getuid()}" / f"{name}.sock"

    @property
    def results_share_the_broker(self) -> bool:
        """Whether results go into the Redis database that holds the messages."""
        return self.result_backend != "rpc://" and values.database_of(
            self.result_backend
        ) == values.database_of(self.broker_url)

    @property
    def broker_is_embedded(self) -> bool:
        """Whether the broker is the private Redis that `copydesk up` starts."""
        return self.broker_url == _socket_url(self.embedded_socket)

    def concurrency(self, queue: str) -> int:
        """How many processes `copydesk up` gives to a queue."""
        return int(getattr(self, f"concurrency_{queue}"))

    def as_environ(self) -> dict[str, str]:
        """The variables from which a child process reads these same settings."""
        current = {spec.metadata["name"]: getattr(self, spec.name) for spec in setting_fields(self)}
        current |= self.provider_settings
        return {name: as_text(value) for name, value in current.items() if value is not None}


def _socket_url(path: Path) -> str:
    return f"redis+socket://{quote(str(path))}"


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ",".join(sorted(value)) or "none"
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
