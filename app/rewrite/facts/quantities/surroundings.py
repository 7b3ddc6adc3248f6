"""What stands around a quantity and changes it: sign, bound, and the word that counts back from today."""

from collections.abc import Sequence
from fractions import Fraction

from app.rewrite.facts.quantities.found import Found
from app.rewrite.facts.quantities.model import Bound, Quantity, QuantityKind
from app.rewrite.facts.quantities.numbers import is_joined
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

_MINUS = frozenset("-−–")
_BEFORE_SIGN = frozenset("([{,;:=<>≤≥~≈$€£")
_BOUNDED = frozenset(
    (
        QuantityKind.NUMBER,
        QuantityKind.FREQUENCY,
        QuantityKind.VAGUE,
        QuantityKind.PERIOD,
        QuantityKind.TIME,
    )
)


def dressed(
    tokens: Sequence[Token], found: Found, text: str, words: Words, *, floor: int
) -> tuple[Quantity, int]:
    """Read sign and bound on either side."""
    start, end, value, rate = found.start, found.end, found.value, found.rate
    bound = Bound.NONE
    if isinstance(value, Fraction) and found.kind is QuantityKind.NUMBER:
        start, end, value = _signed(tokens, start, end, value, words, floor=floor)
    if found.kind in _BOUNDED:
        start, bound = _bound_before(tokens, start, words, floor=floor)
        if bound is Bound.NONE:
            after = words.bounds_after.at(tokens, end)
            if after is None and not found.unit and end + 1 < len(tokens):
                later = words.bounds_after.at(tokens, end + 1)  # 50 people or more
                is_noun = tokens[end].kind is TokenKind.WORD and not words.may_start(tokens[end].key)
                after = later if later is not None and is_noun and later[1] > end + 2 else None
            if after is not None:
                bound, end = after
    before = words.ago_before.ends_at(tokens, start, floor=floor)
    if before is not None and found.unit:
        rate, start = "ago", before[1]
    first, last = tokens[start].start, tokens[end - 1].end
    quantity = Quantity(
        kind=found.kind,
        value=value,
        start=first,
        end=last,
        text=text[first:last],
        unit=found.unit,
        rate=rate,
        bound=bound,
        high=found.high,
        written_unit=found.symbol,
        is_weak=found.is_weak and bound is Bound.NONE,
        precision=found.precision,
    )
    return quantity, end


def _signed(
    tokens: Sequence[Token], start: int, end: int, value: Fraction, words: Words, *, floor: int
) -> tuple[int, int, Fraction]:
    mark = tokens[start - 1] if start > floor else None
    if mark is not None and mark.key in _MINUS and mark.end == tokens[start].start:
        before = tokens[start - 2] if start >= 2 else None
        if before is None or before.end < mark.start or before.key in _BEFORE_SIGN:
            return start - 1, end, -value
    worded = words.negative_before.ends_at(tokens, start, floor=floor)
    if worded is not None and words.bounds.ends_at(tokens, start, floor=floor) is None:
        return worded[1], end, -value
    after = words.negative_after.at(tokens, end)
    return (start, after[1], -value) if after is not None else (start, end, value)


def _bound_before(tokens: Sequence[Token], start: int, words: Words, *, floor: int) -> tuple[int, Bound]:
    at = start
    if (
        at > floor
        and tokens[at - 1].key in words.articles
        and words.bounds.ends_at(tokens, at - 1, floor=floor)
    ):
        at -= 1
    found = words.bounds.ends_at(tokens, at, floor=floor) or _bound_of(tokens, at, words, floor=floor)
    if found is None:
        return start, Bound.NONE
    bound, begin = found
    if begin and tokens[begin].key in "<>" and tokens[begin - 1].key in "-=<" and is_joined(tokens, begin):
        return start, Bound.NONE  # an arrow
    if bound in (Bound.ABOUT, Bound.ALMOST):
        outer = words.bounds.ends_at(tokens, begin, floor=floor)
        if outer is not None:
            return outer[1], outer[0]
    return begin, bound


def _bound_of(tokens: Sequence[Token], at: int, words: Words, *, floor: int) -> tuple[Bound, int] | None:
    """`a minimum purchase of`: a noun stands between the bound and the number."""
    if at - 3 < floor or tokens[at - 1].key not in words.of:
        return None
    found = words.bounds.ends_at(tokens, at - 2, floor=floor)
    return found if found is not None and found[0] in (Bound.AT_LEAST, Bound.AT_MOST) else None
