"""Every working process reports that it is alive every few seconds, which distinguishes dead from slow."""

import math
import os
import threading
import time
from collections.abc import Callable

import structlog

from app.jobs.worker import WorkerIdentity

log = structlog.get_logger("copydesk.heartbeat")


class Heartbeat:
    """Starts one daemon thread per process, when first needed; a forked child gets its own."""

    def __init__(self, beat: Callable[[str], None], *, interval_seconds: float) -> None:
        self._beat = beat
        self._interval = interval_seconds
        self._lock = threading.Lock()
        self._pid = 0
        self._missed_at = -math.inf
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.process_id = ""

    def ensure(self, worker: WorkerIdentity) -> None:
        """Beat once and keep beating; cheap if this process already does. Raises what the beat raises."""
        if self._beats():
            return
        with self._lock:
            if self._beats():
                return
            if self._pid != os.getpid():
                self.process_id = worker.new_process_id()
            self._try_beat()
            self._pid, self._stopped = os.getpid(), threading.Event()
            self._thread = threading.Thread(target=self._go_on, name="copydesk-heartbeat", daemon=True)
            self._thread.start()

    def _beats(self) -> bool:
        return self._pid == os.getpid() and self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Stop beating; the next `ensure` starts again."""
        if self._pid == os.getpid():
            self._stopped.set()
            self._pid = 0

    def unbroken_seconds(self) -> float:
        """Since a heartbeat of this process last failed; inf: none ever did. While it is short, the silence
        of others may be the database's fault."""
        return time.monotonic() - self._missed_at

    def _try_beat(self) -> None:
        try:
            self._beat(self.process_id)
        except BaseException:
            self._missed_at = time.monotonic()
            raise

    def _go_on(self) -> None:
        stopped = self._stopped
        while not stopped.wait(self._interval):
            try:
                self._try_beat()
            except Exception as error:  # noqa: BLE001 - a working process without a heartbeat is taken for dead
                log.warning("heartbeat.missed", reason=f"{type(error).__name__}: {error}")
