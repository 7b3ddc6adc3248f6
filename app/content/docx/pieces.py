"""The visible text of a paragraph, piece by piece, each with the run and the element that it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.content.docx.xml import Node

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SOFT_HYPHEN = "\u00ad"
_LOCKED = frozenset({"contentLocked", "sdtContentLocked"})


class PieceKind(StrEnum):
    TEXT = "text"
    MARK = "mark"
    """A tab, a line break, a hyphen: it has a text and may be deleted."""
    OBJECT = "object"
    """A note's number, a picture, a formula: it stays where it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    raw: str
    """As it stands in the file; of an object, what Markdown shows in its place."""
    run: Node
    node: Node
    is_locked: bool = False
    """A result of a field, a locked control or somebody's pending change: it must not be changed."""
    link: Node | None = None
    """The hyperlink around it."""


@dataclass
class Fields:
    """Complex fields are open from `begin` to `end`, across paragraphs; only their result is visible."""

    depth: list[bool] = field(default_factory=list)
    """For each open field, whether its result has begun."""

    @property
    def hides(self) -> bool:
        return not all(self.depth)

    def take(self, kind: str) -> None:
        if kind == "begin":
            self.depth.append(False)
        elif kind == "separate" and self.depth:
            self.depth[-1] = True
        elif kind == "end" and self.depth:
            self.depth.pop()


@dataclass
class PieceReader:
    """Reads the paragraphs of one part in order. `notes` numbers the notes as they are met."""

    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)
    boxes: list[Node] = field(default_factory=list)
    """Text boxes that were met: their paragraphs are read after the one they are anchored in."""
    pending: int = 0
    """Insertions and deletions of others that were met."""

    def read(self, paragraph: Node) -> list[Piece]:
        return list(self._inside(paragraph, is_locked=False, link=None))

    def _inside(self, node: Node, *, is_locked: bool, link: Node | None) -> Iterator[Piece]:
        for child in node.children:
            match child.tag:
                case "w:r":
                    yield from self._run(child, is_locked=is_locked, link=link)
                case "w:hyperlink":
                    yield from self._inside(child, is_locked=is_locked, link=child)
                case "w:ins" | "w:moveTo":
                    self.pending += 1
                    yield from self._inside(child, is_locked=True, link=link)
                case "w:del" | "w:moveFrom":
                    self.pending += 1
                case "w:fldSimple":
                    yield from self._inside(child, is_locked=True, link=link)
                case "w:sdt":
                    yield from self._control(child, is_locked=is_locked, link=link)
                case "w:smartTag" | "w:customXml" | "w:bdo" | "w:dir":
                    yield from self._inside(child, is_locked=is_locked, link=link)
                case tag if tag.startswith(MATH):
                    yield Piece(PieceKind.OBJECT, "", child, child, is_locked=True, link=link)

    def _control(self, node: Node, *, is_locked: bool, link: Node | None) -> Iterator[Piece]:
        properties, content = node.child("w:sdtPr"), node.child("w:sdtContent")
        lock = None if properties is None else properties.child("w:lock")
        is_locked = is_locked or (
            lock is not None and lock.get("val") in {"contentLocked", "sdtContentLocked"}
        )
        if content is not None:
            yield from self._inside(content, is_locked=is_locked, link=link)

    def _run(self, run: Node, *, is_locked: bool, link: Node | None) -> Iterator[Piece]:
        for node in run.children:
            if node.tag == "w:fldChar":
                self.fields.take(node.get("fldCharType"))
                is_over = node.get("fldCharType") == "end" and not self.fields.depth
                yield Piece(PieceKind.OBJECT, "", run, node, is_locked=is_locked or not is_over, link=link)
                continue
            shown = self._shown(node)
            if shown is None or self.fields.hides:
                continue
            kind, raw = shown
            yield Piece(kind, raw, run, node, is_locked or bool(self.fields.depth), link)

    def _shown(self, node: Node) -> tuple[PieceKind, str] | None:
        match node.tag:
            case "w:t":
                return PieceKind.TEXT, node.text
            case "w:tab":
                return PieceKind.MARK, "\t"
            case "w:br" | "w:cr" if node.get("type") not in {"page", "column"}:
                return PieceKind.MARK, "\n"
            case "w:noBreakHyphen":
                return PieceKind.MARK, "\u2011"
            case "w:softHyphen":
                return PieceKind.MARK, SOFT_HYPHEN
            case "w:footnoteReference" | "w:endnoteReference":
                key = (node.tag.removesuffix("Reference").removeprefix("w:"), node.get("id"))
                return PieceKind.OBJECT, f"[^{self.notes.setdefault(key, len(self.notes) + 1)}]"
            case "w:drawing" | "w:pict" | "w:object":
                return PieceKind.OBJECT, self._picture(node)
            case tag if tag == f"{MC}AlternateContent":
                chosen = node.child(f"{MC}Choice") or node
                return PieceKind.OBJECT, self._picture(chosen)
            case "w:rPr" | "w:delText" | "w:instrText" | "w:lastRenderedPageBreak":
                return None
            case _:
                return PieceKind.OBJECT, ""

    def _picture(self, node: Node) -> str:
        """A picture's description as Markdown; text boxes are kept for later."""
        found = list(node.walk())
        self.boxes += [inner for inner in found if inner.tag == "w:txbxContent"]
        described = next((inner for inner in found if inner.tag.endswith("}docPr")), None)
        if described is None or not any(inner.tag.endswith("}pic") for inner in found):
            return ""
        alt = described.attributes.get("descr") or described.attributes.get("title") or ""
        name = described.attributes.get("id", "")
        words = " ".join(alt.split()).translate(str.maketrans("", "", "[]\\"))
        return f"![{words}](#picture-{name})"
