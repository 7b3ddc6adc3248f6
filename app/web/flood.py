"""Limits how many refusals per address are recorded."""

import threading
import time
from collections import OrderedDict

MOST_PER_MINUTE = 60
MOST_ADDRESSES = 10_000


class Flood:
    """Counts refusals by address within the current minute; drops the oldest addresses first."""

    def __init__(self, *, most: int = MOST_PER_MINUTE) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def may_note(self, address: str) -> bool:
        """Whether this refusal is still recorded."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            known, count = self._counts.get(address, (minute, 0))
            count = count + 1 if known == minute else 1
            self._counts[address] = (minute, count)
            self._counts.move_to_end(address)
            while len(self._counts) > MOST_ADDRESSES:
                self._counts.popitem(last=False)
        return count <= self._most
