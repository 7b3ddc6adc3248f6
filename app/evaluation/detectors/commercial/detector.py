"""What all commercial adapters share: the prose of a document out, an opinion with places back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import structlog

from app.domain.content import Document, Span
from app.domain.scores import Abstained, Confidence, DetectorScore, DetectorWindow, Label
from app.evaluation.detector import DetectorInfo
from app.evaluation.detectors.copydesk.passages import Stretch, stretches

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the text that was sent, with the service's probability for it."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Opinion:
    label: Label
    probability: float
    confidence: Confidence
    version: str
    """The model the service says it used."""
    cost: Decimal
    """US dollars, by list price."""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """One paid check, for the ledger."""

    service: str
    cost: Decimal
    words: int


class Service(Protocol):
    """One vendor: its limits, and how to ask it."""

    name: str
    min_words: int
    max_characters: int
    languages: frozenset[str]

    def ask(self, text: str) -> Opinion:
        """Raises what `http.request_json` raises."""
        ...


def log_charge(charge: Charge) -> None:
    _log.info("detector.charged", service=charge.service, cost=str(charge.cost), words=charge.words)


class CommercialDetector:
    """Sends the prose over the network. Raises TransientError, ProviderRefused, OutcomeUnknown and
    ReplyUnusable; the guard around it decides what becomes of these."""

    def __init__(self, service: Service, *, charge: Callable[[Charge], None] = log_charge) -> None:
        self.info = DetectorInfo(
            name=service.name,
            version="1",
            languages=service.languages,
            min_words=service.min_words,
            summary=f"{service.name}, over the network, paid by use.",
        )
        self._service = service
        self._charge = charge

    def score(self, document: Document) -> DetectorScore | Abstained:
        pieces = list(stretches(document, most=self._service.max_characters))
        words = sum(len(piece.text.split()) for piece in pieces)
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
        opinions = [self._ask(piece) for piece in pieces]
        return self._joined(pieces, opinions, words)

    def _ask(self, piece: Stretch) -> Opinion:
        opinion = self._service.ask(piece.text)
        self._charge(Charge(self.info.name, opinion.cost, len(piece.text.split())))
        return opinion

    def _joined(self, pieces: Sequence[Stretch], opinions: Sequence[Opinion], words: int) -> DetectorScore:
        sizes = [len(piece.text) for piece in pieces]
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
            windows=tuple(_windows(pieces, opinions)),
        )

    def _abstained(self, code: str, reason: str) -> Abstained:
        return Abstained(self.info.name, self.info.version, code, reason)


def _windows(pieces: Sequence[Stretch], opinions: Sequence[Opinion]) -> Iterator[DetectorWindow]:
    for piece, opinion in zip(pieces, opinions, strict=True):
        for passage in opinion.passages:
            start, end = max(passage.start, 0), min(passage.end, len(piece.text))
            if start < end:
                span: Span = piece.source_span(start, end)
                yield DetectorWindow(span, passage.probability)


def found_in_order(text: str, sentences: Sequence[tuple[str, float]]) -> tuple[Passage, ...]:
    """Places of sentences that a service gives back as text, each looked for after the one before."""
    passages, after = [], 0
    for sentence, probability in sentences:
        start = text.find(sentence.strip(), after) if sentence.strip() else -1
        if start >= 0:
            after = start + len(sentence.strip())
            passages.append(Passage(start, after, probability))
    return tuple(passages)
