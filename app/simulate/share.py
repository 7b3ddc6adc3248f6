"""Position-Adjusted Word Count, as the GEO paper's code computes it (arXiv 2311.09735, src/utils.py)."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+(?:['’\-.]\w+)*|[^\w\s]+")
MIN_LETTERS = 2
"""Tokens of up to so many characters are not counted."""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    text: str
    citations: tuple[int, ...]
    """Numbers of the cited documents, from 0, among those in context."""


def counted_words(text: str) -> int:
    return sum(1 for token in _TOKEN.findall(text) if len(token) > MIN_LETTERS)


def position_adjusted_word_count(answer: Sequence[AnswerSentence], *, documents: int) -> list[float]:
    """Each document's share of the answer. Earlier sentences weigh more; several sources divide one.

    An answer without citations gives everyone the same share, as in the paper's code.
    """
    shares = [0.0] * documents
    for number, sentence in enumerate(answer):
        if not sentence.citations:
            continue
        score = float(counted_words(sentence.text))
        if len(answer) > 1:
            score *= math.exp(-number / (len(answer) - 1))
        for cited in sentence.citations:
            if 0 <= cited < documents:
                shares[cited] += score / len(sentence.citations)
    total = sum(shares)
    return [share / total for share in shares] if total > 0 else [1 / documents] * documents
