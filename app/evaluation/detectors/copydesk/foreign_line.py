"""Stands in where a policy's line belongs to other weights: log-odds of two models are not comparable."""

from app.domain.content import Document
from app.domain.policy import DetectorLine
from app.domain.scores import Abstained
from app.evaluation.detector import DetectorInfo


class ForeignLine:
    """Abstains and says what to do: after an upgrade texts go to a person, and none is judged wrongly."""

    def __init__(self, info: DetectorInfo, line: DetectorLine) -> None:
        self.info = info
        self._reason = (
            f"The policy's [detectors.line] was drawn with the weights {line.weights}, and these are "
            f"{info.version}: run `copydesk calibrate` again, or take it out."
        )

    def score(self, document: Document) -> Abstained:
        del document
        return Abstained(self.info.name, self.info.version, "line", self._reason)
