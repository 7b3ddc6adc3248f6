"""A count out of a whole as a share of it: `14 of the 20` is `70 %`."""

from collections.abc import Sequence
from fractions import Fraction

from app.rewrite.facts.quantities.compare import QuantityDifference
from app.rewrite.facts.quantities.model import Quantity, QuantityKind


def is_same_share(one: QuantityDifference, before: Sequence[Quantity], after: Sequence[Quantity]) -> bool:
    """Is one side of the difference a count, the other its share of a whole number that stands beside it?

    The whole must stand on both sides, so that the share is one of the same whole.
    """
    if one.before is None or one.after is None:
        return False
    wholes = {q.value for q in before if _is_count(q)} & {q.value for q in after if _is_count(q)}
    pairs = ((one.before, one.after), (one.after, one.before))
    return any(
        _is_count(count) and _is_share(share) and any(_fits(count, share, whole) for whole in wholes)
        for count, share in pairs
    )


def _is_count(quantity: Quantity) -> bool:
    value = quantity.value
    is_number = quantity.kind is QuantityKind.NUMBER and isinstance(value, Fraction)
    return is_number and value.denominator == 1 and not quantity.rate and quantity.high is None  # type: ignore[union-attr]


def _is_share(quantity: Quantity) -> bool:
    value = quantity.value
    return (
        quantity.kind is QuantityKind.NUMBER
        and isinstance(value, Fraction)
        and 0 < value < 1
        and not quantity.unit
    )


def _fits(count: Quantity, share: Quantity, whole: object) -> bool:
    if not isinstance(count.value, Fraction) or not isinstance(whole, Fraction) or whole <= count.value:
        return False
    return count.value / whole == share.value and count.bound is share.bound
