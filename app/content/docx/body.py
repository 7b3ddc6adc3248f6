"""The body of a Word file as leaves: paragraphs and table cells in reading order, numbered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.content.docx.package import Package, Relation
from app.content.docx.pieces import Content, Kind, contents
from app.content.docx.styles import TEXT, Role, Shape, Styles
from app.content.docx.xml import BadXml, Element, children_of, number, utf8
from app.domain.errors import InvalidContent

_BODY = ("w:document", "w:body")
MAX_COLUMNS = 200
"""What is further right is read into the last one: every row is written with every column."""
MAX_PARAGRAPHS = 100_000
"""Cells and empty paragraphs included; 500 pages have some 5,000."""
_CONTENTS = "Table of Contents"


@dataclass(slots=True)
class Paragraph:
    element: Element
    content: Content
    is_last: bool
    """The next element of its container is no paragraph: its mark cannot be removed."""


@dataclass(slots=True)
class Leaf:
    """One paragraph of the running text, or one table cell with all its paragraphs."""

    shape: Shape
    paragraphs: list[Paragraph]
    number: int = 0
    """Counted from 1 over what shows something, tables and text boxes included; 0 for the others."""
    cell: tuple[int, int, int] | None = None
    """Table, row and column, each counted from 0."""
    is_boxed: bool = False
    """It stands in a text box."""
    block: Element | None = None
    """The child of the body (a paragraph, a whole table) that holds it."""
    is_block_last: bool = False
    """No paragraph follows that block."""
    boxes: list["Leaf"] = field(default_factory=list)
    """The leaves of the text boxes anchored here."""
    is_frozen: bool = False
    """It stands in a text box that the file holds twice, and not alike."""
    twin: "Leaf | None" = None
    """The same paragraph of a text box once more, for older programs: to be changed alike."""

    @property
    def text(self) -> str:
        return " ".join(" ".join(one.content.text for one in self.paragraphs).split())

    @property
    def shows(self) -> bool:
        kinds = {Kind.IMAGE, Kind.NOTE}
        return bool(self.text) or any(
            piece.kind in kinds for one in self.paragraphs for piece in one.content.pieces
        )

    @property
    def is_article(self) -> bool:
        """Whether it is part of the text that is judged and rewritten."""
        return self.shape.role is not Role.CONTENTS and self.shows


class Body:
    """Reads one part block by block; after that, knows how many tables and paragraphs it has."""

    def __init__(self, package: Package, styles: Styles, *, accept: bool = True) -> None:
        """`accept`: read tracked changes as accepted, else as rejected."""
        self._accept = accept
        self._package = package
        self._styles = styles
        self._relations = package.relations(package.main)
        self._tables = 0
        self._number = 0
        self._count = 0

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf in reading order. Raises InvalidContent."""
        held: Element | None = None
        try:
            data, _ = utf8(self._package.part(self._package.main))
            for block in children_of(data, _BODY):
                if held is not None:
                    yield from self._numbered(self._block(held, block))
                held = block
        except BadXml as error:
            raise InvalidContent(self._package.refusal(self._package.main, error)) from error
        if held is not None:
            yield from self._numbered(self._block(held, None))

    def _numbered(self, leaves: Iterable[Leaf]) -> Iterator[Leaf]:
        for leaf in leaves:
            self._count += 1 + len(leaf.boxes)
            if self._count > MAX_PARAGRAPHS:
                raise InvalidContent(
                    f"{self._package.name} has more than {MAX_PARAGRAPHS:,} paragraphs and table cells."
                    " Split it."
                )
            for one in (leaf, *leaf.boxes):
                if one.shows:
                    self._number += 1
                    one.number = self._number
                yield one

    def _block(self, block: Element, following: Element | None) -> list[Leaf]:
        leaves = list(self._flow([block], following))
        for leaf in leaves:
            leaf.block = block
            leaf.is_block_last = following is None or following.name != "w:p"
        return leaves

    def _flow(self, elements: Sequence[Element], following: Element | None = None) -> Iterator[Leaf]:
        for element, after in zip(elements, [*elements[1:], following], strict=True):
            if element.name == "w:p":
                yield self._paragraph(element, is_last=after is None or after.name != "w:p")
            elif element.name == "w:tbl":
                yield from self._table(element)
            elif element.name == "w:sdt":
                content = element.child("w:sdtContent")
                inner = list(self._flow([] if content is None else content.children))
                if _is_contents(element):
                    inner = [_as_contents(leaf) for leaf in inner]
                yield from inner
            elif element.name in {"w:customXml", "w:smartTag"}:
                yield from self._flow(element.children)
            elif element.name == "mc:AlternateContent":
                choice = element.child("mc:Choice") or element.child("mc:Fallback")
                yield from self._flow([] if choice is None else choice.children)

    def _paragraph(self, element: Element, *, is_last: bool) -> Leaf:
        content = contents(element, self._relations, accept=self._accept)
        shape = self._styles.shape(element.child("w:pPr"))
        leaf = Leaf(shape, [Paragraph(element, content, is_last)])
        for box, twin in content.boxes:
            inner = self._boxed(box)
            twins = [] if twin is None else self._boxed(twin)
            if [one.text for one in inner] == [one.text for one in twins]:
                for one, other in zip(inner, twins, strict=True):
                    one.twin = other
            elif twin is not None:
                for one in inner:
                    one.is_frozen = True
            leaf.boxes += inner
        return leaf

    def _boxed(self, box: Element) -> list[Leaf]:
        leaves = [one for leaf in self._flow(box.children) for one in (leaf, *leaf.boxes)]
        for leaf in leaves:
            leaf.is_boxed = True
        return leaves

    def _table(self, table: Element) -> Iterator[Leaf]:
        rows = [list(_named(row.children, "w:tc")) for row in _named(table.children, "w:tr")]
        if max((len(row) for row in rows), default=0) <= 1:  # a frame around running text
            for row in rows:
                for cell in row:
                    yield from self._flow(cell.children)
            return
        table_number, self._tables = self._tables, self._tables + 1
        for row_number, row in enumerate(rows):
            column = 0
            for cell in row:
                inner = [one for leaf in self._flow(cell.children) for one in (leaf, *leaf.boxes)]
                paragraphs = [one for leaf in inner for one in leaf.paragraphs]
                boxed = any(leaf.is_boxed for leaf in inner)
                place = (table_number, row_number, min(column, MAX_COLUMNS - 1))
                yield Leaf(TEXT, paragraphs, cell=place, is_boxed=boxed, is_frozen=boxed)
                column += _width(cell)


def other_text(package: Package, part: str | None, name: str) -> Iterator[tuple[Element, str]]:
    """The elements of this name in another part (a comment, a footnote, a header) with their text."""
    if part is None:
        return
    root = package.tree(part)
    relations: Mapping[str, Relation] = package.relations(part)
    for element in () if root is None else [root] if root.name == name else root.children:
        if element.name == name:
            texts = (contents(one, relations).text for one in element.all("w:p"))
            yield element, " ".join(" ".join(texts).split())


def _named(elements: Iterable[Element], name: str) -> Iterator[Element]:
    """Elements of this name, also inside content controls."""
    for element in elements:
        if element.name == name:
            yield element
        elif element.name in {"w:sdt", "w:sdtContent", "w:customXml"}:
            yield from _named(element.children, name)


def _width(cell: Element) -> int:
    properties = cell.child("w:tcPr")
    span = None if properties is None else properties.value("w:gridSpan")
    return max(1, min(number(span), 200))


def _is_contents(control: Element) -> bool:
    properties = control.child("w:sdtPr")
    part = None if properties is None else properties.child("w:docPartObj")
    return part is not None and part.value("w:docPartGallery") == _CONTENTS


def _as_contents(leaf: Leaf) -> Leaf:
    leaf.shape = Shape(Role.CONTENTS)
    return leaf
