"""How far a score can be trusted: the noise of the engine, of the weights and of the counts themselves."""

import math
import statistics
from collections.abc import Mapping, Sequence

TAIL = 1.645
"""Standard deviations on each side that hold the middle 90 % of a normal distribution."""


def reached(strengths: Mapping[str, float], points: Mapping[str, float]) -> float:
    """Points reached, out of 100; checks that do not apply to this text are not counted."""
    possible = sum(points[check_id] for check_id in strengths)
    if possible <= 0:
        return 0.0
    return 100 * sum(points[check_id] * strength for check_id, strength in strengths.items()) / possible


def half_width(
    strengths: Mapping[str, float],
    deviations: Mapping[str, float],
    *,
    points: Mapping[str, float],
    resampled: Sequence[Mapping[str, float]],
    engine: float,
) -> float:
    """Half of the interval, in points. `strengths` and `deviations` by check, 0 to 1; `engine` in points.

    The three are independent: `engine` is what one run of an engine adds, the spread over `resampled` weights
    is that of the fit, and the deviations are those of counts that another page by the same hand would vary.
    """
    possible = sum(points[check_id] for check_id in strengths) or 1.0
    counts = [100 * points[check_id] * deviation / possible for check_id, deviation in deviations.items()]
    weights = statistics.pstdev([reached(strengths, row) for row in resampled]) if resampled else 0.0
    return TAIL * math.hypot(engine, weights, *counts)
