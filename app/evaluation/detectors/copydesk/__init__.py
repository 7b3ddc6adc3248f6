"""The detector that ships with Copydesk. See MODEL_CARD.md beside this file."""

from functools import lru_cache
from pathlib import Path

from app.domain.policy import DetectorLine
from app.evaluation.detector import Detector
from app.evaluation.detectors.copydesk.detector import CopydeskDetector
from app.evaluation.detectors.copydesk.foreign_line import ForeignLine
from app.evaluation.detectors.copydesk.operating import OperatingPoint
from app.evaluation.detectors.copydesk.text_model import Model
from app.evaluation.detectors.copydesk.weights import SHIPPED, load_weights


def build(weights: Path = SHIPPED, *, line: DetectorLine = DetectorLine()) -> Detector:  # noqa: B008 - frozen
    """With the shipped line or a team's own; one that was drawn with other weights makes it abstain.

    Raises ConfigurationError where the weights are missing, damaged or of another version.
    """
    detector = build_shipped(weights)
    if not line.weights:
        return detector
    if line.weights != detector.info.version:
        return ForeignLine(detector.info, line)
    return detector.with_line(rate=line.rate, shift=line.shift)


def build_shipped(weights: Path = SHIPPED) -> CopydeskDetector:
    """With the line that the weights bring. Raises ConfigurationError as `build` does."""
    model, point, slopes = _loaded(weights)
    return CopydeskDetector(model, point, slopes=slopes)


@lru_cache(maxsize=2)
def _loaded(weights: Path) -> tuple[Model, OperatingPoint, tuple[float, float]]:
    """Once a process, however many policies there are."""
    loaded = load_weights(weights)
    shipped = loaded.settings["operating_point"]
    point = OperatingPoint(
        shipped["rate"], tuple(shipped["lengths"]), tuple(shipped["thresholds"]), shipped["part"]
    )
    slope, bias = loaded.settings["probability"]
    return Model(loaded), point, (float(slope), float(bias))


__all__ = ["CopydeskDetector", "build", "build_shipped"]
