"""Time limits for pools that do not enforce them: threads and solo.

Prefork enforces its own limits. Elsewhere the same exceptions are raised in the running thread, at its next
bytecode; a call that hangs in C is bounded by its own timeout and, at the latest, by the lease, after which
another worker takes the job and this one's result is refused.
"""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from billiard.process import current_process
from celery.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded


def is_enforced_by_pool() -> bool:
    """Whether this code runs in a prefork child, whose parent enforces the limits."""
    return bool(current_process().name != "MainProcess")


@contextmanager
def deadline(*, soft_seconds: float | None, hard_seconds: float | None) -> Iterator[None]:
    """Raise SoftTimeLimitExceeded, then TimeLimitExceeded, in the calling thread when its time is up."""
    thread_id = threading.get_ident()
    lock = threading.Lock()
    over = False

    def interrupt(error: type[BaseException]) -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), ctypes.py_object(error))

    timers = [
        threading.Timer(seconds, interrupt, (error,))
        for seconds, error in ((soft_seconds, SoftTimeLimitExceeded), (hard_seconds, TimeLimitExceeded))
        if seconds is not None
    ]
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        with lock:
            over = True
        for timer in timers:
            timer.cancel()
