"""Amounts in two units: `1 h 30 min`, `5 ft 3 in`, `two years and six months`."""

from dataclasses import replace

from app.rewrite.facts.quantities.model import Bound, Quantity, QuantityKind
from app.rewrite.facts.quantities.words import Words

_IN_PARTS = frozenset(("s", "month", "ft", "lb"))
"""Base units whose larger and smaller units are written behind one another."""


def append_part(found: list[Quantity], quantity: Quantity, text: str, words: Words) -> None:
    """`1 h 30 min`, `5 ft 3 in`, `two years and six months`: a smaller unit goes on with the larger one."""
    before = found[-1] if found else None
    if before is not None and _goes_on(before, quantity, text[before.end : quantity.start], words):
        both = text[before.start : quantity.end]
        value = before.value + quantity.value  # type: ignore[operator]
        found[-1] = replace(before, value=value, end=quantity.end, text=both, precision=-1)
        return
    found.append(quantity)


def _goes_on(one: Quantity, other: Quantity, gap: str, words: Words) -> bool:
    if (
        one.kind is not QuantityKind.NUMBER
        or other.kind is not QuantityKind.NUMBER
        or one.unit not in _IN_PARTS
    ):
        return False
    if one.unit != other.unit or one.rate or other.rate or one.high is not None or other.high is not None:
        return False
    if isinstance(one.value, str) or isinstance(other.value, str) or other.bound is not Bound.NONE:
        return False
    word = gap.strip(" \u00a0\u202f")
    return (
        (word == "" or word in words.joining)
        and one.value > other.value
        and one.written_unit != other.written_unit
    )
