"""The time that one rule may take on one document: a pattern may be slow by mistake or on purpose."""

import time
from collections.abc import Callable

RULE_SECONDS = 5.0
"""One rule on one document. The slowest rule of six public styles takes about a thirtieth of it on 235 kB."""
DOCUMENT_SECONDS = 30.0
"""All rules on one document: well below the soft time limit of a worker."""


class OutOfTime(Exception):
    """The rule is stopped; what it found so far is kept."""


class TimeLimit:
    """Seconds of wall time from now on; `within` is a larger limit that counts too."""

    def __init__(
        self,
        seconds: float,
        *,
        within: "TimeLimit | None" = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self.end = clock() + seconds
        if within is not None:
            self.end = min(self.end, within.end)

    def left(self) -> float:
        """Seconds that are left. Raises OutOfTime when there are none."""
        left = self.end - self._clock()
        if left <= 0:
            raise OutOfTime
        return left
