"""How much of a sentence stands in links: a list of links or a citation is no statement."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from app.domain.content import Block
from app.evaluation.aeo.read_sentences import Sentence


class LinkedText:
    """Each block's links are summed up once, so that many links in many sentences cost their number."""

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[Sequence[int], Sequence[int]]] = {}

    def share(self, sentence: Sentence) -> float:
        """Characters of link texts in a sentence, as a share of its length."""
        block = sentence.block
        if not block.links:
            return 0.0
        starts, sums = self._summed(block)
        span = sentence.span()
        linked = sums[bisect_left(starts, span.end)] - sums[bisect_left(starts, span.start)]
        return linked / max(1, sentence.end - sentence.start)

    def _summed(self, block: Block) -> tuple[Sequence[int], Sequence[int]]:
        known = self._blocks.get(id(block))
        if known is None:
            links = sorted((link.span.start, len(link.text)) for link in block.links if not link.is_image)
            starts = [start for start, _ in links]
            known = starts, list(accumulate((length for _, length in links), initial=0))
            self._blocks[id(block)] = known
        return known
