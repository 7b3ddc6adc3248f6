"""The services of one process: settings, store, job engine and tools, each tool built when first needed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.config.settings import Settings
from app.db.store import Store
from app.evaluation.evaluate import EvaluationTools
from app.jobs.engine import JobEngine
from app.jobs.observer import Observer
from app.notifications.registry import Messenger
from app.platform.clock import Clock
from app.platform.closing import close_if_it_can
from app.platform.encryption import FieldCipher
from app.platform.outbound import OutboundClient
from app.rewrite.ask import RewriteTools
from app.rewrite.checks.run import CheckTools
from app.rewrite.helpers import Helpers
from app.workflow.batch_tools import BatchTools

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value built when first used, so that a `rewrite` worker never loads a detector."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._built: list[T] = []
        self._lock = threading.RLock()

    @property
    def value(self) -> T:
        """Build the value if needed. Raises what building it raises; the next caller tries again."""
        with self._lock:
            if not self._built:
                self._built.append(self._build())
            return self._built[0]

    def close(self) -> None:
        """Close the value if it was built and has a `close`."""
        for built in self._built:
            close_if_it_can(built)


@dataclass(frozen=True)
class Tools:
    """How each tool is built. Tests replace single ones."""

    evaluation: Callable[[], EvaluationTools]
    rewriters: Callable[[], RewriteTools]
    checks: Callable[[], CheckTools]
    helpers: Callable[[], Helpers]
    batches: Callable[[], BatchTools]
    outbound: Callable[[], OutboundClient]
    messenger: Callable[[], Messenger]
    cipher: Callable[[], FieldCipher]


class Services:
    """One process's services. Built once by `app.workflow.bootstrap`; nothing is assigned afterwards."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        observer: Observer,
        tools: Tools,
        build_engine: Callable[["Services"], JobEngine],
    ) -> None:
        self.settings = settings
        self.store = store
        self.observer = observer
        self._evaluation = Lazy(tools.evaluation)
        self._rewriters = Lazy(tools.rewriters)
        self._checks = Lazy(tools.checks)
        self._helpers = Lazy(tools.helpers)
        self._batches = Lazy(tools.batches)
        self._outbound = Lazy(tools.outbound)
        self._messenger = Lazy(tools.messenger)
        self._cipher = Lazy(tools.cipher)
        self.engine = build_engine(self)

    @property
    def clock(self) -> Clock:
        return self.store.clock

    @property
    def evaluation(self) -> EvaluationTools:
        return self._evaluation.value

    @property
    def rewriters(self) -> RewriteTools:
        return self._rewriters.value

    @property
    def checks(self) -> CheckTools:
        return self._checks.value

    @property
    def helpers(self) -> Helpers:
        return self._helpers.value

    @property
    def batches(self) -> BatchTools:
        return self._batches.value

    @property
    def outbound(self) -> OutboundClient:
        return self._outbound.value

    @property
    def messenger(self) -> Messenger:
        return self._messenger.value

    @property
    def cipher(self) -> FieldCipher:
        return self._cipher.value

    def close(self) -> None:
        """Stop the heartbeat, close what was built, and close the database's connections."""
        self.engine.close()
        self.observer.close()
        for lazy in (
            self._evaluation, self._rewriters, self._checks, self._helpers,
            self._batches, self._messenger, self._cipher,
        ):  # fmt: skip
            lazy.close()
        self.store.database.dispose()
