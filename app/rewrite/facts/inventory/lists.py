"""List items: their numbers, order and nesting, and whether a task is done."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.content import Block, BlockKind, Document
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, words

_MARKER = re.compile(
    r"[ \t>]{0,40}(?:(?P<number>\d{1,9})[.)]|\((?P<bracketed>\d{1,9})\)|(?P<auto>\#\.)|[-*+•])(?=\s)"
)
_BOX = re.compile(r"(?:[-*+•]|\d{1,9}[.)])\s{1,9}\[(?P<state>[ xX/-])\]|(?P<input><input\b[^<>]{0,300}>)")
_SIGN_BOX = re.compile(r"[☐☑☒]")
_ALIKE = 0.5
"""Share of the words of the shorter item that both must have."""
_STEM = 4
_STILL_THERE = 0.6
"""Share of the words of an item that must have come to stand elsewhere."""
_MOST_TRIED = 8
"""Items with a rare word in common that are compared in full."""


@dataclass(frozen=True, slots=True)
class Entry:
    item: Item
    words: Counter[str]
    list_number: int
    """Which list of the text it is in."""
    number: int
    """As a reader sees it; 0 in a list without numbers."""
    level: int
    state: str
    """`x`, a space, or nothing where the item has no box."""


def entries_of(document: Document) -> list[Entry]:
    found: list[Entry] = []
    number = list_number = 0
    last: Block | None = None
    for block in document.blocks:
        if block.kind is not BlockKind.LIST_ITEM:
            if block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.QUOTE}:
                last = None
            continue
        head = document.source[block.span.start : min(block.span.end, block.span.start + 400)]
        marker = _MARKER.match(head)
        if marker is None and document.source[block.span.start : block.span.start + 3].lower() != "<li":
            continue  # a further paragraph of the item before, or a footnote
        if last is None or block.section_id != last.section_id:
            list_number += 1
            number = 0
        number = _next_number(marker, number)
        last = block
        box = _BOX.search(head)
        found.append(
            Entry(
                Item(FactKind.LIST, "list item", block.text, block.text, block.span, block.section_id),
                Counter(words(block.text)),
                list_number,
                number,
                block.level,
                "" if box is None else _state(box),
            )
        )
    return found


def _next_number(marker: re.Match[str] | None, number: int) -> int:
    """Lists count from their first number, whatever the others say."""
    if marker is None:
        return 0
    written = marker["number"] or marker["bracketed"]
    if written is None and marker["auto"] is None:
        return 0
    return number + 1 if number else int(written or 1)


def _state(box: re.Match[str]) -> str:
    if box["state"] is not None:
        return box["state"].lower()
    tag = box["input"].lower()
    return "" if "checkbox" not in tag else "x" if "checked" in tag else " "


def list_differences(
    old: Sequence[Entry], new: Sequence[Entry], before: Document, after: Document
) -> Iterator[FactDifference]:
    """Items that are gone, new, renumbered, reordered, nested otherwise, ticked or unticked.

    What an item says is prose: a reworded item is matched by the words that stayed.
    """
    if not old and not new:
        return
    pairs, lost, added = _aligned(old, new)
    for i, j in pairs:
        yield from _of_pair(old[i], new[j])
    yield from _order(old, new, pairs)
    if not lost and not added:
        return
    one, other = _elsewhere(before, old, set(lost)), _elsewhere(after, new, set(added))
    come, gone = other - one, one - other
    for i in lost:
        yield _unpaired(old[i].item, None, old[i].words, come)
    for j in added:
        yield _unpaired(None, new[j].item, new[j].words, gone)


def _elsewhere(document: Document, entries: Sequence[Entry], unpaired: set[int]) -> Counter[str]:
    """The words of a text but for the items that have no counterpart."""
    found = _stems(words(document.visible_text))
    for place in unpaired:
        found.subtract(_stems(entries[place].words.elements()))
    return found


def _stems(found: Iterable[str]) -> Counter[str]:
    """Words by their first letters: a step is an imperative, a sentence has another form."""
    return Counter(word[:_STEM] for word in found)


def _of_pair(old: Entry, new: Entry) -> Iterator[FactDifference]:
    if old.state != new.state:
        yield difference(old.item, new.item, FactFate.CHANGED, "the box is ticked otherwise")
    if bool(old.number) != bool(new.number):
        why = "numbered before" if old.number else "not numbered before"
        yield difference(old.item, new.item, FactFate.CHANGED, why, outcome=Outcome.DOUBT_MEANING, score=0.4)
    elif old.level != new.level:
        yield difference(
            old.item,
            new.item,
            FactFate.MOVED,
            "nested otherwise",
            outcome=Outcome.DOUBT_MEANING,
            score=0.4,
        )


def _order(
    old: Sequence[Entry], new: Sequence[Entry], pairs: Sequence[tuple[int, int]]
) -> Iterator[FactDifference]:
    """By list: numbered items in another order, or from another number on, are other steps."""
    by_list: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in pairs:
        by_list[old[i].list_number].append((i, j))
    for members in by_list.values():
        last = -1
        for i, j in members:
            one, other = old[i], new[j]
            if j < last:
                is_numbered = bool(one.number)
                yield difference(
                    one.item,
                    other.item,
                    FactFate.MOVED,
                    "another order of the steps" if is_numbered else "another order of the items",
                    outcome=Outcome.BROKEN if is_numbered else Outcome.DOUBT_MEANING,
                    score=1.0 if is_numbered else 0.3,
                )
            last = max(last, j)
        first, other_first = members[0]
        if members[0][0] == min(i for i, _ in members) and _starts_otherwise(old, new, first, other_first):
            yield difference(
                old[first].item, new[other_first].item, FactFate.CHANGED, "the numbers start elsewhere"
            )


def _starts_otherwise(old: Sequence[Entry], new: Sequence[Entry], i: int, j: int) -> bool:
    """Whether the first items of two lists that correspond bear different numbers."""
    starts = (i == 0 or old[i - 1].list_number != old[i].list_number) and (
        j == 0 or new[j - 1].list_number != new[j].list_number
    )
    return starts and bool(old[i].number) and bool(new[j].number) and old[i].number != new[j].number


def _unpaired(
    before: Item | None, after: Item | None, said: Counter[str], moved: Counter[str]
) -> FactDifference:
    """An item that became a sentence, or was one, is a matter of layout. `moved` are the words that the rest
    of the other text has more of; what is found there is used up."""
    stems = _stems(said.elements())
    found = stems & moved
    fate = FactFate.LOST if after is None else FactFate.NEW
    if said and found.total() >= _STILL_THERE * said.total():
        moved -= found
        why = "its words stand outside the list" if after is None else "made of words outside a list"
        return difference(before, after, fate, why, outcome=Outcome.EXPLAINED, score=0.0)
    return difference(before, after, fate, "the item is gone" if after is None else "no such item before")


def _aligned(
    old: Sequence[Entry], new: Sequence[Entry]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of items: first of the same words, then those that share the most. Close to linear."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, entry in enumerate(new):
        same[_key(entry)].append(j)
    pairs: dict[int, int] = {}
    for i, entry in enumerate(old):
        if same[_key(entry)]:
            pairs[i] = same[_key(entry)].pop(0)
    taken = set(pairs.values())
    index: dict[str, list[int]] = defaultdict(list)
    for j, entry in enumerate(new):
        if j not in taken:
            for word in entry.words:
                index[word].append(j)
    for i, entry in enumerate(old):
        if i in pairs:
            continue
        best = _best(entry, new, index, taken, i)
        if best is not None:
            pairs[i] = best
            taken.add(best)
    lost = [i for i in range(len(old)) if i not in pairs]
    added = [j for j in range(len(new)) if j not in taken]
    return sorted(pairs.items()), lost, added


def _key(entry: Entry) -> tuple[str, ...]:
    return tuple(sorted(entry.words.elements()))


def _best(
    entry: Entry, new: Sequence[Entry], index: dict[str, list[int]], taken: set[int], place: int
) -> int | None:
    tried: dict[int, float] = {}
    for word in sorted(entry.words, key=lambda word: len(index.get(word, ()))):
        for j in index.get(word, ())[: 4 * _MOST_TRIED]:
            if j not in taken and j not in tried:
                shared = (entry.words & new[j].words).total()
                tried[j] = shared / max(1, min(entry.words.total(), new[j].words.total()))
        if len(tried) >= _MOST_TRIED:
            break
    best = max(tried, key=lambda j: (tried[j], -abs(j - place)), default=None)
    return best if best is not None and tried[best] >= _ALIKE else None
