"""Start postponed jobs on time: a process that postpones a job wakes workers when it is due.

The sweep would find it too, but some seconds late and together with all others due by then. A rate limit
spaces calls a tenth of a second apart, and half of the allowance would be lost.
"""

import heapq
import math
import threading
import time

import structlog

from app.db.store import Store

log = structlog.get_logger("copydesk.alarm")

GRID_SECONDS = 0.25
"""Times are rounded up to this, so that many of them share one query."""
BATCH = 500


class WakeupTimer:
    """One per process, safe from any thread. What it forgets when the process ends, the sweep finds."""

    def __init__(self, store: Store, *, wakeups: int) -> None:
        self._store = store
        self._most_wakeups = wakeups
        self._times: list[tuple[float, str]] = []
        self._changed = threading.Condition()
        self._is_running = False

    def __call__(self, queue: str, seconds: float) -> None:
        """Check in `seconds` whether postponed jobs of this queue are due."""
        due = math.ceil((time.monotonic() + seconds) / GRID_SECONDS) * GRID_SECONDS
        with self._changed:
            if (due, queue) in self._times:
                return
            heapq.heappush(self._times, (due, queue))
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._go_on, name="copydesk-wakeup-timer", daemon=True).start()
            self._changed.notify()

    def _go_on(self) -> None:
        while True:
            with self._changed:
                if not self._times:
                    self._is_running = False
                    return
                due, queue = self._times[0]
                if due > time.monotonic():
                    self._changed.wait(due - time.monotonic())
                    continue
                heapq.heappop(self._times)
            self._wake(queue)

    def _wake(self, queue: str) -> None:
        try:
            with self._store.transaction() as tx:
                woken = tx.maintenance.wake(BATCH)
                tx.maintenance.wake_workers(queue, min(woken, self._most_wakeups))
        except Exception as error:  # noqa: BLE001 - the thread continues; the sweep finds what it missed
            log.warning("alarm.missed", reason=f"{type(error).__name__}: {error}")
