"""A Word file as Markdown with places: headings, lists, tables, links and notes; furniture is left out."""

from dataclasses import dataclass, field

from app.content.docx.canonical import Canonical, Paragraph
from app.content.docx.package import MAIN, Package, open_package
from app.content.docx.pieces import Piece, PieceKind, PieceReader, R
from app.content.docx.styles import (
    TITLE,
    ListLevel,
    Numbering,
    Styles,
    list_level,
    outline_level,
    read_numbering,
    read_styles,
)
from app.content.docx.xml import Node, parse
from app.domain.content import ContentProblem

RELATIONSHIPS = "word/_rels/document.xml.rels"
NOTES = (("footnote", "word/footnotes.xml"), ("endnote", "word/endnotes.xml"))
DEEPEST_HEADING = 6


@dataclass(frozen=True)
class Reading:
    """`text` is what is judged and rewritten; `paragraphs` lead from it back into the file."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    problems: tuple[ContentProblem, ...]
    roots: dict[str, Node]
    """The parsed parts, by name."""


def read_docx(data: bytes, *, name: str) -> Reading:
    """Raises InvalidContent, naming the file, for a damaged, encrypted, hostile or oversized one."""
    return _Reader(open_package(data, name=name)).read()


@dataclass
class _Reader:
    package: Package
    roots: dict[str, Node] = field(default_factory=dict)
    pieces: PieceReader = field(default_factory=PieceReader)
    out: Canonical = field(init=False)
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    counts: dict[str, int] = field(default_factory=dict)
    open_lists: list[tuple[int, int]] = field(default_factory=list)
    """Levels of the lists that are open here, with where their text is indented to."""
    numbers: dict[ListLevel, int] = field(default_factory=dict)
    shift: int = 0
    """1 in a document with a title: heading 1 then stands below it."""

    def read(self) -> Reading:
        root = self._root(MAIN)
        body = root.child("w:body") if root is not None else None
        self.styles = read_styles(self._root("word/styles.xml"))
        self.numbering = read_numbering(self._root("word/numbering.xml"))
        targets = self._targets()
        self.out = Canonical(lambda link: _target(link, targets))
        if body is not None:
            self.shift = int(any(self._level(node) == TITLE for node in body.walk() if node.tag == "w:p"))
            self._blocks(body)
        self._notes()
        return Reading(self.out.text, tuple(self.out.paragraphs), self._problems(), self.roots)

    def _root(self, part: str) -> Node | None:
        if part not in self.roots:
            if not self.package.has(part):
                return None
            self.roots[part] = parse(self.package.read(part), part=part, name=self.package.name)
        return self.roots[part]

    def _targets(self) -> dict[str, str]:
        root = self._root(RELATIONSHIPS)
        return (
            {node.attributes.get("Id", ""): node.attributes.get("Target", "") for node in root.children}
            if root
            else {}
        )

    # -- blocks

    def _blocks(self, parent: Node) -> None:
        for node in parent.children:
            match node.tag:
                case "w:p":
                    self._paragraph(node, MAIN)
                case "w:tbl":
                    self._table(node)
                case "w:sdt":
                    if (content := node.child("w:sdtContent")) is not None:
                        self._blocks(content)
                case "w:customXml" | "w:ins" | "w:moveTo":
                    self._blocks(node)

    def _paragraph(self, node: Node, part: str) -> None:
        pieces = self.pieces.read(node)
        if _is_visible(pieces):
            self._begin(node)
            label = f"paragraph {self._count('paragraph')}"
            self._write(pieces, node, label, part)
        self._boxes(part)

    def _boxes(self, part: str) -> None:
        """Text boxes stand twice in the file, for old and for new programs: they are read, not changed."""
        boxes, self.pieces.boxes = self.pieces.boxes, []
        for box in boxes:
            for inner in (node for node in box.walk() if node.tag == "w:p"):
                pieces = self.pieces.read(inner)
                if _is_visible(pieces):
                    self._separate("\n\n")
                    label = f"text box paragraph {self._count('text box')}"
                    self.out.paragraph(
                        pieces, label=label, part=part, node=inner, line_break="\\\n", is_fixed=True
                    )

    def _begin(self, node: Node) -> None:
        """What Markdown writes before this paragraph's text."""
        level, listed = self._level(node), self._listed(node)
        if level is not None:
            self.open_lists.clear()
            self._separate("\n\n")
            self.out.add("#" * min(max(level + self.shift, 1), DEEPEST_HEADING) + " ")
        elif listed is not None:
            self._item(listed)
        else:
            self.open_lists.clear()
            self._separate("\n\n")

    def _item(self, listed: ListLevel) -> None:
        self._separate("\n" if self.open_lists else "\n\n")
        while self.open_lists and self.open_lists[-1][0] >= listed.level:
            self.open_lists.pop()
        indent = self.open_lists[-1][1] if self.open_lists else 0
        mark = "- "
        if listed in self.numbering.counted:
            self.numbers[listed] = self.numbers.get(listed, 0) + 1
            mark = f"{self.numbers[listed]}. "
        self.out.add(" " * indent + mark)
        self.open_lists.append((listed.level, indent + len(mark)))

    def _write(self, pieces: list[Piece], node: Node, label: str, part: str) -> None:
        indent = " " * (self.open_lists[-1][1] if self.open_lists else 0)
        line_break = " " if self._level(node) is not None else f"\\\n{indent}"
        self.out.paragraph(pieces, label=label, part=part, node=node, line_break=line_break)

    def _separate(self, between: str) -> None:
        if self.out.length:
            self.out.add(between)

    def _count(self, what: str) -> int:
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]

    def _level(self, node: Node) -> int | None:
        properties = node.child("w:pPr")
        own = outline_level(properties)
        return own if own is not None else self.styles.headings.get(_style(properties))

    def _listed(self, node: Node) -> ListLevel | None:
        properties = node.child("w:pPr")
        own = list_level(properties)
        if own is not None or (properties is not None and properties.child("w:numPr") is not None):
            return own
        return self.styles.lists.get(_style(properties))

    # -- tables

    def _table(self, table: Node) -> None:
        self.open_lists.clear()
        number = self._count("table")
        rows = [row for row in table.children if row.tag == "w:tr"]
        widths = [sum(_width(cell) for cell in row.children if cell.tag == "w:tc") for row in rows]
        for at, row in enumerate(rows):
            self._separate("\n" if at else "\n\n")
            self.out.add("|")
            column = 0
            for cell in (cell for cell in row.children if cell.tag == "w:tc"):
                self.out.add(" ")
                self._cell(cell, f"table {number}, row {at + 1}, column {column + 1}")
                self.out.add(" |" + "  |" * (_width(cell) - 1))
                column += _width(cell)
            self.out.add("  |" * (max(widths) - column))
            if at == 0:
                self.out.add("\n|" + " --- |" * max(widths))
        self._boxes(MAIN)

    def _cell(self, cell: Node, label: str) -> None:
        is_first = True
        for node in (inner for inner in cell.walk() if inner.tag == "w:p"):
            pieces = self.pieces.read(node)
            if not _is_visible(pieces):
                continue
            if not is_first:
                self.out.add("<br>")
            is_first = False
            self.out.paragraph(pieces, label=label, part=MAIN, node=node, line_break="<br/>", in_table=True)

    # -- notes and what a person should know

    def _notes(self) -> None:
        for kind, part in NOTES:
            root = self._root(part)
            for node in () if root is None else root.children:
                number = self.pieces.notes.get((kind, node.get("id")))
                if node.tag != f"w:{kind}" or number is None:
                    continue
                self._separate("\n\n")
                self.out.add(f"[^{number}]: ")
                is_first = True
                for inner in (inner for inner in node.walk() if inner.tag == "w:p"):
                    pieces = [piece for piece in self.pieces.read(inner) if not piece.raw.startswith("[^")]
                    if not _is_visible(pieces):
                        continue
                    if not is_first:
                        self.out.add("\n\n    ")
                    is_first = False
                    self.out.paragraph(
                        pieces, label=f"{kind} {number}", part=part, node=inner, line_break="\\\n    "
                    )

    def _problems(self) -> tuple[ContentProblem, ...]:
        found = []
        if self.pieces.pending:
            found.append(
                ContentProblem(
                    "pending-changes",
                    f"{self.pieces.pending} tracked changes of others are pending: they are read as "
                    "accepted, and left as they are.",
                )
            )
        names = {info.filename for info in self.package.parts}
        if any(name.endswith(("vbaProject.bin", ".bin")) and "embeddings" not in name for name in names):
            found.append(ContentProblem("macros", "The file holds macros or controls: never run, and kept."))
        return tuple(found)


def _is_visible(pieces: list[Piece]) -> bool:
    return any(piece.raw.strip() for piece in pieces) or any(
        piece.kind is PieceKind.OBJECT and piece.raw for piece in pieces
    )


def _style(properties: Node | None) -> str:
    node = None if properties is None else properties.child("w:pStyle")
    return "" if node is None else node.get("val")


def _width(cell: Node) -> int:
    properties = cell.child("w:tcPr")
    span = None if properties is None else properties.child("w:gridSpan")
    value = "" if span is None else span.get("val")
    return max(1, int(value)) if value.isdecimal() and int(value) < 200 else 1


def _target(link: Node, targets: dict[str, str]) -> str:
    address = targets.get(link.attributes.get(f"{R}id", ""), "")
    anchor = link.get("anchor")
    whole = f"{address}#{anchor}" if anchor else address
    return whole.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C")
