"""Our detector as it ships, over plain rows: its score for the areas, its label for the rates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.scores import DetectorScore, Label
from app.evaluation.detectors.copydesk import CopydeskDetector


@dataclass(frozen=True)
class Told:
    scores: np.ndarray
    """Log-odds of the whole text."""
    is_ai: np.ndarray
    is_mixed: np.ndarray
    abstained: np.ndarray


def tell(
    detector: CopydeskDetector, texts: Sequence[str], *, kind: ContentFormat = ContentFormat.TEXT
) -> Told:
    scores, labels = [], []
    for text in texts:
        document = read_text(text, format=kind)
        scores.append(detector.raw_logit(document))
        said = detector.score(document)
        labels.append(said.label if isinstance(said, DetectorScore) else None)
    named = np.array([str(label) for label in labels])
    return Told(np.array(scores), named == Label.AI, named == Label.MIXED, named == "None")
