"""What all commercial adapters share: the prose of a document out, an opinion with spans back."""

from collections.abc import Iterator, Sequence

from app.domain.content import Document, Span
from app.domain.scores import Abstained, Confidence, DetectorScore, DetectorWindow, Label
from app.evaluation.detector import DetectorInfo
from app.evaluation.detectors.commercial.as_model import ServiceModel, opinion_in, request_for
from app.evaluation.detectors.commercial.opinion import Opinion, Service
from app.evaluation.detectors.copydesk.passages import Stretch, stretches
from app.llm.models.contract import ChatModel


class CommercialDetector:
    """Sends the prose over the network. Raises TransientError, ProviderRefused, BudgetExhausted,
    OutcomeUnknown and ReplyUnusable; the guard around it decides what becomes of these."""

    def __init__(self, service: Service, *, model: ChatModel | None = None) -> None:
        """`model` asks the service and sees to limits and payment; None asks it directly."""
        self.info = DetectorInfo(
            name=service.name,
            version="1",
            languages=service.languages,
            min_words=service.min_words,
            summary=f"{service.name}, over the network, paid by use.",
        )
        self._service = service
        self._model = model if model is not None else ServiceModel(service)

    def score(self, document: Document) -> DetectorScore | Abstained:
        chunks = list(stretches(document, most=self._service.max_characters))
        words = sum(len(chunk.text.split()) for chunk in chunks)
        if words == 0:
            return self._abstained("no-prose", "There is no prose to judge.")
        if words < self._service.min_words:
            return self._abstained(
                "too-short", f"{words} words of prose; {self.info.name} needs {self._service.min_words}."
            )
        known = self._service.languages
        if known and document.language is not None and document.language not in known:
            return self._abstained(
                "language", f"The text is in {document.language}; {self.info.name} does not offer it."
            )
        opinions = [opinion_in(self._model.complete(request_for(chunk.text))) for chunk in chunks]
        return self._joined(chunks, opinions, words)

    def _joined(self, chunks: Sequence[Stretch], opinions: Sequence[Opinion], words: int) -> DetectorScore:
        sizes = [len(chunk.text) for chunk in chunks]
        labels = {opinion.label for opinion in opinions}
        mean = sum(size * opinion.probability for size, opinion in zip(sizes, opinions, strict=True))
        order = list(Confidence)
        return DetectorScore(
            detector=self.info.name,
            version=opinions[0].version,
            label=labels.pop() if len(labels) == 1 else Label.MIXED,
            probability=mean / sum(sizes),
            confidence=min((opinion.confidence for opinion in opinions), key=order.index),
            words=words,
            windows=tuple(_windows(chunks, opinions)),
        )

    def _abstained(self, code: str, reason: str) -> Abstained:
        return Abstained(self.info.name, self.info.version, code, reason)


def _windows(chunks: Sequence[Stretch], opinions: Sequence[Opinion]) -> Iterator[DetectorWindow]:
    for chunk, opinion in zip(chunks, opinions, strict=True):
        for passage in opinion.passages:
            start, end = max(passage.start, 0), min(passage.end, len(chunk.text))
            if start < end:
                span: Span = chunk.source_span(start, end)
                yield DetectorWindow(span, passage.probability)
