"""Fast-DetectGPT and Binoculars with any causal language models: no training, a GPU helps.

A criterion's scale depends on the models. The lines below are the ones published for the models that
the papers name; with others the confidence stays low until the line is drawn on human texts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.content import Document
from app.domain.scores import Abstained, Confidence, DetectorScore, DetectorWindow, Label
from app.evaluation.detector import DetectorInfo
from app.evaluation.detectors.copydesk.passages import Stretch, stretches
from app.evaluation.detectors.transformers_model import CausalModels
from app.evaluation.detectors.zero_shot_scores import binoculars, fast_detect_gpt

MIN_WORDS = 50
SURE_WORDS = 150
STRETCH_CHARACTERS = 2400
"""About 400 words: what fits the context window of small models."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Where a criterion separates: machine above `threshold` (below, for a negative `slope`)."""

    threshold: float
    slope: float
    """Log-odds a unit of the criterion."""
    is_for_these_models: bool = False
    """Drawn on human texts with the models in use; otherwise the confidence is low."""

    def probability(self, criterion: float) -> float:
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * (criterion - self.threshold)))))


FAST_DETECT_GPT_LINE = ScoreLine(threshold=1.97, slope=3.0)
"""For gpt-neo-2.7B alone, between the means that its authors report for human and machine text."""
BINOCULARS_LINE = ScoreLine(threshold=0.9015, slope=-60.0)
"""For falcon-7b (observer) and falcon-7b-instruct (performer), the paper's threshold for accuracy."""


class Criterion(Protocol):
    name: str

    def of(self, texts: Sequence[str]) -> list[float]: ...


class FastDetectGpt:
    name = "fast-detect-gpt"

    def __init__(self, models: CausalModels) -> None:
        """`models.reference` stands for what a machine would have written, `models.scoring` scores it."""
        self._models = models

    def of(self, texts: Sequence[str]) -> list[float]:
        """One curvature a text; higher means machine."""
        models = self._models
        tokens = models.encode(texts)
        scoring = models.logits(models.scoring, tokens)
        same = models.reference is models.scoring
        reference = scoring if same else models.logits(models.reference, tokens)
        return fast_detect_gpt(models.torch, scoring, reference, tokens.input_ids, tokens.attention_mask)


class Binoculars:
    name = "binoculars"

    def __init__(self, models: CausalModels) -> None:
        """`models.scoring` is the performer (instruct), `models.reference` the observer (base)."""
        self._models = models

    def of(self, texts: Sequence[str]) -> list[float]:
        """One ratio of perplexities a text; lower means machine."""
        models = self._models
        tokens = models.encode(texts)
        performer = models.logits(models.scoring, tokens)
        observer = models.logits(models.reference, tokens)
        return binoculars(models.torch, performer, observer, tokens.input_ids, tokens.attention_mask)


class ZeroShotDetector:
    """Judges stretches of about 400 words in batches; their criteria are joined by their size."""

    def __init__(
        self,
        criterion: Criterion,
        line: ScoreLine,
        *,
        version: str,
        batch: int = 8,
        languages: frozenset[str],
    ) -> None:
        """`version` names the models. `languages`: those the models were trained on; empty means any."""
        self.info = DetectorInfo(
            criterion.name, version, languages, MIN_WORDS, "Likelihood under a language model."
        )
        self._criterion, self._line, self._batch = criterion, line, batch

    def score(self, document: Document) -> DetectorScore | Abstained:
        parts = list(stretches(document, most=STRETCH_CHARACTERS))
        words = sum(len(part.text.split()) for part in parts)
        if words < MIN_WORDS:
            code = "too-short" if words else "no-prose"
            return Abstained(
                self.info.name, self.info.version, code, f"{words} words of prose: too few to judge."
            )
        known = self.info.languages
        if known and document.language is not None and document.language not in known:
            reason = f"The text is in {document.language}; these models were not trained on it."
            return Abstained(self.info.name, self.info.version, "language", reason)
        criteria = self._criteria(parts)
        sizes = [len(part.text.split()) for part in parts]
        mean = sum(size * value for size, value in zip(sizes, criteria, strict=True)) / sum(sizes)
        probability = self._line.probability(mean)
        sure = self._line.is_for_these_models and words >= SURE_WORDS
        return DetectorScore(
            detector=self.info.name,
            version=self.info.version,
            label=Label.AI if probability >= 0.5 else Label.HUMAN,
            probability=probability,
            confidence=Confidence.MEDIUM if sure else Confidence.LOW,
            words=words,
            windows=tuple(
                DetectorWindow(part.source_span(0, len(part.text.rstrip())), self._line.probability(value))
                for part, value in zip(parts, criteria, strict=True)
                if part.text.strip()
            ),
        )

    def _criteria(self, parts: Sequence[Stretch]) -> list[float]:
        values: list[float] = []
        for start in range(0, len(parts), self._batch):
            values.extend(self._criterion.of([part.text for part in parts[start : start + self._batch]]))
        return values
