"""An OpenDocument text's bytes in, its canonical text out, with places and furniture."""

from collections.abc import Iterable, Iterator

from app.content.docx.body import MAX_PARAGRAPHS, Leaf, Paragraph
from app.content.docx.canonical import Canonical, labels_of
from app.content.docx.package import Package, open_archive
from app.content.docx.reader import Reading, has_title
from app.content.docx.styles import TEXT, Role, Shape
from app.content.docx.xml import BadXml, Element, children_of, number, utf8
from app.content.odt.pieces import Found, contents, plain, rows_of
from app.content.odt.styles import Styles
from app.domain.content import ContentProblem, Furniture
from app.domain.errors import InvalidContent

_ROOTS = {"content.xml": "office:document-content", "styles.xml": "office:document-styles"}
_INDEXES = frozenset({
    "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index",
    "text:object-index", "text:user-index", "text:bibliography",
})  # fmt: skip
_WIDEST = 200


def read_odt(data: bytes, *, name: str) -> Reading:
    """Read an OpenDocument text; `name` is used in errors. Raises InvalidContent for anything else."""
    package = Package(data, name, "content.xml", is_macro=False, archive=open_archive(data, name=name))
    manifest = package.part("META-INF/manifest.xml")
    if b"encryption-data" in manifest:
        raise InvalidContent(
            f"{name} is protected with a password. Save it without the password and submit it again."
        )
    body = _Body(package)
    leaves = body.read()
    canonical = Canonical(labels_of(leaves), has_title=has_title(leaves))
    canonical.add(leaves)
    for key, label in labels_of(leaves).items():
        if body.found.notes.get(key):
            canonical.note(label, body.found.notes[key])
    problems = []
    if body.changes:
        message = f"{body.changes} tracked changes are undecided; they were read as accepted. Decide them."
        problems.append(ContentProblem("pending-changes", message))
    furniture = (*_margins(package), *(Furniture("comment", text, who) for who, text in body.found.comments))
    return Reading(canonical.text, tuple(canonical.places), furniture, tuple(problems))


def _children(package: Package, part: str, *path: str) -> Iterator[Element]:
    data = package.part(part)
    try:
        if data:
            yield from children_of(utf8(data)[0], (_ROOTS[part], *path))
    except BadXml as error:
        raise InvalidContent(package.refusal(part, error)) from error


def _margins(package: Package) -> Iterator[Furniture]:
    seen = set()
    for page in _children(package, "styles.xml", "office:master-styles"):
        for one in page.children:
            kind = "header" if one.name.startswith("style:header") else "footer"
            text = plain(one)
            if one.name.startswith(("style:header", "style:footer")) and text and (kind, text) not in seen:
                seen.add((kind, text))
                yield Furniture(kind, text)


class _Body:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(
            [
                *_children(package, "styles.xml", "office:styles"),
                *_children(package, "content.xml", "office:automatic-styles"),
            ]
        )
        self._tables = 0
        self.found = Found()
        self.changes = 0

    def read(self) -> list[Leaf]:
        """Every leaf in reading order, numbered. Raises InvalidContent."""
        leaves: list[Leaf] = []
        count = 0
        for block in _children(self._package, "content.xml", "office:body", "office:text"):
            for leaf in self._flow([block]):
                leaves.append(leaf)
                if leaf.shows:
                    count += 1
                    leaf.number = count
                if len(leaves) > MAX_PARAGRAPHS:
                    raise InvalidContent(
                        f"{self._package.name} has more than {MAX_PARAGRAPHS:,} paragraphs and table cells."
                        " Split it."
                    )
        if not leaves and not self._package.part("content.xml"):
            raise InvalidContent(f"{self._package.name} is damaged: it has no content.xml. Save it again.")
        return leaves

    def _flow(self, elements: Iterable[Element], shape: Shape | None = None) -> Iterator[Leaf]:
        for element in elements:
            name = element.name
            if name in {"text:p", "text:h"}:
                yield from self._paragraph(element, shape)
            elif name == "text:list":
                yield from self._list(element, 0, "")
            elif name == "table:table":
                yield from self._table(element)
            elif name in {"text:section", "text:numbered-paragraph", "draw:text-box"}:
                yield from self._flow(element.children)
            elif name in _INDEXES:
                yield from self._flow(element.all("text:p", "text:h"), Shape(Role.CONTENTS))
            elif name == "text:tracked-changes":
                self.changes += sum(one.name == "text:changed-region" for one in element.children)

    def _paragraph(self, element: Element, shape: Shape | None) -> Iterator[Leaf]:
        own = self._styles.shape(element)
        content = contents(element, self.found)
        yield Leaf(
            own if shape is None or own.role is Role.HEADING else shape,
            [Paragraph(element, content, is_last=False)],
        )
        for box, _ in content.boxes:
            yield from self._flow(box.children)

    def _list(self, element: Element, level: int, style: str) -> Iterator[Leaf]:
        style = element.get("text:style-name") or style
        shape = Shape(Role.ITEM, min(level, 8), self._styles.is_numbered(style, level))
        for item in element.children:
            is_first = True
            for one in item.children:
                if one.name == "text:list":
                    yield from self._list(one, level + 1, style)
                elif one.name != "#text":
                    yield from self._flow([one], shape if is_first else TEXT)
                    is_first = False

    def _table(self, table: Element) -> Iterator[Leaf]:
        rows = [[one for one in row.children if one.name != "#text"] for row in rows_of(table)]
        if max((len(row) for row in rows), default=0) <= 1:  # a frame around running text
            for row in rows:
                for cell in row:
                    yield from self._flow(cell.children)
            return
        place, self._tables = self._tables, self._tables + 1
        for row_number, row in enumerate(rows):
            column = 0
            for cell in row:
                paragraphs = [one for leaf in self._flow(cell.children) for one in leaf.paragraphs]
                yield Leaf(TEXT, paragraphs, cell=(place, row_number, min(column, _WIDEST)))
                column += max(1, number(cell.get("table:number-columns-repeated"))) if paragraphs else 1
