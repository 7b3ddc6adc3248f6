"""The operating point chosen again, on a team's own human texts: what would change, said before it does."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.content import Document
from app.domain.policy import DetectorLine
from app.evaluation.detectors.copydesk.detector import CopydeskDetector
from app.evaluation.detectors.copydesk.operating import conformal_threshold


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """For `copydesk calibrate FOLDER`. Every text given is taken for a person's."""

    texts: int
    """Texts that could be judged."""
    left_out: int
    """Texts that are too short or in another language."""
    rate: float
    flagged_now: int
    """Texts that the present operating point calls `ai` or in part `ai`."""
    flagged_after: int
    shift: float
    """Log-odds by which the threshold would move; positive means fewer texts are called `ai`."""
    line: DetectorLine
    """What the policy says then."""
    would_change: tuple[str, ...]
    """Paths of the texts whose label would change."""

    @property
    def guarantee(self) -> str:
        """The promise of the new operating point, in one sentence."""
        return (
            f"A further human text like these {self.texts} is called machine-written with a probability of "
            f"at most {self.rate:.2%}."
        )


def recalibrate(
    detector: CopydeskDetector, documents: Iterable[Document], *, rate: float = 0.01
) -> CalibrationReport:
    """Choose the threshold that these human texts ask for, at a false-positive rate (0 to 1).

    Raises ConfigurationError for a rate outside 0 to 1, and for too few texts to promise it (99 for 1 %).
    """
    now = detector.operating_point
    excesses: list[tuple[str, float]] = []
    left_out = 0
    for number, document in enumerate(documents, start=1):
        judged = detector.excess(document)
        if judged is None:
            left_out += 1
        else:
            excesses.append((document.path or f"text {number}", judged))
    step = conformal_threshold([excess for _, excess in excesses], rate=rate)
    return CalibrationReport(
        texts=len(excesses),
        left_out=left_out,
        rate=rate,
        flagged_now=sum(excess > 0 for _, excess in excesses),
        flagged_after=sum(excess > step for _, excess in excesses),
        shift=step,
        line=DetectorLine(detector.info.version, _rounded_up(now.shift + step), rate),
        would_change=tuple(path for path, excess in excesses if (excess > 0) != (excess > step)),
    )


def _rounded_up(shift: float) -> float:
    """To what a person copies into a file; downwards the text that set the threshold would cross it."""
    return math.ceil(shift * 10_000) / 10_000
