"""Tables, row by row and cell by cell."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.content.drafts import CELL_SEPARATOR
from app.domain.content import BlockKind, Document
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, folded, words

_DIGITS = re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f' ](?=\d{3}(?!\d))")
_CENTS = re.compile(r"(?<=\d)[.,]00(?!\d)")
_MONEY = re.compile(r"[$€£¥₹]|\b(?:usd|eur|gbp|chf|jpy|cad|aud|dollars?|euros?|francs?|pounds?)\b")
_LONG_CELL = 6
"""Words from which on a cell holds prose that may be reworded."""
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    item: Item
    cells: tuple[str, ...]


def rows_of(document: Document) -> list[Row]:
    return [
        Row(
            Item(FactKind.TABLE, "table row", folded(block.text), block.text, block.span, block.section_id),
            tuple(folded(cell) for cell in block.text.split(CELL_SEPARATOR)),
        )
        for block in document.blocks
        if block.kind is BlockKind.TABLE
    ]


def table_differences(old: Sequence[Row], new: Sequence[Row]) -> Iterator[FactDifference]:
    waiting: dict[str, list[int]] = defaultdict(list)
    for j, row in enumerate(new):
        waiting[row.item.key].append(j)
    pairs = [(i, waiting[row.item.key].pop(0)) for i, row in enumerate(old) if waiting[row.item.key]]
    yield from _order(old, new, pairs)
    lost = sorted(set(range(len(old))) - {i for i, _ in pairs})
    added = sorted(set(range(len(new))) - {j for _, j in pairs})
    yield from _rows(old, new, lost, added)


def _order(
    old: Sequence[Row], new: Sequence[Row], pairs: Sequence[tuple[int, int]]
) -> Iterator[FactDifference]:
    last = -1
    for i, j in pairs:
        if j < last:
            yield difference(
                old[i].item,
                new[j].item,
                FactFate.MOVED,
                "another order of the rows",
                outcome=Outcome.DOUBT_MEANING,
                score=0.4,
            )
        last = max(last, j)


def _rows(
    old: Sequence[Row], new: Sequence[Row], lost: list[int], added: list[int]
) -> Iterator[FactDifference]:
    """Rows that changed: the same first cell is the same row, then the same place."""
    heads: dict[str, list[int]] = defaultdict(list)
    for j in added:
        heads[new[j].cells[0]].append(j)
    taken: set[int] = set()
    rest: list[int] = []
    for i in lost:
        here = heads.get(old[i].cells[0])
        if here:
            j = here.pop(0)
            taken.add(j)
            yield from _cells(old[i], new[j])
        else:
            rest.append(i)
    others = [j for j in added if j not in taken]
    for i, j in zip(rest, others, strict=False):
        yield from _cells(old[i], new[j])
    for i in rest[len(others) :]:
        yield difference(old[i].item, None, FactFate.LOST, "the row is gone")
    for j in others[len(rest) :]:
        yield difference(None, new[j].item, FactFate.NEW, "no such row before")


def _cells(old: Row, new: Row) -> Iterator[FactDifference]:
    if len(old.cells) != len(new.cells):
        yield difference(old.item, new.item, FactFate.CHANGED, "another number of cells")
        return
    differing = [(one, other) for one, other in zip(old.cells, new.cells, strict=True) if one != other]
    if all(_amount(one) == _amount(other) for one, other in differing):
        why = "the same amounts, written otherwise"
        yield difference(old.item, new.item, FactFate.CHANGED, why, outcome=Outcome.EXPLAINED, score=0.0)
        return
    is_prose = all(_is_reworded(one, other) for one, other in differing)
    yield difference(
        old.item,
        new.item,
        FactFate.CHANGED,
        "a long cell was reworded" if is_prose else "a cell says something else",
        outcome=Outcome.DOUBT_MEANING if is_prose else Outcome.BROKEN,
        score=0.5 if is_prose else 1.0,
    )


def _amount(cell: str) -> str:
    """Without separators of thousands, and money without its empty cents. Versions keep their zeros."""
    plain = _THOUSANDS.sub("", cell)
    return _CENTS.sub("", plain) if _MONEY.search(plain) else plain


def _is_reworded(one: str, other: str) -> bool:
    said, now = words(one), words(other)
    if len(said) < _LONG_CELL or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    return len(set(said) & set(now)) >= _ALIKE * len(set(said))
