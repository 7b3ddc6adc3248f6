"""Natural language inference: does the original say what the changed passage says, and the reverse?"""

from collections.abc import Sequence
from typing import Protocol

from app.domain.facts import FactDifference
from app.rewrite.checks.contract import Passage, doubt
from app.rewrite.checks.nli_model import Inference
from app.rewrite.proposal import RewriteJob

NAME = "nli"
BATCH = 8
"""Pairs that the model reads at once."""


class Infers(Protocol):
    def of(self, pairs: Sequence[tuple[str, str]]) -> list[Inference]: ...


class NliCheck:
    """A contradiction in either direction is a doubt. What the original does not say, or the candidate no
    longer says, is a notice: small models are not reliable enough there to refuse a text."""

    name = NAME

    def __init__(self, model: Infers, *, threshold: float) -> None:
        """`threshold`: the probability of a contradiction at which it counts."""
        self._model = model
        self._threshold = threshold

    def differences(self, passages: Sequence[Passage], job: RewriteJob) -> list[FactDifference]:  # noqa: ARG002 - the passages suffice
        whole = [passage for passage in passages if passage.before and passage.after]
        found: list[FactDifference] = []
        for first in range(0, len(whole), BATCH):
            some = whole[first : first + BATCH]
            forth = self._model.of([(one.before, one.after) for one in some])
            back = self._model.of([(one.after, one.before) for one in some])
            for passage, there, here in zip(some, forth, back, strict=True):
                found.extend(self._judged(passage, there, here))
        return found

    def _judged(self, passage: Passage, forth: Inference, back: Inference) -> list[FactDifference]:
        most = max(forth.contradiction, back.contradiction)
        if most >= self._threshold:
            return [doubt(passage, found_by=NAME, why=f"a contradiction, {most:.0%} sure")]
        if forth.neutral > max(forth.entailment, self._threshold):
            return [doubt(passage, found_by=NAME, why="the original does not say this", is_notice=True)]
        if back.neutral > max(back.entailment, self._threshold):
            return [doubt(passage, found_by=NAME, why="part of it is no longer said", is_notice=True)]
        return []
