"""The fitted weights, with the figures of the fit beside them. Written by `training.aeo.fit`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    version: str
    points: Mapping[str, float]
    """Check id to the points that its full strength adds; they sum to 100."""
    resampled: tuple[Mapping[str, float], ...]
    """The same from fits to resampled queries; their spread is the score's interval."""


@cache
def shipped_weights() -> Weights:
    raw = json.loads(files("app.evaluation.aeo").joinpath("weights.json").read_text(encoding="utf-8"))
    names = raw["checks"]
    return Weights(
        version=raw["version"],
        points=dict(zip(names, raw["points"], strict=True)),
        resampled=tuple(dict(zip(names, row, strict=True)) for row in raw["resampled"]),
    )
