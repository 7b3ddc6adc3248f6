"""Copydesk's own detector: English prose, on the CPU, nothing downloaded."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.content import Document, Span
from app.domain.scores import (
    Abstained,
    Confidence,
    DetectorScore,
    DetectorWindow,
    Finding,
    Label,
)
from app.evaluation.detector import DetectorInfo
from app.evaluation.detectors.copydesk.language import foreign_language, is_english, smallest_words
from app.evaluation.detectors.copydesk.obfuscation import obfuscation_findings
from app.evaluation.detectors.copydesk.operating import OperatingPoint
from app.evaluation.detectors.copydesk.passages import Stretch, stretches
from app.evaluation.detectors.copydesk.ranges import ranges_of
from app.evaluation.detectors.copydesk.text_model import Model, Reading
from app.evaluation.detectors.copydesk.windows import LONGEST_WINDOW_WORDS, WINDOW_WORDS, Window, cut
from app.text.normalise import Obfuscation

NAME = "copydesk"
MIN_WORDS = 50
SURE_WORDS = 150
"""Under this the confidence is low at most."""
CHUNK_WORDS = 400
"""A long text is judged in chunks of about this size; its log-odds are their mean, weighed by words."""
LONGEST_CHUNK_WORDS = 800
MIXED_WORDS = 120
MOST_RUN_WINDOWS = 5
"""A row of neighbouring windows must have this many words to speak against the rest of the text."""
HUMAN_PART_PROBABILITY = 0.2


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What the model makes of one document, before any label."""

    words: int
    logit: float
    windows: tuple[tuple[Span, int, float], ...]
    """Span, words and log-odds."""


class CopydeskDetector:
    """Pure once built; the same text has the same score on every thread."""

    def __init__(self, model: Model, operating_point: OperatingPoint, *, slopes: tuple[float, float]) -> None:
        self.info = DetectorInfo(
            name=NAME,
            version=model.version,
            languages=frozenset({"en"}),
            min_words=MIN_WORDS,
            summary="Function words, phrases and word endings, learnt from openly licensed English text.",
        )
        self.operating_point = operating_point
        self._model = model
        self._slopes = slopes
        self._english = smallest_words()

    def with_line(self, *, rate: float, shift: float) -> "CopydeskDetector":
        """The same model with a line drawn elsewhere: `shift` in log-odds, for the share `rate`."""
        point = replace(self.operating_point, rate=rate, shift=shift)
        return CopydeskDetector(self._model, point, slopes=self._slopes)

    def score(self, document: Document) -> DetectorScore | Abstained:
        read = [(stretch, self._model.read(stretch.text)) for stretch in stretches(document)]
        findings = self._findings(document, read)
        words = sum(int(reading.tokens.is_word.sum()) for _, reading in read)
        if words == 0:
            return self._abstained("no-prose", "There is no prose to judge.", findings)
        if words < MIN_WORDS:
            return self._abstained(
                "too-short", f"{words} words of prose; under {MIN_WORDS} nobody can tell.", findings
            )
        language = self._foreign_language(document, read)
        if language is not None:
            return self._abstained(
                "language", f"The text is in {language}; this detector knows English only.", findings
            )
        return self._labelled(self._judge(read, words), findings)

    def raw_logit(self, document: Document) -> float:
        """Log-odds of the whole text whatever its length or language, 0 without words: for measuring."""
        read = [(stretch, self._model.read(stretch.text)) for stretch in stretches(document)]
        words = sum(int(reading.tokens.is_word.sum()) for _, reading in read)
        return self._judge(read, words).logit if words else 0.0

    def part_logit(self, document: Document) -> float:
        """Log-odds of the part that is most like a machine's; minus infinity where there are no parts."""
        read = [(stretch, self._model.read(stretch.text)) for stretch in stretches(document)]
        words = sum(int(reading.tokens.is_word.sum()) for _, reading in read)
        return _part_logit(self._judge(read, words)) if words else -math.inf

    def excess(self, document: Document) -> float | None:
        """Log-odds above the operating point, of the text or of the part of it that is most like a
        machine's; above 0 it is not called `human`. None where this detector abstains."""
        read = [(stretch, self._model.read(stretch.text)) for stretch in stretches(document)]
        words = sum(int(reading.tokens.is_word.sum()) for _, reading in read)
        if words < MIN_WORDS or self._foreign_language(document, read) is not None:
            return None
        judged = self._judge(read, words)
        return max(self._excess(judged), self._part_excess(judged))

    def _foreign_language(self, document: Document, read: list[tuple[Stretch, Reading]]) -> str | None:
        """What was read decides; where that says nothing or English, one stretch of English is enough."""
        is_open = document.language in {None, "en"}
        if is_open and any(is_english(reading.tokens, self._english) for _, reading in read):
            return None
        return foreign_language(document, read[0][1].normal.text)

    def _judge(self, read: list[tuple[Stretch, Reading]], words: int) -> DocumentScore:
        total = 0.0
        windows: list[tuple[Span, int, float]] = []
        for stretch, reading in read:
            chunks = self._cut(reading, words=CHUNK_WORDS, most=LONGEST_CHUNK_WORDS)
            parts = self._cut(reading, words=WINDOW_WORDS, most=LONGEST_WINDOW_WORDS)
            logits = self._model.logits(reading, ranges_of(chunks + parts)).tolist()
            for chunk, logit in zip(chunks, logits, strict=False):
                total += chunk.words * logit
            for part, logit in zip(parts, logits[len(chunks) :], strict=True):
                windows.append((self._span(stretch, reading, part), part.words, logit))
        return DocumentScore(words, total / words, tuple(windows))

    @staticmethod
    def _span(stretch: Stretch, reading: Reading, window: Window) -> Span:
        start = reading.normal.source_offset(int(reading.tokens.starts[window.start]))
        end = reading.normal.source_offset(int(reading.tokens.ends[window.stop - 1]) - 1) + 1
        return stretch.source_span(start, end)

    @staticmethod
    def _cut(reading: Reading, *, words: int, most: int) -> list[Window]:
        return cut(reading.tokens.is_word, reading.tokens.ends_sentence, words=words, most=most)

    def _labelled(self, judged: DocumentScore, findings: tuple[Finding, ...]) -> DetectorScore:
        probability = self._probability(judged.logit)
        if self._excess(judged) > 0:
            label = Label.MIXED if self._has_human_part(judged) else Label.AI
        else:
            label = Label.MIXED if self._part_excess(judged) > 0 else Label.HUMAN
        return DetectorScore(
            detector=self.info.name,
            version=self.info.version,
            label=label,
            probability=probability,
            confidence=_confidence(judged.words, probability, label),
            words=judged.words,
            windows=tuple(
                DetectorWindow(span, self._probability(logit)) for span, _, logit in judged.windows
            ),
            findings=findings,
        )

    def _excess(self, judged: DocumentScore) -> float:
        return judged.logit - self.operating_point.threshold(judged.words)

    def _part_excess(self, judged: DocumentScore) -> float:
        """The same for the part of it that is most like a machine's, held to a line of its own."""
        return _part_logit(judged) - self.operating_point.part - self.operating_point.shift

    def _has_human_part(self, judged: DocumentScore) -> bool:
        """A run of windows that is rather a person's, in a text that as a whole is called `ai`."""
        return any(
            words >= MIXED_WORDS
            and judged.words - words >= MIXED_WORDS
            and self._probability(logit) < HUMAN_PART_PROBABILITY
            for words, logit in _runs(judged.windows)
        )

    def _probability(self, logit: float) -> float:
        slope, bias = self._slopes
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, slope * logit + bias))))

    def _findings(self, document: Document, read: list[tuple[Stretch, Reading]]) -> tuple[Finding, ...]:
        counts = Obfuscation()
        first: Span | None = None
        for stretch, reading in read:
            counts = counts + reading.normal.obfuscation
            if first is None and reading.normal.obfuscation != Obfuscation():
                offset = reading.normal.sources[min(1, len(reading.normal.sources) - 1)]
                first = stretch.source_span(offset, offset + 1)
        characters = sum(len(stretch.text) for stretch, _ in read)
        return obfuscation_findings(document, counts, characters=characters, first=first)

    def _abstained(self, code: str, reason: str, findings: tuple[Finding, ...]) -> Abstained:
        return Abstained(self.info.name, self.info.version, code, reason, findings)


def _part_logit(judged: DocumentScore) -> float:
    """The highest log-odds of a row of windows, minus infinity for a text too short to have parts.

    The more rows there are to look at, the more is taken off: one of many is high by chance.
    """
    return max(
        (
            logit - math.log(judged.words / words)
            for words, logit in _runs(judged.windows)
            if words >= MIXED_WORDS and judged.words - words >= MIXED_WORDS
        ),
        default=-math.inf,
    )


def _runs(windows: tuple[tuple[Span, int, float], ...]) -> Iterator[tuple[int, float]]:
    """Words and mean log-odds of every row of a few neighbouring windows."""
    for length in range(1, MOST_RUN_WINDOWS + 1):
        for start in range(len(windows) - length + 1):
            row = windows[start : start + length]
            words = sum(window[1] for window in row)
            yield words, sum(window[1] * window[2] for window in row) / max(words, 1)


def _confidence(words: int, probability: float, label: Label) -> Confidence:
    if words < SURE_WORDS or label is Label.MIXED:
        return Confidence.LOW
    sure = max(probability, 1 - probability) if label is not Label.HUMAN else 1 - probability
    if sure < 0.7:
        return Confidence.LOW
    return Confidence.HIGH if sure >= 0.95 and words >= 2 * SURE_WORDS else Confidence.MEDIUM
