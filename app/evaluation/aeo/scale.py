"""Where a score stands among published texts of its length. Written by `training.aeo.reference_set`."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.domain.scores import AeoBand, AeoPlace

QUARTER = 25.0


@dataclass(frozen=True, slots=True)
class LengthBand:
    """Reference texts of similar length."""

    from_words: int
    texts: int
    marks: Sequence[float]
    """The scores at evenly spaced percentiles, from 0 to 100."""


@cache
def reference_bands() -> tuple[LengthBand, ...]:
    """By length, the shortest first."""
    raw = json.loads(files("app.evaluation.aeo").joinpath("reference_set.json").read_text(encoding="utf-8"))
    return tuple(LengthBand(**band) for band in raw["bands"])


def place(measured: float, *, words: float, bands: Sequence[LengthBand]) -> AeoPlace:
    """The percentile of a score among the texts of the band that `words` falls in; `bands` is not empty."""
    index = max(0, bisect_right([band.from_words for band in bands], words) - 1)
    band = bands[index]
    longest = bands[index + 1].from_words - 1 if index + 1 < len(bands) else None
    below = _percentile(measured, band.marks)
    name = list(AeoBand)[min(int(below // QUARTER), len(AeoBand) - 1)]
    return AeoPlace(int(below), name, band.texts, (band.from_words, longest))


def _percentile(value: float, marks: Sequence[float]) -> float:
    """Between two marks in proportion; equal scores share the middle of theirs."""
    step = 100 / (len(marks) - 1)
    first, last = bisect_left(marks, value), bisect_right(marks, value)
    if first < last:
        return step * (first + last - 1) / 2
    if first == 0 or first == len(marks):
        return 0.0 if first == 0 else 100.0
    low, high = marks[first - 1], marks[first]
    return step * (first - 1 + (value - low) / (high - low))
