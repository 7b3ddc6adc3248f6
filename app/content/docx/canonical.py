"""Leaves to canonical Markdown, with the place of every paragraph in it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from app.content.docx.anchors import cut
from app.content.docx.body import Leaf
from app.content.docx.escaping import address, escaped, escaped_heading, escaped_start, folded
from app.content.docx.pieces import SOFT_HYPHEN, Kind, Piece
from app.content.docx.styles import Role
from app.domain.content import Place, Span


def labels_of(leaves: Iterable[Leaf]) -> dict[str, str]:
    """Footnotes numbered in the order of their marks, endnotes likewise with an `e`; by key."""
    found: dict[str, str] = {}
    for leaf in leaves:
        for paragraph in leaf.paragraphs:
            for piece in paragraph.content.pieces:
                if piece.kind is Kind.NOTE and piece.key not in found:
                    mark = "e" if piece.key.startswith("e") else ""
                    same = sum(key.startswith("e") == bool(mark) for key in found)
                    found[piece.key] = f"{mark}{same + 1}"
    return found


def level_of(leaf: Leaf, *, has_title: bool) -> int:
    """Of a heading in the Markdown, from 1: below a title, headings move down by one. 0 for anything else."""
    if leaf.shape.role is Role.TITLE:
        return 1
    return min(leaf.shape.level + has_title, 6) if leaf.shape.role is Role.HEADING else 0


def inline(pieces: Sequence[Piece], labels: Mapping[str, str], *, in_table: bool = False) -> str:
    """A paragraph's Markdown in one line."""
    parts, anchors = cut(pieces)
    out: list[str] = []
    in_link = False
    for index, part in enumerate(parts):
        text = folded("".join(piece.text for piece in part)).replace(SOFT_HYPHEN, "")
        if not index:
            text = text.lstrip()
        if index == len(parts) - 1:
            text = text.rstrip()
        text = escaped(text, in_link=in_link, in_table=in_table, before_anchor=index < len(anchors))
        out.append(text if index else escaped_start(text))
        if index == len(anchors):
            break
        anchor = anchors[index]
        if anchor.kind is Kind.OPEN:
            in_link = True
            out.append("[")
        elif anchor.kind is Kind.CLOSE:
            in_link = False
            out.append(f"]({address(anchor.key)})")
        elif anchor.kind is Kind.NOTE:
            out.append(f"[^{labels[anchor.key]}]")
        else:
            text = escaped(folded(anchor.text).strip(), in_link=True, in_table=in_table)
            out.append(f"![{text}]({address(anchor.key)})")
    return "".join(out).strip()


class Canonical:
    """Builds the text; `places` grow with it."""

    def __init__(self, labels: Mapping[str, str], *, has_title: bool) -> None:
        self._labels = labels
        self._has_title = has_title
        self._parts: list[str] = []
        self._length = 0
        self._columns: list[int] = []
        """Where the text of each open list level begins."""
        self._counts: list[int] = []
        self.places: list[Place] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, leaves: Iterable[Leaf]) -> None:
        shown = (leaf for leaf in leaves if leaf.is_article)
        for (table, role), group in groupby(shown, key=_kind):
            if table is not None:
                self._table(list(group))
            elif role is Role.CODE:
                self._code(list(group))
            else:
                for leaf in group:
                    self._paragraph(leaf, role)

    def note(self, label: str, text: str) -> None:
        self._begin_block()
        self._write(f"[^{label}]: {escaped_start(escaped(text))}\n")

    def _paragraph(self, leaf: Leaf, role: Role) -> None:
        line = inline(leaf.paragraphs[0].content.pieces, self._labels)
        if role is Role.ITEM:
            self._item(leaf, line)
            return
        self._begin_block()
        level = level_of(leaf, has_title=self._has_title)
        if level:
            self._placed(leaf, f"{'#' * level} {escaped_heading(line)}")
        elif role is Role.QUOTE:
            self._placed(leaf, f"> {line}")
        else:
            self._placed(leaf, line)
        self._write("\n")

    def _item(self, leaf: Leaf, line: str) -> None:
        level = leaf.shape.level
        if not self._columns:
            self._begin_block()
        level = min(level, len(self._columns))
        del self._columns[level:], self._counts[level + 1 :]
        if len(self._counts) <= level:
            self._counts.append(0)
        self._counts[level] = min(self._counts[level] + 1, 999) if leaf.shape.is_numbered else 0
        indent = self._columns[-1] if self._columns else 0
        marker = f"{self._counts[level]}. " if leaf.shape.is_numbered else "- "
        self._columns.append(indent + len(marker))
        self._write(" " * indent)
        self._placed(leaf, marker + line)
        self._write("\n")

    def _code(self, leaves: list[Leaf]) -> None:
        self._begin_block()
        lines = [leaf.paragraphs[0].content.text.replace("\t", "    ") for leaf in leaves]
        fence = "```"
        while any(fence in line for line in lines):
            fence += "`"
        self._write(f"{fence}\n")
        for leaf, line in zip(leaves, lines, strict=True):
            self._placed(leaf, line)
            self._write("\n")
        self._write(f"{fence}\n")

    def _table(self, leaves: list[Leaf]) -> None:
        self._begin_block()
        cells = {leaf.cell[1:]: leaf for leaf in leaves if leaf.cell is not None}
        width = max(column for _, column in cells) + 1
        rows = sorted({row for row, _ in cells})
        for number, row in enumerate(rows):
            self._write("|")
            for column in range(width):
                self._write(" ")
                if (row, column) in cells:
                    self._cell(cells[row, column])
                self._write(" |")
            self._write("\n")
            if not number:
                self._write("|" + " --- |" * width + "\n")

    def _cell(self, leaf: Leaf) -> None:
        lines = (inline(one.content.pieces, self._labels, in_table=True) for one in leaf.paragraphs)
        self._placed(leaf, "<br>".join(line for line in lines if line))

    def _begin_block(self) -> None:
        self._columns.clear()
        self._counts.clear()
        if self._parts:
            self._write("\n")

    def _placed(self, leaf: Leaf, text: str) -> None:
        start = self._length
        self._write(text)
        self.places.append(Place(Span(start, self._length), leaf.number))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _kind(leaf: Leaf) -> tuple[int | None, Role]:
    return (None if leaf.cell is None else leaf.cell[0]), leaf.shape.role
