"""The operating point: thresholds chosen on human texts, with a finite-sample guarantee.

Split conformal: of n human texts that the model was not trained on, the threshold is the k-th highest
score with k = floor(rate * (n + 1)). Another human text drawn like them exceeds it with probability
at most k / (n + 1), whatever the distribution (Vovk et al. 2005; Mondrian if done for each domain).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A text is called `ai` when its log-odds exceed the threshold for its length."""

    rate: float
    """The false-positive rate that was asked for, 0 to 1."""
    lengths: tuple[int, ...]
    """Words from which each threshold holds; ascending. Shorter texts score more widely."""
    thresholds: tuple[float, ...]
    """Log-odds, one for each length."""
    part: float
    """Log-odds above which a part of a text speaks against the rest of it."""
    shift: float = 0.0
    """Added to every threshold, by a team that calibrated on its own texts."""

    def threshold(self, words: int) -> float:
        return self.thresholds[max(bisect_right(self.lengths, words) - 1, 0)] + self.shift


def conformal_threshold(scores: Sequence[float], *, rate: float) -> float:
    """The lowest threshold that keeps the guarantee; raises ConfigurationError for too few scores."""
    if not 0 < rate < 1:
        raise ConfigurationError(f"The false-positive rate must lie between 0 and 1, not {rate:g}.")
    allowed = math.floor(rate * (len(scores) + 1))
    if allowed < 1:
        needed = math.ceil(1 / rate) - 1
        raise ConfigurationError(
            f"{len(scores)} human texts cannot guarantee a false-positive rate of {rate:.2%}: "
            f"at least {needed} of 50 words or more are needed. Add texts or ask for a higher rate."
        )
    return sorted(scores, reverse=True)[allowed - 1]
