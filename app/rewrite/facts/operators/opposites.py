"""A word in place of its opposite; together with a negation that came or went it says the same."""

from collections.abc import Iterator, Sequence

from app.domain.facts import Outcome
from app.rewrite.facts.operators.model import OperatorDifference, OperatorSpan
from app.rewrite.facts.operators.reading import Reading

SCORE = 0.9
NEARLY_EQUAL = 0.8
"""From this share of common content on, a swapped opposite is certain."""


def swapped_opposites(here: Reading, there: Reading) -> Iterator[tuple[OperatorSpan, OperatorSpan]]:
    """Each word that the original lost with the word from the other side of its pair that came instead."""
    seen: set[tuple[int, int]] = set()
    for pair in sorted(here.opposites.keys() & there.opposites.keys()):
        for side in (0, 1):
            lost = _only(here.opposites[pair][side], there.opposites[pair][side])
            new = _only(there.opposites[pair][1 - side], here.opposites[pair][1 - side])
            fresh = [span for span in lost if (span.sentence, span.start) not in seen]
            if fresh and new:
                seen.add((fresh[0].sentence, fresh[0].start))
                yield fresh[0], new[0]


def opposite_difference(lost: OperatorSpan, new: OperatorSpan, likeness: float) -> OperatorDifference:
    is_sure = likeness >= NEARLY_EQUAL
    outcome = Outcome.BROKEN if is_sure else Outcome.DOUBT_MEANING
    score = 1.0 if is_sure else SCORE
    return OperatorDifference("opposite", (lost,), (new,), outcome, score, "turned into its opposite")


def _only(these: Sequence[OperatorSpan], those: Sequence[OperatorSpan]) -> list[OperatorSpan]:
    """What this text has more often."""
    return list(these[len(those) :]) if len(these) > len(those) else []
