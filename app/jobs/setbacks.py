"""How long to wait after a job that met a database which could not be used: longer each time."""

import threading
from collections import OrderedDict

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
"""Between two jobs of one process, and between two tries to save how a job ended."""
LONGEST_DELAY_SECONDS = 60.0
"""Until the same job is tried again."""
MOST_JOBS = 1000


def growing(times: int, *, longest: float) -> float:
    """Seconds to wait after the `times`-th failure in a row (from 1): doubled each time."""
    return float(min(FIRST_PAUSE_SECONDS * 2.0 ** min(times - 1, 30), longest))


class Setbacks:
    """What one process remembers of jobs that it gave back.

    Such an attempt does not count, so that a database that is away for a while costs no job its retries. The
    pauses keep a job from being tried over and over: one that fails alone waits while the process goes on
    with others; where one job after the other fails, the process waits too. Safe from any thread.
    """

    def __init__(self) -> None:
        self._of_job: OrderedDict[str, int] = OrderedDict()
        self._in_a_row = 0
        self._lock = threading.Lock()

    def note(self, job_id: str) -> float:
        """This job could not use the database; returns in how many seconds it may be tried again."""
        with self._lock:
            self._in_a_row += 1
            times = self._of_job.pop(job_id, 0) + 1
            self._of_job[job_id] = times
            if len(self._of_job) > MOST_JOBS:
                self._of_job.popitem(last=False)
            return growing(times, longest=LONGEST_DELAY_SECONDS)

    def forget(self, job_id: str) -> None:
        """This job ended, and its end was saved: the database can be used."""
        with self._lock:
            self._in_a_row = 0
            self._of_job.pop(job_id, None)

    def pause(self) -> float:
        """Seconds that this process waits before its next job; 0 where the last one could be saved."""
        with self._lock:
            return growing(self._in_a_row, longest=LONGEST_PAUSE_SECONDS) if self._in_a_row else 0.0
