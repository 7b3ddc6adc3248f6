"""Whether an element still stands among the same words, or in the place of another one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, words

_REACH = 90
"""Characters on each side that are looked at; of the words in them, this many count:"""
_WORDS = 5
_NEAR = 3
"""Elements on each side that may have taken the place of one."""
_CLEARLY = 0.25
_LABELLED = frozenset({FactKind.LINK, FactKind.IMAGE})
"""Kinds whose key is not what they say: the words of a link belong to its surroundings."""
Pair = tuple[Item, Item]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    left: Counter[str]
    right: Counter[str]
    inner: Counter[str]

    def likeness(self, other: "_Surroundings") -> float:
        """0 to 1. What the element itself says counts twice."""
        size = self.left.total() + self.right.total() + 2 * self.inner.total()
        shared = (self.left & other.left).total() + (self.right & other.right).total()
        shared += 2 * (self.inner & other.inner).total()
        return shared / size if size else 0.0


def exchange_differences(
    pairs: Sequence[Pair], before: str, after: str, sections: Mapping[str, str]
) -> Iterator[FactDifference]:
    """Elements of a kind that took each other's place, and those that moved to another section.

    `pairs` in the order of the original. Each is weighed against a few neighbours: linear.
    """
    rows: dict[tuple[str, str], list[_Standing]] = defaultdict(list)
    for one, other in pairs:
        if one.inner == other.inner and _around(one, before) == _around(other, after):
            continue  # it stands where it stood
        was, is_now = _surroundings(one, before), _surroundings(other, after)
        rows[one.name, one.section_id].append(_Standing(one, other, was, is_now))
    exchanged: set[Item] = set()
    for row in rows.values():
        for first, second in _exchanged(row):
            exchanged |= {first.before, second.before}
            yield difference(first.before, second.after, FactFate.SWAPPED, "stand in each other's place")
    yield from _moved((pair for pair in pairs if pair[0] not in exchanged), sections)


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """An element in both texts with what stands around it there."""

    before: Item
    after: Item
    was: _Surroundings
    is_now: _Surroundings


def _exchanged(row: Sequence[_Standing]) -> Iterator[tuple[_Standing, _Standing]]:
    taken: set[int] = set()
    for i, one in enumerate(row):
        for j in range(i + 1, min(i + 1 + _NEAR, len(row))):
            other = row[j]
            if i in taken or j in taken or one.before.key == other.before.key:
                continue
            crossed = one.was.likeness(other.is_now) + other.was.likeness(one.is_now)
            if crossed > _CLEARLY and crossed > _stayed(row, i) + _stayed(row, j) + _CLEARLY:
                taken |= {i, j}
                yield one, other


def _stayed(row: Sequence[_Standing], place: int) -> float:
    """How well the element, or a near one that says the same, fits where it stood."""
    here = row[place]
    near = row[max(0, place - _NEAR) : place + _NEAR + 1]
    return max(here.was.likeness(one.is_now) for one in near if one.before.key == here.before.key)


def _moved(pairs: Iterable[Pair], sections: Mapping[str, str]) -> Iterator[FactDifference]:
    known = set(sections.values())
    for one, other in pairs:
        goal = sections.get(one.section_id)
        if goal not in {None, other.section_id} and other.section_id in known:
            why = "stands in another section"
            yield difference(one, other, FactFate.MOVED, why, outcome=Outcome.DOUBT_MEANING, score=0.5)


def _around(item: Item, source: str) -> tuple[str, str]:
    start, end = item.span.start, item.span.end
    return source[max(0, start - _REACH) : start], source[end : end + _REACH]


def _surroundings(item: Item, source: str) -> _Surroundings:
    before, after = _around(item, source)
    left, right = words(before)[-_WORDS:], words(after)[:_WORDS]
    return _Surroundings(
        Counter(left), Counter(right), Counter(words(item.inner) if item.kind in _LABELLED else ())
    )
