"""Quantities of aligned sentences, as differences of the facts report."""

import re
from collections.abc import Iterator, Sequence

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.quantities import (
    Bound,
    Quantity,
    QuantityDifference,
    QuantityKind,
    quantity_differences,
)
from app.rewrite.facts.quantities.shares import is_same_share
from app.rewrite.facts.statements import Statement

_KINDS = {
    QuantityKind.FREQUENCY: FactKind.FREQUENCY,
    QuantityKind.DATE: FactKind.DATE,
    QuantityKind.TIME: FactKind.DATE,
    QuantityKind.PERIOD: FactKind.DATE,
    QuantityKind.CODE: FactKind.CODE_NUMBER,
}
_SOFT = frozenset({QuantityKind.ORDINAL, QuantityKind.VAGUE, QuantityKind.FREQUENCY, QuantityKind.PERIOD})
_SCORES = {Outcome.BROKEN: 0.97, Outcome.DOUBT_MEANING: 0.75, Outcome.DOUBT_WORDING: 0.1}
_WORDED = frozenset({QuantityKind.DATE})
_NAMED = frozenset({QuantityKind.DATE, QuantityKind.PERIOD})


def quantity_facts(group: Group) -> Iterator[FactDifference]:
    """Lost, new and changed quantities of a group. A side may be empty."""
    before, after = _placed(group.before), _placed(group.after)
    homes = {id(quantity): statement for statement, quantity in (*before, *after)}
    here, there = [q for _, q in before], [q for _, q in after]
    written = [" ".join(s.text.casefold() for s in side) for side in (group.before, group.after)]
    for one in quantity_differences(here, there):
        outcome = _outcome(one)
        if is_same_share(one, here, there) or _is_written(one, written):
            outcome = Outcome.DOUBT_WORDING
        fate = (
            FactFate.NEW if one.before is None else FactFate.LOST if one.after is None else FactFate.CHANGED
        )
        home = homes[id(one.before if one.before is not None else one.after)]
        yield FactDifference(
            _kind(one.before, one.after),
            fate,
            before="" if one.before is None else one.before.text,
            after="" if one.after is None else one.after.text,
            before_span=None if one.before is None else _span(homes, one.before),
            after_span=None if one.after is None else _span(homes, one.after),
            section_id=home.block.section_id,
            why=one.why,
            outcome=outcome,
            score=_SCORES[outcome],
        )


def _outcome(one: QuantityDifference) -> Outcome:
    """A size without a number, a relative date or a bound may be put in words that nobody listed."""
    if one.outcome is Outcome.DOUBT_WORDING:
        return one.outcome
    if one.before is not None and one.after is not None:
        bounds = {one.before.bound, one.after.bound}
        same = (one.before.value, one.before.unit) == (one.after.value, one.after.unit)
        if same and one.before.bound is one.after.bound and not (one.before.rate and one.after.rate):
            return Outcome.DOUBT_MEANING
        is_bound = Bound.NONE in bounds and len(bounds) == 2 and one.before.value == one.after.value
        return Outcome.DOUBT_MEANING if is_bound else one.outcome
    shown = one.before or one.after
    is_soft = shown is not None and (
        shown.kind in _SOFT or (isinstance(shown.value, str) and shown.kind in _WORDED)
    )
    return Outcome.DOUBT_MEANING if is_soft else one.outcome


def _is_written(one: QuantityDifference, texts: Sequence[str]) -> bool:
    """A season or a month that the other side has within a date: `June` in `1 June`."""
    shown, other = (one.before, texts[1]) if one.after is None else (one.after, texts[0])
    if shown is None or (one.before is not None and one.after is not None) or shown.kind not in _NAMED:
        return False
    words = shown.text.casefold().split()
    return words[-1].isalpha() and re.search(rf"(?<!\w){re.escape(words[-1])}(?!\w)", other) is not None


def _placed(statements: Sequence[Statement]) -> list[tuple[Statement, Quantity]]:
    return [(statement, quantity) for statement in statements for quantity in statement.quantities]


def _span(homes: dict[int, Statement], quantity: Quantity) -> Span:
    return homes[id(quantity)].source_span(quantity.start, quantity.end)


def _kind(before: Quantity | None, after: Quantity | None) -> FactKind:
    if before is not None and after is not None and before.bound is not after.bound:
        same = (before.value, before.unit, before.rate) == (after.value, after.unit, after.rate)
        if same:
            return FactKind.COMPARISON
    shown = before or after
    return FactKind.NUMBER if shown is None else _KINDS.get(shown.kind, FactKind.NUMBER)
