"""The detector contract: what a plug-in must provide to give an opinion on a text.

A detector measures one property, names its version, and may always abstain. Built-ins are listed
in `app.evaluation.detector_registry`; others register in the entry point group `copydesk.detectors`, with a
callable that takes no arguments and returns a `Detector`.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.domain.content import Document
from app.domain.scores import Abstained, DetectorScore


@dataclass(frozen=True, slots=True)
class DetectorInfo:
    name: str
    version: str
    languages: frozenset[str]
    """ISO 639-1 codes it was made for; empty means every language."""
    min_words: int
    summary: str


@runtime_checkable
class Detector(Protocol):
    """Safe to call from any thread, deterministic, no I/O in `score` unless its docs say so."""

    info: DetectorInfo

    def score(self, document: Document) -> DetectorScore | Abstained:
        """Judge the prose of one document. Abstains on odd content instead of raising."""
        ...
