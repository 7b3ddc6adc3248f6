"""Sums over tables that only grow, without reading the old rows again at every scrape.

Rows older than the horizon are final and were added once; only newer rows are read each time.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from app.domain.ids import new_id

K = TypeVar("K")
Sums = Callable[[str, str], Counter[K]]
"""Sums over the rows whose id is above the first and not above the second."""
ALWAYS = "Z" * 26
"""Greater than every id."""


class RunningTotals(Generic[K]):
    """`settled_after` is the age from which a row no longer changes."""

    def __init__(self, *, settled_after: timedelta) -> None:
        self._settled_after = settled_after
        self._horizon = ""
        self._settled: Counter[K] = Counter()
        self._lock = Lock()

    def read(self, sums: Sums[K], now: datetime) -> Counter[K]:
        """The sums over all rows."""
        with self._lock:
            settled_at = now - self._settled_after
            horizon = new_id(int(settled_at.timestamp() * 1000), lambda _bits: 0)
            if horizon > self._horizon:
                self._settled.update(sums(self._horizon, horizon))
                self._horizon = horizon
            total = Counter(self._settled)
            total.update(sums(self._horizon, ALWAYS))
            return total
