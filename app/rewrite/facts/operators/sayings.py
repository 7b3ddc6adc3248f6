"""What operators of one class say, others say as well: `only if it rains` is `not unless it rains`."""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import NamedTuple

from app.rewrite.facts.operators.model import Operator

Side = Sequence[tuple[str, str]]
"""Members, each with its class."""
Balances = MutableMapping[str, tuple[list[Operator], list[Operator]]]
"""By class, what only the original and what only the rewrite has."""


class Saying(NamedTuple):
    """Two ways to say the same; either may stand in the original."""

    one: Side
    other: Side


def sayings_of(lines: Iterable[str]) -> tuple[Saying, ...]:
    """From lines as `exception.only = negation.not + exception.except`."""
    return tuple(Saying(*map(_side, line.split("="))) for line in lines)


def _side(text: str) -> Side:
    return tuple(
        (kind, member) for kind, _, member in (part.strip().partition(".") for part in text.split("+"))
    )


def settle(balances: Balances, sayings: Iterable[Saying]) -> None:
    """Take out of the balances what a saying explains."""
    for one, other in sayings:
        for left, right in ((one, other), (other, one)):
            while _holds(balances, 0, left) and _holds(balances, 1, right):
                _take(balances, 0, left)
                _take(balances, 1, right)


def _holds(balances: Mapping[str, tuple[list[Operator], list[Operator]]], at: int, side: Side) -> bool:
    return all(
        sum(operator.span.member == member for operator in balances.get(kind, ([], []))[at]) >= count
        for (kind, member), count in Counter(side).items()
    )


def _take(balances: Balances, at: int, side: Side) -> None:
    for kind, member in side:
        operators = balances[kind][at]
        operators.remove(next(one for one in operators if one.span.member == member))
