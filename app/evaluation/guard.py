"""A failing detector must neither break the evaluation nor go unnoticed."""

from app.domain.content import Document
from app.domain.errors import BudgetExhausted, TransientError
from app.domain.scores import Abstained, DetectorScore
from app.evaluation.detector import Detector


class GuardedDetector:
    """Turns a detector's errors into abstentions, logged as errors, with the code `failed` or `budget`.

    A required detector's TransientError is passed on, because the evaluation is then worth a retry. Any other
    detector abstains, so that a provider's outage stops nobody's work.
    """

    def __init__(self, detector: Detector, *, name: str, is_required: bool = False) -> None:
        self.info = detector.info
        self._detector = detector
        self._name = name
        self._is_required = is_required

    def score(self, document: Document) -> DetectorScore | Abstained:
        try:
            return self._detector.score(document)
        except MemoryError:
            raise
        except Exception as error:
            if self._is_required and isinstance(error, TransientError):
                raise
            import structlog  # half of a short check's imports, and rarely wanted

            log = structlog.get_logger(__name__)
            log.exception("detector.failed", detector=self._name, path=document.path, error=str(error))
            return Abstained(
                detector=self._name,
                version=self.info.version,
                code="budget" if isinstance(error, BudgetExhausted) else "failed",
                reason=f"The detector failed with {type(error).__name__}: {error}",
            )
