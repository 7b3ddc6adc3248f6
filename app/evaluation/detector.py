"""The detector contract: what a plug-in must be to give an opinion on a text.

A detector measures one property, names its version, and may always abstain. Built-ins are listed
in `app.evaluation.registry`; others come by the entry-point group `copydesk.detectors`, whose value
is a callable without arguments that returns a `Detector`.
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
        """Judge the prose of one document. Raises nothing for odd content: it abstains."""
        ...
