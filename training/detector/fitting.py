"""One fit of the whole model, and the log-odds of any rows under it."""

from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np

from training.detector.boosted import fit_boosted, logits
from training.detector.features import Features
from training.detector.linear import Linear, fit_linear
from training.detector.rows import Row
from training.detector.weighing import row_weights


@dataclass(frozen=True)
class Fitted:
    linear: Linear
    booster: lightgbm.Booster
    scales: tuple[float, float]
    """What the halves are multiplied by: 1 / the standard deviation of each on the training rows."""

    def scores(self, features: Features) -> np.ndarray:
        phrases = self.linear.logits(features.phrases) * self.scales[0]
        return phrases + logits(self.booster, features.style) * self.scales[1]


def fit(rows: Sequence[Row], features: Features) -> Fitted:
    """Both halves on the same rows with the same weights, joined as equals."""
    is_machine = np.array([row.is_machine for row in rows])
    weights = row_weights(rows)
    linear = fit_linear(features.phrases, is_machine, weights, [row.family for row in rows])
    booster = fit_boosted(features.style, is_machine, weights)
    spread = linear.logits(features.phrases).std(), logits(booster, features.style).std()
    return Fitted(linear, booster, (1 / float(spread[0]), 1 / float(spread[1])))


def chosen(features: Features, mask: np.ndarray) -> Features:
    return Features(features.phrases[mask], features.style[mask])


def fold_of(rows: Sequence[Row], folds: int) -> np.ndarray:
    """Fold of each row. All of a source is in one fold, so that it is judged by a model that never saw it.

    Sources are dealt out by size, the largest first, to the fold with the fewest rows.
    """
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.source] = sizes.get(row.source, 0) + 1
    filled = [0] * folds
    home: dict[str, int] = {}
    for source in sorted(sizes, key=lambda name: (-sizes[name], name)):
        home[source] = filled.index(min(filled))
        filled[home[source]] += sizes[source]
    return np.array([home[row.source] for row in rows])
