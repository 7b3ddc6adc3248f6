"""The inline content of a paragraph: its text in pieces, each with the place where it stands in the file.

The one home of what is visible, what may be changed and what is an anchor that a rewrite has to keep.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from app.content.docx.package import Relation
from app.content.docx.xml import Element

SOFT_HYPHEN = "\u00ad"
_UNLIKE = Element("mc:Fallback", {}, 0)
"""A fallback that says something else: the text box is read, and stays as it is."""
MAX_FIELDS = 50
"""Fields open at once; Word nests a few. Each piece asks all of them whether it is shown."""


class Kind(Enum):
    TEXT = auto()
    NOTE = auto()
    """The mark of a footnote or endnote; `key` is its id, with an `e` in front for an endnote."""
    IMAGE = auto()
    """`key` is the image's part or address, `text` its description."""
    OPEN = auto()
    """A link begins; `key` is its target."""
    CLOSE = auto()
    HELD = auto()
    """Something invisible (a page break, a field's code): it stays where it is."""


@dataclass(slots=True)
class Piece:
    kind: Kind
    text: str = ""
    key: str = ""
    run: Element | None = None
    child: Element | None = None
    """The child of the run that holds the text."""
    is_locked: bool = False
    """May not be changed: the result of a field, a locked content control, a formula."""
    before: int = 0
    after: int = 0
    """Byte offsets around what holds the piece in the paragraph: a link, a whole field, a run."""


@dataclass(slots=True)
class Content:
    """A paragraph's pieces, and what else was met in it."""

    pieces: list[Piece] = field(default_factory=list)
    pending: list[Element] = field(default_factory=list)
    """Tracked changes of others that nobody has decided: read as accepted."""
    boxes: list[tuple[Element, Element | None]] = field(default_factory=list)
    """Text boxes (`w:txbxContent`) anchored here, each with its twin for older programs."""
    hidden: int = 0
    """Runs of hidden text."""

    @property
    def text(self) -> str:
        """What a reader sees; anchors are left out."""
        return "".join(piece.text for piece in self.pieces if piece.kind is Kind.TEXT).replace(
            SOFT_HYPHEN, ""
        )


def contents(paragraph: Element, relations: Mapping[str, Relation], *, accept: bool = True) -> Content:
    """The pieces of one paragraph (`w:p`), in order. `relations` are those of its part.

    Tracked changes are read as accepted; as rejected if `accept` is false.
    """
    reader = _Reader(relations, _ACCEPTED if accept else _REJECTED)
    for child in paragraph.children:
        reader.before, reader.after = child.start, child.end
        reader.walk(child, is_locked=False)
    reader.close_fields()
    return reader.found


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False
    """Its result has begun."""
    is_link: bool = False
    first: int = 0
    """Index of its first piece."""
    before: int = 0


_ACCEPTED = frozenset({"w:ins", "w:moveTo"})
_REJECTED = frozenset({"w:del", "w:moveFrom"})
_PENDING = _ACCEPTED | _REJECTED
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}


class _Reader:
    def __init__(self, relations: Mapping[str, Relation], read: frozenset[str]) -> None:
        self.found = Content()
        self.before = self.after = 0
        self._read = read
        """The kinds of tracked changes whose text is there."""
        self._relations = relations
        self._fields: list[_Field] = []

    def walk(self, element: Element, *, is_locked: bool) -> None:
        name = element.name
        if name == "w:r":
            self._run(element, is_locked=is_locked)
        elif name in _PENDING:
            self.found.pending.append(element)
            if name in self._read:
                self._all(element.children, is_locked=True)
        elif name == "w:hyperlink":
            self._link(element, self._target(element), is_locked=is_locked)
        elif name == "w:fldSimple":
            self._simple_field(element, is_locked=is_locked)
        elif name == "w:sdt":
            content = element.child("w:sdtContent")
            locked = is_locked or _is_locked(element.child("w:sdtPr"))
            self._all(() if content is None else content.children, is_locked=locked)
        elif name in {"w:smartTag", "w:customXml", "w:dir", "w:bdo"}:
            self._all(element.children, is_locked=is_locked)
        elif name in {"m:oMath", "m:oMathPara"}:
            text = "".join(one.text for one in element.all("m:t", "w:t"))
            self._add(Piece(Kind.TEXT, text, is_locked=True))
        elif name == "mc:AlternateContent":
            self._all(_chosen(element), is_locked=is_locked)

    def _all(self, elements: Iterable[Element], *, is_locked: bool) -> None:
        for element in elements:
            self.walk(element, is_locked=is_locked)

    def _add(self, piece: Piece) -> None:
        piece.before, piece.after = self.before, self.after
        self.found.pieces.append(piece)

    def _target(self, link: Element) -> str:
        relation = self._relations.get(link.get("r:id"))
        anchor = link.get("w:anchor")
        address = "" if relation is None else relation.target
        return f"{address}#{anchor}" if anchor else address

    def _link(self, element: Element, target: str, *, is_locked: bool) -> None:
        self._add(Piece(Kind.OPEN, key=target))
        self._all(element.children, is_locked=is_locked)
        self._add(Piece(Kind.CLOSE, key=target))

    def _simple_field(self, element: Element, *, is_locked: bool) -> None:
        target = link_of(element.get("w:instr"))
        if target is None:
            self._all(element.children, is_locked=True)
        else:
            self._link(element, target, is_locked=is_locked)

    def _run(self, run: Element, *, is_locked: bool) -> None:
        properties = run.child("w:rPr")
        if properties is not None and properties.is_on("w:vanish"):
            self.found.hidden += any(True for _ in run.all("w:t"))
            self._add(Piece(Kind.HELD, run=run))
            return
        for child in run.children:
            if child.name != "w:rPr":
                self._child(run, child, is_locked=is_locked)

    def _child(self, run: Element, child: Element, *, is_locked: bool) -> None:
        name = child.name
        shown = [one for one in self._fields if one.shows and not one.is_link]
        if self._fields and not self._fields[-1].shows and name not in {"w:fldChar", "w:instrText"}:
            self._add(Piece(Kind.HELD, run=run, child=child))  # inside a field's code
        elif name in {"w:t", "w:delText"}:
            self._add(Piece(Kind.TEXT, child.text, "", run, child, is_locked or bool(shown)))
        elif name in _CHARACTERS or (
            name == "w:br" and child.get("w:type", "textWrapping") == "textWrapping"
        ):
            text = _CHARACTERS.get(name, "\n")
            self._add(Piece(Kind.TEXT, text, "", run, child, is_locked or bool(shown)))
        elif name in {"w:footnoteReference", "w:endnoteReference"}:
            mark = "e" if name == "w:endnoteReference" else ""
            self._add(Piece(Kind.NOTE, "", mark + child.get("w:id"), run, child, is_locked))
        elif name in {"w:drawing", "w:pict", "w:object"}:
            self._drawing(run, child)
        elif name == "mc:AlternateContent":
            self._alternatives(run, child)
        else:
            if name == "w:fldChar":
                self._field(child.get("w:fldCharType"))
            elif name == "w:instrText" and self._fields:
                self._fields[-1].code += child.text
            self._add(Piece(Kind.HELD, run=run, child=child))

    def _alternatives(self, run: Element, child: Element) -> None:
        """A drawing with a fallback that says the same."""
        first = len(self.found.boxes)
        for one in _chosen(child):
            self._drawing(run, one, child)
        fallback = child.child("mc:Fallback")
        if fallback is not None and child.child("mc:Choice") is not None:
            twins: list[Element | None] = list(outermost(fallback, "w:txbxContent"))
            boxes = [box for box, _ in self.found.boxes[first:]]
            if len(twins) != len(boxes):
                # Which says what cannot be known: none is changed, and the fallback is not read for each.
                twins = [_UNLIKE if twins else None] * len(boxes)
            self.found.boxes[first:] = list(zip(boxes, twins, strict=True))

    def _drawing(self, run: Element, drawing: Element, child: Element | None = None) -> None:
        boxes = list(outermost(drawing, "w:txbxContent"))
        self.found.boxes.extend((box, None) for box in boxes)
        named = next(drawing.all("wp:docPr"), None)
        picture = None if boxes else next(drawing.all("a:blip", "v:imagedata"), None)
        relation = None
        if picture is not None:
            ids = (picture.get("r:embed"), picture.get("r:link"), picture.get("r:id"))
            relation = next((self._relations[one] for one in ids if one in self._relations), None)
        kind = Kind.HELD if relation is None else Kind.IMAGE
        text = "" if named is None or relation is None else named.get("descr")
        key = "" if relation is None else relation.target
        self._add(Piece(kind, text, key, run, child or drawing))

    def _field(self, what: str) -> None:
        if what == "begin" and len(self._fields) < MAX_FIELDS:
            self._fields.append(_Field(first=len(self.found.pieces), before=self.before))
        elif what == "separate" and self._fields and not self._fields[-1].shows:
            current = self._fields[-1]
            target = link_of(current.code)
            current.shows, current.is_link = True, target is not None
            if target is not None:
                self._add(Piece(Kind.OPEN, key=target))
        elif what == "end" and self._fields:
            self._end_field(self._fields.pop())

    def _end_field(self, ended: _Field) -> None:
        if ended.is_link:
            self._add(Piece(Kind.CLOSE, key=link_of(ended.code) or ""))
        for piece in self.found.pieces[ended.first :]:
            piece.before, piece.after = ended.before, self.after

    def close_fields(self) -> None:
        """A field that goes on in the next paragraph (a table of contents) ends here as far as we care."""
        while self._fields:
            self._end_field(self._fields.pop())


def link_of(code: str) -> str | None:
    """The target of a HYPERLINK field's code; None for any other field."""
    words = code.split(None, 1)
    if not words or words[0].upper() != "HYPERLINK":
        return None
    parts = (words[1] if len(words) > 1 else "").split('"')
    if len(parts) < 3:
        return parts[0].strip()
    is_anchor = "\\l" in parts[0]
    return f"#{parts[1]}" if is_anchor else parts[1]


def _is_locked(properties: Element | None) -> bool:
    if properties is None:
        return False
    lock = properties.value("w:lock") or ""
    return (
        lock in {"contentLocked", "sdtContentLocked"}
        or properties.child("w:dataBinding") is not None
        or properties.is_on("w:showingPlcHdr")
    )


def _chosen(element: Element) -> Iterable[Element]:
    """Of alternatives the first; the fallback says the same for older programs."""
    choice = element.child("mc:Choice") or element.child("mc:Fallback")
    return () if choice is None else choice.children


def outermost(element: Element, name: str) -> Iterable[Element]:
    for child in element.children:
        if child.name == name:
            yield child
        else:
            yield from outermost(child, name)
