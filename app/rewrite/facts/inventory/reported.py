"""Direct speech told indirectly, or the reverse: `“We are ready,” Lopez said`, `Lopez said they were ready`.

Only the quotation as an element is judged here: what became of its negations, its `may` and its figures is
compared with the whole sentence, as for any other.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from enum import Enum
from functools import cached_property

from app.domain.content import PROSE_KINDS, Document
from app.rewrite.facts.inventory.item import Item, words
from app.rewrite.facts.operators.rules import has_operators, rules_for
from app.text.sentences import sentences

_STEM = 4
"""Letters that an inflected word keeps; shorter words tell too little."""
_MOST = 60
"""Sentences with a word that are looked at: in more of them it tells nothing apart."""
_MOSTLY = 0.6
_PARTLY = 0.5
"""Shares of words that were kept: `geöffnet` for `öffnen` is none to these eyes."""
_REACH = 200
"""Characters around a quotation in which its sentence is looked for."""
_END = re.compile(r"[.!?…](?=\s|$)")


class Report(Enum):
    WHOLE = "whole"
    """Every word of content that was quoted is there."""
    PART = "part"
    """At least half of them."""
    NONE = "none"


class Unquoted:
    """What a text says outside quotation marks, sentence by sentence. Read only when it is asked."""

    def __init__(self, document: Document, blanked: Callable[[str], str]) -> None:
        """`blanked` puts spaces in the place of quotations."""
        language = document.language or ""
        self._light = rules_for(language).light if has_operators(language) else frozenset[str]()
        self._blocks = [block for block in document.blocks if block.kind in PROSE_KINDS]
        self._blanked = blanked

    def around(self, quotation: Item) -> frozenset[str]:
        """The words of content of its sentence besides it: who says it, to whom, when."""
        found = bisect_right(self._blocks, quotation.span.start, key=lambda block: block.span.start)
        start = self._blocks[found - 1].text.find(quotation.text) if found else -1
        if start < 0:
            return frozenset()
        end, text = start + len(quotation.text), self._unquoted[found - 1]
        before = _END.split(text[max(0, start - _REACH) : start])[-1]
        if before.strip() and quotation.inner.rstrip().endswith((".", "!", "?", "…")):
            return self._stems(before)  # its full stop is the sentence's
        return self._stems(before + " " + _END.split(text[end : end + _REACH])[0])

    def reports(self, said: str, around: frozenset[str]) -> Report:
        """Whether one sentence has these words and, for the most part, those around them.

        Without words around it nobody says it, and nothing is reported.
        """
        wanted = self._stems(said)
        if not wanted or not around:
            return Report.NONE
        hits = Counter(index for stem in wanted for index in self._holders.get(stem, ())[:_MOST])
        for index, count in hits.most_common(_MOST):
            if count < _PARTLY * len(wanted):
                break
            kept = len(around & self._sentences[index]) / len(around)
            if kept >= _MOSTLY and count == len(wanted):
                return Report.WHOLE
            if kept >= _PARTLY:
                return Report.PART
        return Report.NONE

    @cached_property
    def _unquoted(self) -> list[str]:
        return [self._blanked(block.text) for block in self._blocks]

    @cached_property
    def _sentences(self) -> list[frozenset[str]]:
        return [
            self._stems(unquoted[span.start : span.end])
            for block, unquoted in zip(self._blocks, self._unquoted, strict=True)
            for span in sentences(block.text)
        ]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for index, stems in enumerate(self._sentences):
            for stem in stems:
                found[stem].append(index)
        return found

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(
            word[:_STEM] for word in words(text) if len(word) >= _STEM and word not in self._light
        )
