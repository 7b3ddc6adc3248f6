"""Several ranges of one row of entries at once: what is asked of each window takes one call for all.

Sums come out as they do for each range alone, to the last bit: numpy adds by halves, so a slice is summed
as a slice. Whole numbers have one sum however they are added, and take the difference of two running totals.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evaluation.detectors.copydesk.windows import Window

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Ranges:
    """Half-open; they may overlap and may be empty."""

    def __init__(self, starts: Integers, stops: Integers) -> None:
        self.starts, self.stops = starts, stops
        self.sizes = stops - starts

    def __len__(self) -> int:
        return len(self.starts)

    def among(self, chosen: NDArray[np.bool_]) -> "Ranges":
        """The same ranges where only the chosen entries are counted."""
        before = running(chosen)
        return Ranges(before[self.starts], before[self.stops])

    def without_last(self, count: int) -> "Ranges":
        return Ranges(self.starts, np.maximum(self.stops - count, self.starts))

    def tallies(self, rows: NDArray[Any]) -> Integers:
        """Sums of whole numbers (or of what is true) in each range: shape (..., ranges)."""
        before = running(rows)
        return before[..., self.stops] - before[..., self.starts]

    def sums(self, rows: Floats) -> Floats:
        """Shape (..., ranges)."""
        total = np.empty((*rows.shape[:-1], len(self)))
        for at, (start, stop) in enumerate(zip(self.starts.tolist(), self.stops.tolist(), strict=True)):
            total[..., at] = np.add.reduce(rows[..., start:stop], axis=-1)
        return total

    def means(self, rows: Floats) -> Floats:
        """Shape (..., ranges); 0 where a range is empty."""
        means: Floats = self.sums(rows) / np.maximum(self.sizes, 1)
        return means

    @cached_property
    def laid(self) -> "Laid":
        return Laid(self)


class Laid(Ranges):
    """Ranges copied out and laid end to end, where each may have numbers of its own."""

    def __init__(self, ranges: Ranges) -> None:
        stops = np.cumsum(ranges.sizes)
        super().__init__(stops - ranges.sizes, stops)
        self._offsets = ranges.starts - self.starts

    @cached_property
    def of(self) -> Integers:
        """The range that each entry belongs to."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @cached_property
    def source(self) -> Integers:
        """Where each entry stands in the row that it is copied from."""
        return np.arange(len(self.of)) + self._offsets[self.of]

    def apart(self, rows: Floats) -> tuple[Floats, Floats]:
        """The mean of each range, and how far each laid entry is from its range's."""
        mean = self.means(rows)
        return mean, rows - np.take(mean, self.of, axis=-1)

    def spread(self, rows: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each range of laid entries."""
        mean, apart = self.apart(rows)
        return mean, np.sqrt(self.means(apart * apart))

    def ordered(self, rows: Floats) -> Floats:
        """Laid entries, ascending inside each range."""
        rows = rows.copy()
        for start, stop in zip(self.starts.tolist(), self.stops.tolist(), strict=True):
            rows[..., start:stop].sort(axis=-1)
        return rows

    def openings(self, ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which laid entries open a sentence: those after an end, and the first of each range."""
        opens = np.zeros(len(ends), dtype=np.bool_)
        opens[1:] = ends[:-1]
        opens[self.starts[self.sizes > 0]] = True
        return opens


def ranges_of(windows: Sequence[Window]) -> Ranges:
    return Ranges(
        np.array([window.start for window in windows], dtype=np.int64),
        np.array([window.stop for window in windows], dtype=np.int64),
    )


def of_sizes(sizes: Integers) -> Laid:
    """Neighbours of these sizes, which lie end to end already."""
    stops = np.cumsum(sizes)
    return Laid(Ranges(stops - sizes, stops))


def running(rows: NDArray[Any]) -> Integers:
    """The sum of all entries before each index, 0 before the first: shape (..., entries + 1)."""
    total = np.zeros((*rows.shape[:-1], rows.shape[-1] + 1), dtype=np.int64)
    np.cumsum(rows, axis=-1, out=total[..., 1:])
    return total
