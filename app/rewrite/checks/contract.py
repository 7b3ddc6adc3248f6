"""What a further check receives and returns.

It sees the passages that changed and reports where they mean something else. Its findings join the facts
report as doubts of meaning; they can never override a refusal of the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.proposal import RewriteJob


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of the original and what the candidate made of them; one side is empty where a sentence has
    no counterpart."""

    before: str
    after: str
    before_span: Span | None
    """In the original's source, from the first sentence to the last."""
    after_span: Span | None
    """In the candidate's source."""
    section_id: str


class FurtherCheck(Protocol):
    name: str

    def differences(self, passages: Sequence[Passage], job: RewriteJob) -> list[FactDifference]:
        """Where a passage means something else.

        Raises ConfigurationError where it cannot run; a paid one also what `Rewriter.propose` raises.
        """
        ...


def doubt(passage: Passage, *, found_by: str, why: str, is_notice: bool = False) -> FactDifference:
    """A difference of the kind `meaning` at this passage."""
    return FactDifference(
        FactKind.MEANING,
        FactFate.CHANGED if passage.before and passage.after else _fate(passage),
        before=passage.before,
        after=passage.after,
        before_span=passage.before_span,
        after_span=passage.after_span,
        section_id=passage.section_id,
        is_notice=is_notice,
        found_by=found_by,
        why=why,
        outcome=Outcome.DOUBT_MEANING,
    )


def _fate(passage: Passage) -> FactFate:
    return FactFate.NEW if passage.after else FactFate.LOST
