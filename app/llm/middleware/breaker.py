"""A provider that is down is left alone for a while, and tried by one call at a time.

Closed: calls go. Open: after `FAILURES` failures within `WINDOW_SECONDS` none go for `OPEN_SECONDS`.
Then one call tries; its success closes the circuit, its failure opens it again. A provider whose quota
is gone or whose key is refused is stopped for longer: no call would do anything but fail.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from app.domain.errors import ProviderStopped, ProviderUnavailable

FAILURES = 5
WINDOW_SECONDS = 60.0
OPEN_SECONDS = 30.0
TRIAL_SECONDS = 300.0
"""After this a trial call that never reported back counts as lost."""
STOPPED_SECONDS = 900.0


class Circuit(Protocol):
    def check(self) -> None:
        """Raises ProviderUnavailable while it is open, ProviderStopped while the provider is stopped."""
        ...

    def succeeded(self) -> None: ...

    def failed(self) -> None: ...

    def stop(self, reason: str) -> None:
        """Quota exhausted or key refused: only a person can fix that."""
        ...


class LocalCircuit:
    """For one process."""

    def __init__(self, provider: str, *, clock: Callable[[], float] = time.time) -> None:
        self._provider = provider
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: list[float] = []
        self._open_until = 0.0
        self._trial_until = 0.0
        self._stopped: tuple[float, str] = (0.0, "")

    def check(self) -> None:
        with self._lock:
            now = self._clock()
            if now < self._stopped[0]:
                raise stopped(self._provider, self._stopped[1])
            if not self._open_until:
                return
            if now < self._open_until:
                raise unavailable(self._provider, self._open_until - now)
            if now < self._trial_until:
                raise unavailable(self._provider, OPEN_SECONDS)
            self._trial_until = now + TRIAL_SECONDS

    def succeeded(self) -> None:
        with self._lock:
            self._failures.clear()
            self._open_until = self._trial_until = 0.0
            self._stopped = (0.0, "")

    def failed(self) -> None:
        with self._lock:
            now = self._clock()
            self._failures = [at for at in self._failures if now - at < WINDOW_SECONDS] + [now]
            if self._trial_until or len(self._failures) >= FAILURES:
                self._open_until, self._trial_until = now + OPEN_SECONDS, 0.0

    def stop(self, reason: str) -> None:
        with self._lock:
            self._stopped = (self._clock() + STOPPED_SECONDS, reason)


class SharedCircuit:
    """For all workers that share one Redis. Redis's own expiry is the clock."""

    def __init__(self, client: Any, provider: str) -> None:
        self._client = client
        self._provider = provider
        base = f"copydesk:circuit:{provider}"
        self._open, self._tripped, self._trial = f"{base}:open", f"{base}:tripped", f"{base}:trial"
        self._count, self._reason = f"{base}:failures", f"{base}:stopped"

    def check(self) -> None:
        reason, left, tripped = (
            self._client.pipeline().get(self._reason).pttl(self._open).exists(self._tripped).execute()
        )
        if reason is not None:
            raise stopped(self._provider, reason.decode() if isinstance(reason, bytes) else str(reason))
        if left > 0:
            raise unavailable(self._provider, left / 1000)
        if tripped and not self._client.set(self._trial, 1, nx=True, px=int(TRIAL_SECONDS * 1000)):
            raise unavailable(self._provider, OPEN_SECONDS)

    def succeeded(self) -> None:
        self._client.delete(self._open, self._tripped, self._trial, self._count, self._reason)

    def failed(self) -> None:
        pipe = self._client.pipeline()
        pipe.set(self._count, 0, nx=True, px=int(WINDOW_SECONDS * 1000))
        count, trial = pipe.incr(self._count).exists(self._trial).execute()[1:]
        if trial or count >= FAILURES:
            pipe = self._client.pipeline()
            pipe.set(self._tripped, 1, ex=86_400).set(self._open, 1, px=int(OPEN_SECONDS * 1000))
            pipe.delete(self._trial).execute()

    def stop(self, reason: str) -> None:
        self._client.set(self._reason, reason[:500], px=int(STOPPED_SECONDS * 1000))


def unavailable(provider: str, seconds: float) -> ProviderUnavailable:
    return ProviderUnavailable(
        f"{provider} failed {FAILURES} times in a row and is left alone for {seconds:.0f} s", seconds
    )


def stopped(provider: str, reason: str) -> ProviderStopped:
    return ProviderStopped(f"{provider} is stopped for {STOPPED_SECONDS / 60:.0f} minutes: {reason}")
