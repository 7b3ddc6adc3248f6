"""Bound the time for which a pool's child waits, at its end, for its last results to be read.

A child that ends waits until its parent has read every result, for 300 times 0.1 s at most (billiard's
pool). Where the parent stops and reads no more, it waits in vain, and a worker takes 30 s more to stop. What
is not read was not acknowledged, so the broker delivers it again, and the rows say what is to do anyway.
Seen in one of 21 stops with a sweep in progress on a starved processor: 32.6 s, spent on joining the child.
"""

from typing import Any

from billiard import pool

SECONDS = 1.5


def bound_exit_wait(library: Any = pool) -> None:
    """For this process and the children that it forks from now on."""
    library.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = round(
        SECONDS / library.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL
    )
