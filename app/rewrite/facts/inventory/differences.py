"""The inventory of two texts compared, kind by kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.facts import FactDifference, Outcome
from app.rewrite.facts.inventory.code import Plainly, info_differences
from app.rewrite.facts.inventory.front_matter import front_matter_differences
from app.rewrite.facts.inventory.item import Item, Matched, changed, difference, fate_of, match
from app.rewrite.facts.inventory.links import anchor_differences
from app.rewrite.facts.inventory.lists import list_differences
from app.rewrite.facts.inventory.markup import balance_differences
from app.rewrite.facts.inventory.neighbours import exchange_differences
from app.rewrite.facts.inventory.notes import mark_items, note_differences
from app.rewrite.facts.inventory.quotations import quotation_differences
from app.rewrite.facts.inventory.reading import Inventory
from app.rewrite.facts.inventory.sections import SectionMap
from app.rewrite.facts.inventory.tables import table_differences
from app.rewrite.text import Text


def inventory_differences(before: Text, after: Text) -> Iterator[FactDifference]:
    """Every element that is new, gone, changed, exchanged or in another section; see `differences`."""
    if before.source != after.source:
        yield from differences(Inventory(before.document), Inventory(after.document))


def differences(old: Inventory, new: Inventory) -> Iterator[FactDifference]:
    """New, gone and changed is broken, unless it is explained; moved is a doubt of meaning; two that took
    each other's place are broken. Explained differences are given, too. Close to linear in both lengths.
    """
    structure = SectionMap(old.headings, new.headings, old.document, new.document)
    where = _Where(old.document.source, new.document.source, structure.sections)
    yield from front_matter_differences(old.document, new.document)
    yield from structure.differences()
    yield from list_differences(old.entries, new.entries, old.document, new.document)
    yield from table_differences(old.rows, new.rows)
    yield from _code(old, new, where)
    yield from _links(old.links, new.links, where)
    yield from note_differences(old.notes, new.notes)
    yield from _inline(*mark_items(old.notes, new.notes), where)
    yield from _quotations(old, new, where)
    yield from _inline(old.signs, new.signs, where)
    yield from _inline(old.markup, new.markup, where.without_words())
    yield from balance_differences(old.document, new.document, old.open_elements, new.open_elements)


@dataclass(frozen=True, slots=True)
class _Where:
    """The sources of both texts, and which section became which."""

    before: str
    after: str
    sections: dict[str, str]

    def without_words(self) -> "_Where":
        """For what is no part of a sentence: only its section matters."""
        return _Where("", "", self.sections)

    def moved(self, pairs: Sequence[tuple[Item, Item]]) -> Iterator[FactDifference]:
        return exchange_differences(pairs, self.before, self.after, self.sections)


def _code(old: Inventory, new: Inventory, where: _Where) -> Iterator[FactDifference]:
    before, after = old.code_blocks, new.code_blocks
    matched = match([block.item for block in before], [block.item for block in after], where.sections)
    yield from info_differences(matched.pairs, before, after)
    yield from _unmatched(matched, where)
    yield from where.moved(matched.pairs)
    found = match(old.code_spans, new.code_spans, where.sections)
    plainly = Plainly(old.code_spans, new.code_spans, where.before, where.after)
    marked = [item for item in found.new if plainly.marked(item)]
    unmarked = [item for item in found.lost if plainly.unmarked(item)]
    yield from (_explained(None, item, "the same words, marked as code") for item in marked)
    yield from (_explained(item, None, "the same words without the marks of code") for item in unmarked)
    rest = Matched(
        found.pairs,
        tuple(item for item in found.lost if item not in unmarked),
        tuple(item for item in found.new if item not in marked),
    )
    yield from _unmatched(rest, where)
    yield from where.moved(found.pairs)


def _links(before: Sequence[Item], after: Sequence[Item], where: _Where) -> Iterator[FactDifference]:
    matched = match(before, after, where.sections)
    exchanged = list(where.moved(matched.pairs))
    yield from exchanged
    swapped = {span for found in exchanged for span in (found.before_span, found.after_span)}
    yield from anchor_differences(
        [
            (one, other)
            for one, other in matched.pairs
            if one.span not in swapped and other.span not in swapped
        ]
    )
    yield from _unmatched(matched, where)


def _quotations(old: Inventory, new: Inventory, where: _Where) -> Iterator[FactDifference]:
    matched = match(old.quotations, new.quotations, where.sections)
    yield from quotation_differences(matched, where.sections, old.document, new.document)
    yield from where.moved(matched.pairs)


def _inline(before: Sequence[Item], after: Sequence[Item], where: _Where) -> Iterator[FactDifference]:
    matched = match(before, after, where.sections)
    yield from _unmatched(matched, where)
    yield from where.moved(matched.pairs)


def _unmatched(matched: Matched, where: _Where) -> Iterator[FactDifference]:
    for one, other in changed(matched, where.sections):
        item = one or other
        assert item is not None
        if one is None:
            why = f"no such {item.name} before"
        elif other is None:
            why = f"the {item.name} is gone"
        else:
            why = f"another {item.name}"
        yield difference(one, other, fate_of(one, other), why)


def _explained(before: Item | None, after: Item | None, why: str) -> FactDifference:
    return difference(before, after, fate_of(before, after), why, outcome=Outcome.EXPLAINED, score=0.0)
