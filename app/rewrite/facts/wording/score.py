"""How likely a change of words is a lie: a logistic function of its features, joined by noisy-or.

The weights are fitted by `python -m training.facts.score`; see the provenance in `score.json`.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.rewrite.facts.wording.features import FEATURES


@dataclass(frozen=True, slots=True)
class Score:
    weights: tuple[float, ...]
    bias: float

    def of(self, row: Sequence[float]) -> float:
        """0 to 1 for one change."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, row, strict=True) if x)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def joined(scores: Iterable[float]) -> float:
    """0 to 1: the chance that at least one of them is a lie, taken as independent."""
    return 1 - math.prod(1 - score for score in scores)


@cache
def score() -> Score:
    table = json.loads((files(__package__) / "score.json").read_text(encoding="utf-8"))
    weights = table["weights"]
    return Score(tuple(float(weights.get(name, 0.0)) for name in FEATURES), float(table["bias"]))
