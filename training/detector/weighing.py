"""How much each row counts: small families are heard, and both classes weigh the same."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from training.detector.rows import Row

FILE_WEIGHT = {"human_formal": 0.05, "calibration_human_articles": 0.05, "aeo_variants": 0.5}
"""Formal prose has no machine counterpart of its own: at full weight a model learns the domain."""


def row_weights(rows: Sequence[Row]) -> np.ndarray:
    """One weight a row, mean 1: 1 / sqrt(size of its family and class), times that of its file."""
    sizes = Counter((row.family, row.is_machine) for row in rows)
    weights = np.array(
        [FILE_WEIGHT.get(row.file, 1.0) * sizes[row.family, row.is_machine] ** -0.5 for row in rows]
    )
    is_machine = np.array([row.is_machine for row in rows])
    for side in (is_machine, ~is_machine):
        weights[side] *= len(rows) / 2 / weights[side].sum()
    return weights
