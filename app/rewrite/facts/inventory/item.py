"""One element of the inventory, and how elements of two texts are matched."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome

_SPACE = re.compile(r"\s+")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Item:
    kind: FactKind
    name: str
    """What it is, in a word or two: `link`, `code block`. Only items of one name are matched."""
    key: str
    """What must be equal; white space and spelling of marks that do not matter are gone."""
    text: str
    """As a person is shown it."""
    span: Span
    """In the source, markup included."""
    section_id: str = ""
    inner: str = ""
    """What it says to a reader: the anchor of a link, the alternative text of an image."""


@dataclass(frozen=True, slots=True)
class Matched:
    pairs: tuple[tuple[Item, Item], ...]
    lost: tuple[Item, ...]
    new: tuple[Item, ...]


def match(before: Sequence[Item], after: Sequence[Item], sections: Mapping[str, str]) -> Matched:
    """Equal keys one to one: first those of the same section, then the rest in order. Linear.

    `sections` maps a section of the original to the one that it became.
    """
    waiting: dict[tuple[str, str], dict[str, deque[Item]]] = defaultdict(lambda: defaultdict(deque))
    for item in after:
        waiting[item.name, item.key][item.section_id].append(item)
    pairs: list[tuple[Item, Item]] = []
    homeless: list[Item] = []
    for item in before:
        here = waiting[item.name, item.key].get(sections.get(item.section_id, ""))
        if here:
            pairs.append((item, here.popleft()))
        else:
            homeless.append(item)
    left = {
        key: sorted((one for each in found.values() for one in each), key=_start, reverse=True)
        for key, found in waiting.items()
    }
    lost = []
    for item in homeless:
        elsewhere = left.get((item.name, item.key))
        if elsewhere:
            pairs.append((item, elsewhere.pop()))
        else:
            lost.append(item)
    new = sorted((one for each in left.values() for one in each), key=_start)
    return Matched(tuple(sorted(pairs, key=lambda pair: _start(pair[0]))), tuple(lost), tuple(new))


def changed(matched: Matched, sections: Mapping[str, str]) -> Iterator[tuple[Item | None, Item | None]]:
    """Lost and new ones: of the same name and section they are one that changed, in order."""
    waiting: dict[tuple[str, str], deque[Item]] = defaultdict(deque)
    for item in matched.new:
        waiting[item.name, item.section_id].append(item)
    for item in matched.lost:
        here = waiting[item.name, sections.get(item.section_id, "")]
        yield item, here.popleft() if here else None
    yield from (
        (None, item) for item in sorted((one for each in waiting.values() for one in each), key=_start)
    )


def difference(
    before: Item | None,
    after: Item | None,
    fate: FactFate,
    why: str,
    *,
    outcome: Outcome = Outcome.BROKEN,
    score: float = 1.0,
) -> FactDifference:
    home = before or after
    assert home is not None
    return FactDifference(
        home.kind,
        fate,
        before="" if before is None else shown(before.text),
        after="" if after is None else shown(after.text),
        before_span=None if before is None else before.span,
        after_span=None if after is None else after.span,
        section_id=home.section_id,
        why=why,
        outcome=outcome,
        score=score,
    )


def fate_of(before: Item | None, after: Item | None) -> FactFate:
    if before is None:
        return FactFate.NEW
    return FactFate.LOST if after is None else FactFate.CHANGED


def shown(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def folded(text: str) -> str:
    """Without case, with one spelling of quotation marks and single spaces."""
    return spaced(text).casefold().translate(_MARKS)


def spaced(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Words without case; of a script without spaces, its signs."""
    return _WORD.findall(text.casefold())


_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def ordered(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=_start)


def _start(item: Item) -> int:
    return item.span.start
