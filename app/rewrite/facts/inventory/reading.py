"""The inventory of one text, each kind read when it is first asked for."""

from collections import Counter
from functools import cached_property

from app.domain.content import Document
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.code import Cover
from app.rewrite.facts.inventory.code import CodeBlock, code_blocks_of, code_spans_of
from app.rewrite.facts.inventory.foreign import foreign_items
from app.rewrite.facts.inventory.item import Item
from app.rewrite.facts.inventory.links import link_items
from app.rewrite.facts.inventory.lists import Entry, entries_of
from app.rewrite.facts.inventory.markup import Outside, markup_items, open_elements
from app.rewrite.facts.inventory.notes import Notes, notes_of
from app.rewrite.facts.inventory.quotations import quotation_items
from app.rewrite.facts.inventory.sections import Heading, headings_of
from app.rewrite.facts.inventory.signs import sign_items
from app.rewrite.facts.inventory.tables import Row, rows_of


class Inventory:
    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def headings(self) -> list[Heading]:
        return headings_of(self.document)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries_of(self.document)

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.document)

    @cached_property
    def code_blocks(self) -> list[CodeBlock]:
        return code_blocks_of(self.document)

    @cached_property
    def code_spans(self) -> list[Item]:
        return code_spans_of(self.document)

    @cached_property
    def links(self) -> list[Item]:
        return list(link_items(self.document))

    @cached_property
    def notes(self) -> Notes:
        return notes_of(self.document)

    @cached_property
    def quotations(self) -> list[Item]:
        return quotation_items(self.document)

    @cached_property
    def signs(self) -> list[Item]:
        return list(sign_items(self.document, Cover(item.span for item in self.code_spans)))

    @cached_property
    def markup(self) -> list[Item]:
        return [*markup_items(self.document, self._outside), *foreign_items(self.document)]

    @cached_property
    def open_elements(self) -> Counter[str]:
        return open_elements(self.document, self._outside)

    @cached_property
    def _outside(self) -> Outside:
        return Outside(self.document, self.code_spans)

    def counts(self) -> Counter[FactKind]:
        """How many elements of each kind there are."""
        items = [*self.code_spans, *self.links, *self.quotations, *self.signs, *self.markup]
        items += [
            one.item for group in (self.headings, self.entries, self.rows, self.code_blocks) for one in group
        ]
        items += [*self.notes.marks, *self.notes.citations]
        return Counter(item.kind for item in items)
