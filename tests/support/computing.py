"""Processor seconds of one call, for tests of how they grow with the length of a hostile text."""

import gc
import time
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
