"""Headings: which one became which, in what order and at what level; and with them the sections."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.content import BlockKind, Document
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, folded, words

_MOST_ALIGNED = 400
"""Headings; a text with more of them is compared by their texts alone."""
_BODY_WORDS = 30
_MOVED_ALONG = 0.4
_PHRASE = 2
"""Words from which on a text stands in another one by more than chance."""
_SAME_STEM = 4
"""Letters that two words must share at their start to count as forms of one."""


@dataclass(frozen=True, slots=True)
class Heading:
    item: Item
    level: int
    section_id: str
    body: Counter[str]
    """The first words under it."""
    parent: str = ""
    """The key of the heading above it."""


def headings_of(document: Document) -> list[Heading]:
    bodies: dict[str, list[str]] = defaultdict(list)
    for block in document.blocks:
        if block.kind is not BlockKind.HEADING and len(bodies[block.section_id]) < _BODY_WORDS:
            bodies[block.section_id] += words(block.text[:400])
    found = []
    above: list[tuple[int, str]] = []
    for block in document.headings():
        while above and above[-1][0] >= block.level:
            above.pop()
        key = folded(block.text)
        item = Item(FactKind.HEADING, "heading", key, block.text, block.span, block.section_id)
        body = Counter(bodies[block.section_id][:_BODY_WORDS])
        found.append(Heading(item, block.level, block.section_id, body, above[-1][1] if above else ""))
        above.append((block.level, key))
    return found


class SectionMap:
    """How the headings of two texts correspond."""

    def __init__(
        self, old: Sequence[Heading], new: Sequence[Heading], before: Document, after: Document
    ) -> None:
        self.old, self.new = old, new
        self._before, self._after = before, after
        self.same, self.reworded, self.lost, self.added = _aligned(self.old, self.new)
        self.sections = {"s0": "s0"} | {
            self.old[i].section_id: self.new[j].section_id for i, j in (*self.same, *self.reworded)
        }
        """Section id of the original to that of the candidate."""

    def differences(self) -> Iterator[FactDifference]:
        yield from self._order()
        names = {self.old[i].item.key: self.new[j].item.key for i, j in (*self.same, *self.reworded)}
        for i, j in (*self.same, *self.reworded):
            old, new = self.old[i], self.new[j]
            if old.level != new.level:
                is_same = names.get(old.parent, old.parent) == new.parent
                yield difference(
                    old.item,
                    new.item,
                    FactFate.CHANGED,
                    "another level under the same heading" if is_same else "another level",
                    outcome=Outcome.EXPLAINED if is_same else Outcome.DOUBT_MEANING,
                    score=0.0 if is_same else 0.5,
                )
        for i, j in self.reworded:
            yield _reworded(self.old[i], self.new[j])
        if self.lost:
            now = folded(self._after.visible_text)
            yield from (_gone(self.old[i].item, now) for i in self.lost)
        if self.added:
            before = folded(self._before.visible_text)
            yield from (_come(self.new[j].item, before) for j in self.added)

    def _order(self) -> Iterator[FactDifference]:
        """Headings that changed places, with or without what stood under them."""
        last = -1
        for i, j in self.same:
            if j >= last:
                last = j
                continue
            old, new = self.old[i], self.new[j]
            size = min(old.body.total(), new.body.total())
            along = size > 0 and (old.body & new.body).total() >= _MOVED_ALONG * size
            yield difference(
                old.item,
                new.item,
                FactFate.MOVED,
                "the section moved" if along else "stands over another text",
                outcome=Outcome.DOUBT_MEANING if along else Outcome.BROKEN,
                score=0.5 if along else 1.0,
            )


def _aligned(
    old: Sequence[Heading], new: Sequence[Heading]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], list[int], list[int]]:
    """Pairs of the same text, pairs that were reworded in place, lost, added."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for j, heading in enumerate(new):
        waiting[heading.item.key].append(j)
    same: list[tuple[int, int]] = []
    for i, heading in enumerate(old):
        if waiting[heading.item.key]:
            same.append((i, waiting[heading.item.key].pop(0)))
    lost = sorted(set(range(len(old))) - {i for i, _ in same})
    added = sorted(set(range(len(new))) - {j for _, j in same})
    reworded: list[tuple[int, int]] = []
    if lost and added and max(len(old), len(new)) <= _MOST_ALIGNED:
        reworded = _in_gaps(old, new, set(lost), set(added))
        lost = [i for i in lost if i not in {one for one, _ in reworded}]
        added = [j for j in added if j not in {other for _, other in reworded}]
    return same, reworded, lost, added


def _in_gaps(
    old: Sequence[Heading], new: Sequence[Heading], lost: set[int], added: set[int]
) -> list[tuple[int, int]]:
    """What stands between the same two headings in both texts."""
    matcher = SequenceMatcher(
        None, [one.item.key for one in old], [one.item.key for one in new], autojunk=False
    )
    pairs = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            gone = [i for i in range(i1, i2) if i in lost]
            come = [j for j in range(j1, j2) if j in added]
            pairs += list(zip(gone, come, strict=False))
    return pairs


def _gone(item: Item, now: str) -> FactDifference:
    if item.key in now:
        why = "its words are plain text now"
        return difference(item, None, FactFate.LOST, why, outcome=Outcome.DOUBT_WORDING, score=0.3)
    return difference(item, None, FactFate.LOST, "the heading is gone")


def _come(item: Item, before: str) -> FactDifference:
    """A question in bold that became a heading says what it said."""
    if len(words(item.key)) >= _PHRASE and item.key in before:
        why = "made of words that were plain text"
        return difference(None, item, FactFate.NEW, why, outcome=Outcome.EXPLAINED, score=0.0)
    return difference(None, item, FactFate.NEW, "no such heading before")


def _reworded(old: Heading, new: Heading) -> FactDifference:
    """A heading says what follows; that a word of it stays makes a rewording likely."""
    stems = {word[:_SAME_STEM] for word in words(old.item.text)}
    is_like = any(word[:_SAME_STEM] in stems for word in words(new.item.text))
    return difference(
        old.item,
        new.item,
        FactFate.CHANGED,
        "reworded in place",
        outcome=Outcome.EXPLAINED if is_like else Outcome.DOUBT_WORDING,
        score=0.0 if is_like else 0.4,
    )
