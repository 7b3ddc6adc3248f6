"""Fakes for tests, shipped so that plug-in authors can use them too."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain.content import Document
from app.domain.jobs import JobMessage
from app.domain.scores import Abstained, Confidence, DetectorScore, Label
from app.evaluation.detector import DetectorInfo

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class RecordedWakeups:
    """Collects wakeups instead of sending them."""

    def __init__(self) -> None:
        self.messages: list[JobMessage] = []

    def __call__(self, messages: Sequence[JobMessage]) -> None:
        self.messages.extend(messages)

    def answered(self) -> list[JobMessage]:
        """The wakeups since the last call."""
        messages, self.messages = self.messages, []
        return messages


class StaticDetector:
    """Gives every text the same label; abstains if `label` is None."""

    def __init__(self, label: Label | None = Label.HUMAN, *, name: str = "static") -> None:
        self.info = DetectorInfo(name, "1", frozenset(), 0, "returns a fixed label")
        self._label = label

    def score(self, document: Document) -> DetectorScore | Abstained:
        words = len(document.visible_text.split())
        if self._label is None:
            return Abstained(self.info.name, self.info.version, "static", "configured to abstain")
        probability = {Label.HUMAN: 0.05, Label.MIXED: 0.5, Label.AI: 0.95}[self._label]
        return DetectorScore(
            self.info.name, self.info.version, self._label, probability, Confidence.HIGH, words
        )
