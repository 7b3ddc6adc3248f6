"""What every service may use, handed in by the composition root (`app.workflow.bootstrap`)."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from app.config.settings import Settings
from app.db.store import Store
from app.domain.fair_scheduling import FairScheduler
from app.jobs.handler import Handler
from app.jobs.heartbeat import Heartbeat
from app.jobs.observer import NullObserver, Observer
from app.jobs.worker import WorkerIdentity
from app.platform.clock import Clock
from app.platform.closing import close_if_it_can

T = TypeVar("T")


class Services:
    """One process's settings, clock and store, and each stage's tools, made when first asked for.

    A `rewrite` worker never loads a detector; a stage knows its own tools by their type and no other's.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        store: Store,
        heartbeat: Heartbeat,
        stages: Mapping[str, Handler],
        factories: Mapping[type, Callable[[], Any]],
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.store = store
        self.heartbeat = heartbeat
        self.handlers = stages
        self.worker = WorkerIdentity()
        """The worker this process belongs to; a worker's child says so before it works."""
        self.observer: Observer = NullObserver()
        """Counts what happens to work; a worker puts its counters here."""
        self.schedule_wakeup: Callable[[str, float], None] = lambda _queue, _seconds: None
        """Told the queue and the seconds of what is postponed; a worker puts its alarm here."""
        self.sleep: Callable[[float], None] = time.sleep
        self.schedulers: dict[str, FairScheduler] = {}
        """By queue: what this process remembers of whose turn it is."""
        self.look_again_at = 0.0
        """On the monotonic clock: when this process next asks whether a sweep is due."""
        self._factories = dict(factories)
        self._tools: dict[type, Any] = {}
        self._lock = threading.RLock()

    def get(self, kind: type[T]) -> T:
        """The tools of this type. Raises what their making raises, KeyError for an unknown type."""
        with self._lock:
            if kind not in self._tools:
                self._tools[kind] = self._factories[kind]()
            return cast(T, self._tools[kind])

    def close(self) -> None:
        self.heartbeat.stop()
        self.observer.close()
        for tools in self._tools.values():
            close_if_it_can(tools)
        self.store.database.dispose()
