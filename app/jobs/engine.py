"""What one process needs to run jobs, as values: the engine knows no feature and no settings file."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.db.store import Store, Transaction
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed, queue_of
from app.jobs.handler import Handler
from app.jobs.heartbeat import Heartbeat
from app.jobs.observer import Observer
from app.jobs.setbacks import Setbacks
from app.jobs.worker import WorkerIdentity


@dataclass(frozen=True, slots=True)
class JobLimits:
    """Times in seconds; docs/reference/settings.md explains each."""

    lease_seconds: float
    start_within_seconds: float
    """A job that waits longer is overdue and claimed before jobs of higher priority."""
    soft_time_limit_seconds: float
    heartbeat_stale_seconds: float
    sweep_interval_seconds: float
    wakeup_window: int
    """Maximum number of wakeups waiting in one queue of the broker."""
    reserve_urgent: frozenset[str]
    """Queues in which each worker keeps one slot free for urgent jobs."""
    dead_letter_alert: int
    """This many new dead letters between two sweeps raise an alert."""


@dataclass(frozen=True, slots=True)
class JobHooks:
    """What the engine needs from the workflow whose jobs it runs."""

    dead_letter: Callable[[Transaction, Claimed, str, str], None]
    """End a claimed job for good: `(tx, claim, error, traceback)`, in the caller's transaction."""
    is_awaited: Callable[[Transaction, Claimed], bool]
    """Whether a submission still waits for the result of exactly this job."""


class JobEngine:
    """The jobs of one process. Built once; safe from any thread."""

    def __init__(
        self,
        *,
        store: Store,
        limits: JobLimits,
        handlers: Mapping[str, Handler],
        hooks: JobHooks,
        heartbeat: Heartbeat,
        worker: WorkerIdentity,
        observer: Observer,
        schedule_wakeup: Callable[[str, float], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`schedule_wakeup(queue, seconds)` remembers when a postponed job of a queue is due."""
        self.store = store
        self.clock = store.clock
        self.limits = limits
        self.handlers = handlers
        self.hooks = hooks
        self.heartbeat = heartbeat
        self.worker = worker
        self.observer = observer
        self.schedule_wakeup = schedule_wakeup
        self.sleep = sleep
        self.setbacks = Setbacks()
        self._schedulers: dict[str, FairScheduler] = {}
        self._next_sweep_look = 0.0

    @property
    def queues(self) -> list[str]:
        """The queues of all handlers' jobs, sorted."""
        return sorted({queue_of(name) for name in self.handlers})

    def scheduler(self, queue: str) -> FairScheduler:
        """This process's scheduler for this queue."""
        return self._schedulers.setdefault(queue, FairScheduler())

    def may_look_for_sweep(self) -> bool:
        """Whether half a sweep interval has passed since this last returned True."""
        now = time.monotonic()
        if now < self._next_sweep_look:
            return False
        self._next_sweep_look = now + self.limits.sweep_interval_seconds / 2
        return True

    def close(self) -> None:
        self.heartbeat.stop()
