"""Cuts a row of tokens into windows of several sentences. Single sentences are never judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WINDOW_WORDS = 90
"""A window closes at the first sentence end at or after this many words."""
LONGEST_WINDOW_WORDS = 150
"""Text without sentence ends is cut here."""


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open range of tokens."""

    start: int
    stop: int
    words: int


def cut(
    is_word: NDArray[np.bool_], ends_sentence: NDArray[np.bool_], *, words: int, most: int
) -> list[Window]:
    """Windows of at least `words` words each, in order and without gaps; a short rest joins the last."""
    total = np.concatenate(([0], np.cumsum(is_word)))
    boundaries = np.flatnonzero(ends_sentence) + 1
    windows: list[Window] = []
    start, count = 0, len(is_word)
    while start < count:
        enough = int(np.searchsorted(total, total[start] + words))
        limit = int(np.searchsorted(total, total[start] + most))
        following = boundaries[np.searchsorted(boundaries, enough) :]
        stop = int(following[0]) if len(following) else count
        stop = min(max(stop, start + 1), max(limit, start + 1), count)
        windows.append(Window(start, stop, int(total[stop] - total[start])))
        start = stop
    return _without_short_rest(windows, words)


def _without_short_rest(windows: Sequence[Window], words: int) -> list[Window]:
    if len(windows) < 2 or windows[-1].words >= words // 2:
        return list(windows)
    last, rest = windows[-2], windows[-1]
    return [*windows[:-2], Window(last.start, rest.stop, last.words + rest.words)]
