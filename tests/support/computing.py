"""Processor seconds and memory of one call, for tests of how they grow with the length of a hostile text."""

import gc
import time
import tracemalloc
from collections.abc import Callable


def seconds_of(function: Callable[[], object], *, rounds: int = 2) -> float:
    """The least of some rounds. Garbage is not collected meanwhile: to look through what thousands of tests
    before left in this process takes a second by itself."""
    gc.disable()
    try:
        return min(_once(function) for _ in range(rounds))
    finally:
        gc.enable()


def _once(function: Callable[[], object]) -> float:
    started = time.process_time()
    function()
    return time.process_time() - started


def peak_bytes_of(function: Callable[[], object]) -> int:
    """The most that Python allocated at once during the call, beyond what was there before it."""
    was_tracing = tracemalloc.is_tracing()
    tracemalloc.start()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    try:
        function()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        if not was_tracing:
            tracemalloc.stop()
    return peak - before
