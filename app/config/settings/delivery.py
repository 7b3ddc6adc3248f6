"""What the environment decides about queues, scheduling and alerts."""

from dataclasses import dataclass

from app.config.settings import values
from app.config.settings.field import setting
from app.config.settings.operations import OperationsSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings(OperationsSettings):
    """Jobs wait in the database in fair order; a few wakeups for them wait in the broker."""

    worker_concurrency: int | None = setting(
        "CELERY_WORKER_CONCURRENCY",
        values.whole(least=1, most=512, unit="processes"),
        "Processes of a worker that is started by hand without `--concurrency`. `copydesk up` has a setting "
        "for each queue.",
        default=None,
        shown="one for each processor",
    )
    worker_prefetch_multiplier: int = setting(
        "CELERY_WORKER_PREFETCH_MULTIPLIER",
        values.whole(least=1, most=100, unit="messages"),
        "Messages that a worker reserves for each of its processes. With more than 1, an urgent job waits "
        "behind those that a busy worker already holds.",
        default=1,
    )
    worker_max_tasks_per_child: int = setting(
        "CELERY_WORKER_MAX_TASKS_PER_CHILD",
        values.whole(least=1, most=1_000_000, unit="tasks"),
        "A worker's process is replaced after this many tasks, which gives its memory back.",
        default=1000,
    )
    wakeup_window: int = setting(
        "COPYDESK_WAKEUP_WINDOW",
        values.whole(least=1, most=10_000, unit="messages"),
        "At most this many messages of one queue wait in the broker, however many jobs wait.",
        default=16,
        old_name="COPYDESK_RING_WINDOW",
    )
    start_within_seconds: float = setting(
        "COPYDESK_START_WITHIN",
        values.number(least=1, most=604_800, unit="seconds"),
        "A job that has waited for this time overtakes higher priorities: every fifth job of its project is "
        "then the one that has waited longest.",
        default=900.0,
    )
    reserve_urgent: frozenset[str] = setting(
        "COPYDESK_RESERVE_URGENT",
        values.some_of("evaluation", "rewrite", "escalation", "celery"),
        "Queues in which each worker of two or more processes reserves one of them for urgent jobs. "
        "`none` reserves none.",
        default=frozenset({"rewrite"}),
        shown="`rewrite`",
    )
    dead_letter_alert: int = setting(
        "COPYDESK_DEAD_LETTER_ALERT",
        values.whole(least=1, most=1_000_000, unit="dead letters"),
        "This many new dead letters between two sweeps raise an alert.",
        default=1,
    )
