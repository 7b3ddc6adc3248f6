"""Finding hashes in a long ascending row of them: by their first bits, then among the few that share these.

Hashes are spread evenly, so that a look-up touches two memory locations where halving the row touches twenty.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.hashing import is_first

_BITS = 32


class Keys:
    """Safe to share between threads."""

    def __init__(self, keys: NDArray[np.uint32]) -> None:
        """`keys`: ascending, at least one."""
        self._keys = keys
        self._shift = _BITS - len(keys).bit_length() + 1
        bits = keys >> self._shift
        opens = np.flatnonzero(is_first(bits))
        # Bits that no key has may point anywhere: what is asked for is not there either.
        self._first = np.zeros(1 << (_BITS - self._shift), dtype=np.int32)
        self._first[bits[opens]] = opens
        most = int(np.diff(opens, append=len(keys)).max())
        self._steps = np.arange(most, dtype=np.int32)[:, None]

    def indexes(self, wanted: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Where each wanted hash (0 to 2**32 - 1) stands among the keys, -1 where it does not."""
        asked = wanted.astype(np.uint32)
        first = self._first[asked >> self._shift]
        is_here = self._keys.take(first + self._steps, mode="clip") == asked
        return np.where(is_here.any(axis=0), first + is_here.argmax(axis=0), -1)
