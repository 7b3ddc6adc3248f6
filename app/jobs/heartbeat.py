"""Each process that works says so every few seconds: a dead holder is told from a slow one."""

import os
import threading
from collections.abc import Callable

import structlog

from app.domain.errors import CopydeskError
from app.jobs.worker import WorkerIdentity

log = structlog.get_logger("copydesk.heartbeat")


class Heartbeat:
    """Starts one daemon thread in the process that first asks; a forked child gets its own."""

    def __init__(self, beat: Callable[[str], None], *, interval_seconds: float) -> None:
        self._beat = beat
        self._interval = interval_seconds
        self._lock = threading.Lock()
        self._pid = 0
        self._stopped = threading.Event()
        self.process_id = ""

    def ensure(self, place: WorkerIdentity) -> None:
        """Beat once in this process and go on; cheap when it beats already."""
        if self._pid == os.getpid():
            return
        with self._lock:
            if self._pid == os.getpid():
                return
            self.process_id = place.new_process_id()
            self._beat(self.process_id)
            self._pid, self._stopped = os.getpid(), threading.Event()
            threading.Thread(target=self._go_on, name="copydesk-heartbeat", daemon=True).start()

    def stop(self) -> None:
        """Beat no more; the next `ensure` begins anew."""
        if self._pid == os.getpid():
            self._stopped.set()
            self._pid = 0

    def _go_on(self) -> None:
        stopped = self._stopped
        while not stopped.wait(self._interval):
            try:
                self._beat(self.process_id)
            except CopydeskError as error:
                log.warning("heartbeat.missed", reason=str(error))
