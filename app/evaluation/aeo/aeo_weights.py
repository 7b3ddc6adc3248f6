"""The fitted weights and the statistics of the fit. Written by `training.aeo.fit`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class AeoWeights:
    version: str
    points: Mapping[str, float]
    """Check id to the points added at full strength; they sum to 100."""
    resampled: tuple[Mapping[str, float], ...]
    """The same for fits to resampled queries; their spread is part of the score's interval."""
    engine_deviation: float
    """Standard deviation of one run of an engine, in points of the score."""


@cache
def shipped_weights() -> AeoWeights:
    raw = json.loads(files("app.evaluation.aeo").joinpath("weights.json").read_text(encoding="utf-8"))
    names = raw["checks"]
    return AeoWeights(
        version=raw["version"],
        points=dict(zip(names, raw["points"], strict=True)),
        resampled=tuple(dict(zip(names, row, strict=True)) for row in raw["resampled"]),
        engine_deviation=raw["engine_deviation"],
    )
