"""What a reader found at a token, before bound, sign and currency around it are read."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.rewrite.facts.quantities.model import QuantityKind, Value
from app.text.phrases import Token


class NumberAt(NamedTuple):
    value: Fraction
    start: int
    """Index of the first token."""
    end: int
    """Index behind the last."""
    precision: int = -1
    is_weak: bool = False
    is_worded: bool = False


class Found(NamedTuple):
    kind: QuantityKind
    value: Value
    start: int
    """Index of the first token."""
    end: int
    """Index behind the last."""
    unit: str = ""
    rate: str = ""
    high: Value | None = None
    is_weak: bool = False
    precision: int = -1
    symbol: str = ""
    """The unit as its symbol, before it was reduced to its base."""


def index_behind(tokens: Sequence[Token], index: int, offset: int) -> int:
    """Index of the first token at or behind an offset of the text."""
    while index < len(tokens) and tokens[index].start < offset:
        index += 1
    return index
