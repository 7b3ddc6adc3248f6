"""The noise of the engine, in shares of an answer and in points of the score."""

import numpy as np

from training.aeo.ridge import within
from training.aeo.statistics import Floats
from training.aeo.validation import Groups


def run_deviation(differences: Floats) -> float:
    """Standard deviation of one measured share, from the differences of two runs with the same page."""
    return float(np.sqrt(np.mean(differences**2) / 2))


def in_points(deviation: float, scores: Floats, shares: Floats, groups: Groups) -> float:
    """The same in points, by the ratio of what both vary among the rewrites of one query.

    Least squares would give 23 points instead of 7, because the score explains a twelfth of the variance: it
    asks how far a score must move until the engine surely does. This asks how much of the spread is noise.
    """
    points, measured = (float(within(values[:, np.newaxis], groups).std()) for values in (scores, shares))
    return deviation * points / measured
