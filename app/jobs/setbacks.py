"""How long to wait after a job found the database unavailable: longer each time."""

import threading
from collections import OrderedDict

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
"""Between two jobs of one process, and between two attempts to save a job's outcome."""
LONGEST_DELAY_SECONDS = 60.0
"""Before the same job is tried again."""
MOST_JOBS = 1000


def growing(times: int, *, longest: float) -> float:
    """Seconds to wait after the `times`-th failure in a row (from 1): doubled each time."""
    return float(min(FIRST_PAUSE_SECONDS * 2.0 ** min(times - 1, 30), longest))


class Setbacks:
    """One process's memory of the jobs that it gave back.

    Such attempts do not count, so that an outage of the database costs no job its retries. The pauses keep a
    job from being tried over and over: one that fails alone waits while the process goes on with others; if
    one job after another fails, the process waits too. Safe from any thread.
    """

    def __init__(self) -> None:
        self._of_job: OrderedDict[str, int] = OrderedDict()
        self._in_a_row = 0
        self._lock = threading.Lock()

    def note(self, job_id: str) -> float:
        """This job could not use the database; returns the seconds until it may be tried again."""
        with self._lock:
            self._in_a_row += 1
            times = self._of_job.pop(job_id, 0) + 1
            self._of_job[job_id] = times
            if len(self._of_job) > MOST_JOBS:
                self._of_job.popitem(last=False)
            return growing(times, longest=LONGEST_DELAY_SECONDS)

    def forget(self, job_id: str) -> None:
        """This job's outcome was saved: the database is available."""
        with self._lock:
            self._in_a_row = 0
            self._of_job.pop(job_id, None)

    def pause(self) -> float:
        """Seconds that this process waits before its next job; 0 if the last one could be saved."""
        with self._lock:
            return growing(self._in_a_row, longest=LONGEST_PAUSE_SECONDS) if self._in_a_row else 0.0
