"""The detector that ships with Copydesk. See MODEL_CARD.md beside this file."""

from pathlib import Path

from app.evaluation.detectors.copydesk.detector import CopydeskDetector
from app.evaluation.detectors.copydesk.model import Model
from app.evaluation.detectors.copydesk.operating import OperatingPoint
from app.evaluation.detectors.copydesk.weights import SHIPPED, load_weights


def build(weights: Path = SHIPPED, *, operating_point: OperatingPoint | None = None) -> CopydeskDetector:
    """Raises ConfigurationError where the weights are missing, damaged or of another version."""
    loaded = load_weights(weights)
    shipped = loaded.settings["operating_point"]
    if operating_point is None:
        operating_point = OperatingPoint(
            shipped["rate"], tuple(shipped["lengths"]), tuple(shipped["thresholds"])
        )
    slope, bias = loaded.settings["probability"]
    return CopydeskDetector(Model(loaded), operating_point, slopes=(float(slope), float(bias)))


__all__ = ["CopydeskDetector", "build"]
