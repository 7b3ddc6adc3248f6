"""Negation by affix: `incomplete` is `not complete`, `harmless` is `without harm`.

A word counts as negated only where the other text has it without the affix; no list of words is needed, and
`understand` or `invite` are never taken apart.
"""

from collections.abc import Iterator

from app.rewrite.facts.operators.model import OperatorSpan
from app.rewrite.facts.operators.reading import Reading, span_of
from app.rewrite.facts.operators.rules import Rules, stem

_LEAST = 3


def affix_negations(
    here: Reading, there: Reading, rules: Rules, swapped: set[str]
) -> Iterator[tuple[OperatorSpan, str, str]]:
    """Words of one text that the other has without a negative affix, with their stem and the bare one.

    `swapped` are words that were compared as opposites already.
    """
    for word, first in here.words.items():
        if word in there.words or word in swapped or len(word) <= _LEAST + 1:
            continue
        for bare in _bare(word, rules):
            key = stem(bare, rules.suffixes)
            if key in there.stems and key not in here.stems:
                yield span_of(here, *first), stem(word, rules.suffixes), key
                break


def _bare(word: str, rules: Rules) -> Iterator[str]:
    for prefix in rules.negative_prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST:
            yield word[len(prefix) :]
    for suffix, others in rules.negative_suffixes.items():
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            base = word[: -len(suffix)]
            yield base
            yield from (base + other for other in others)
