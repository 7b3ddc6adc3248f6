"""Quantities of aligned sentences compared: what is lost, new, changed, or cannot be compared."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.facts import Outcome
from app.rewrite.facts.quantities.model import Quantity, QuantityKind
from app.rewrite.facts.quantities.relation import Relation, relation

WINDOW = 16
"""How many unmatched quantities of the other side one is held against: time stays linear."""


@dataclass(frozen=True, slots=True)
class QuantityDifference:
    before: Quantity | None
    after: Quantity | None
    outcome: Outcome
    """Broken, or a doubt of meaning where the two cannot be compared. What is the same is not named."""
    why: str
    """A few words for the person who decides."""


def quantity_differences(
    before: Sequence[Quantity], after: Sequence[Quantity]
) -> Iterator[QuantityDifference]:
    """The differences of two aligned sentences or groups of sentences, in order of the original.

    A quantity that is said twice on one side and once on the other is the same quantity.
    """
    kept = {q.key for q in before} & {q.key for q in after}
    lost, new = _without_equals(before, after)
    lost, new, unclear = _related(lost, new, kept)
    yield from unclear
    lost, new = [q for q in lost if q.key not in kept], [q for q in new if q.key not in kept]
    if lost and new and _cut_up(lost) == _cut_up(new):
        is_clear = _holds_one_rate(lost) and _holds_one_rate(new)
        outcome = Outcome.DOUBT_WORDING if is_clear else Outcome.DOUBT_MEANING
        yield QuantityDifference(lost[0], new[0], outcome, "the same figures, put together otherwise")
        return
    yield from _changes(lost, new)


def _without_equals(
    before: Sequence[Quantity], after: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Takes out what is written alike, one for one."""
    here = Counter((q.key, q.precision) for q in before)
    there = Counter((q.key, q.precision) for q in after)
    shared = here & there
    return _rest(before, Counter(shared)), _rest(after, Counter(shared))


def _rest(items: Sequence[Quantity], shared: Counter[tuple[object, int]]) -> list[Quantity]:
    rest: list[Quantity] = []
    for item in items:
        key = item.key, item.precision
        if shared[key]:
            shared[key] -= 1
        else:
            rest.append(item)
    return rest


def _related(
    lost: list[Quantity], new: list[Quantity], kept: set[tuple[object, ...]]
) -> tuple[list[Quantity], list[Quantity], list[QuantityDifference]]:
    """Pairs that say the same in another way, then those that cannot be compared."""
    unclear: list[QuantityDifference] = []
    for wanted in (Relation.SAME, Relation.UNCLEAR):
        taken: set[int] = set()
        rest: list[Quantity] = []
        for index, one in enumerate(lost):
            found = next(
                (
                    at
                    for at in range(max(0, index - WINDOW), min(len(new), index + WINDOW))
                    if at not in taken and relation(one, new[at]) is wanted
                ),
                None,
            )
            if found is None:
                rest.append(one)
                continue
            taken.add(found)
            if wanted is Relation.UNCLEAR and not (one.key in kept and one.key != new[found].key):
                unclear.append(
                    QuantityDifference(one, new[found], Outcome.DOUBT_MEANING, _why_unclear(one, new[found]))
                )
        lost, new = rest, [one for at, one in enumerate(new) if at not in taken]
    return lost, new, unclear


def _why_unclear(one: Quantity, other: Quantity) -> str:
    if one.key == other.key:
        return "another number of decimals"
    if one.bound is not other.bound:
        return "exact on one side only"
    if one.unit != other.unit:
        return "units that were perhaps converted"
    return "may be the same"


def _cut_up(items: Sequence[Quantity]) -> Counter[tuple[object, ...]]:
    """Ranges as their two ends, rated quantities as quantity and rate."""
    parts: Counter[tuple[object, ...]] = Counter()
    for item in items:
        if item.is_weak and item.written_unit and not item.rate:
            parts["rate", item.written_unit, Fraction(1)] += 1  # `a year`
            continue
        for end in (item.value,) if item.high is None else (item.value, item.high):
            if item.kind is not QuantityKind.FREQUENCY:
                parts[end, item.unit, item.bound] += 1
        if item.rate:
            count = item.value if item.kind is QuantityKind.FREQUENCY else Fraction(1)
            parts["rate", item.rate, count] += 1
    return parts


def _holds_one_rate(items: Sequence[Quantity]) -> bool:
    """Are these one figure and what it is measured by, which can belong together in one way alone?"""
    rates = [q for q in items if q.rate or (q.is_weak and q.written_unit)]
    counted = [q for q in items if q.kind is not QuantityKind.FREQUENCY and not q.is_weak]
    return len(rates) == 1 and len(counted) == 1 and counted[0].high is None


def _changes(lost: list[Quantity], new: list[Quantity]) -> Iterator[QuantityDifference]:
    """A lost and a new one of a kind are one that changed. Weak ones count only against another."""
    left = list(new)
    for one in lost:
        partner = _partner(one, left)
        if partner is None:
            if not one.is_weak:
                yield QuantityDifference(one, None, _outcome_alone(one), "lost")
            continue
        left.remove(partner)
        if not (one.is_weak and partner.is_weak) or (one.unit and partner.unit):
            yield QuantityDifference(one, partner, Outcome.BROKEN, _why_broken(one, partner))
    for one in left:
        if not one.is_weak:
            yield QuantityDifference(None, one, _outcome_alone(one), "the original does not have it")


def _outcome_alone(one: Quantity) -> Outcome:
    """A day named by another day (`yesterday`, `the next day`) may have been said in other words."""
    is_named = one.kind is QuantityKind.DATE and str(one.value)[:1].isalpha()
    return Outcome.DOUBT_MEANING if is_named else Outcome.BROKEN


def _partner(one: Quantity, options: Sequence[Quantity]) -> Quantity | None:
    near = options[:WINDOW]
    same_kind = [q for q in near if q.kind is one.kind]
    return next((q for q in same_kind if q.unit == one.unit), next(iter(same_kind), None))


def _why_broken(one: Quantity, other: Quantity) -> str:
    if replace(one, bound=other.bound).key == other.key:
        return "another bound"
    if replace(one, rate=other.rate).key == other.key:
        return "another rate"
    if one.value == other.value and one.high == other.high:
        return "another unit"
    are_numbers = not isinstance(one.value, str) and not isinstance(other.value, str)
    if are_numbers and one.unit == other.unit and one.sign == -other.sign:
        return "another sign"
    return "another value"
