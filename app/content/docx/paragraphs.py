"""One paragraph of a Word file changed, added or removed as tracked changes: only text is touched."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from app.content.docx.alignment import Edit
from app.content.docx.canonical import Origin, Paragraph
from app.content.docx.passages import CELL, Passage
from app.content.docx.pieces import Piece, PieceKind
from app.content.docx.runs import Revisions, RunChange, changed_run, new_run, properties_of
from app.content.docx.xml import Node

Splice = tuple[int, int, bytes]
_ESCAPED = re.compile(r"\\\n[ ]*|<br/?>|\\(?P<own>[^\w\s])")
_ADDS_OBJECT = re.compile(r"(?<!\\)(?:\]\(|\[\^\d+\])")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*\*|__|`)")
_TAG = re.compile(rb"<([\w.\-]+:)?p[\s/>]")
_NOT_COPIED = frozenset({"w:rPr", "w:sectPr", "w:pPrChange"})


class Untouchable(Exception):
    """This change would touch something besides text; the message says what."""


def changed(data: bytes, paragraph: Paragraph, edits: Sequence[Edit], revisions: Revisions) -> list[Splice]:
    """The runs that change. Raises Untouchable, and then nothing of the paragraph changes."""
    _refuse_fixed(paragraph)
    runs: dict[int, RunChange] = {}
    beside: list[Splice] = []

    def of(piece: Piece) -> RunChange:
        return runs.setdefault(piece.run.start, RunChange(piece.run))

    base = paragraph.span.start
    for edit in edits:
        start, end = base + edit.start, base + edit.end
        gone = _covered(paragraph, start, end)
        for origin, offset in gone:
            of(origin.piece).delete(_child(origin.piece), offset)
        text = _plain(edit.text)
        if not text:
            continue
        if not gone and (at := _beside_link(paragraph, start)) is not None:
            beside.append((at, at, _own_run(data, paragraph, text, revisions)))
            continue
        piece, offset = _anchor(paragraph, start, end, gone)
        of(piece).insert(_child(piece), offset, text)
        if piece.kind is PieceKind.OBJECT:
            of(piece).formatting = _formatting(data, paragraph)
    return [*_replaced(data, runs, revisions), *beside]


def removed(data: bytes, paragraph: Paragraph, revisions: Revisions) -> list[Splice]:
    """All its text and, where Word allows it, the paragraph itself. Raises Untouchable."""
    _refuse_fixed(paragraph)
    kept = [piece for piece in paragraph.pieces if piece.kind is PieceKind.OBJECT or piece.is_locked]
    if any(piece.raw or piece.is_locked for piece in kept):
        raise Untouchable("it holds a picture, a note, a field or somebody's pending change")
    splices = _cleared(data, paragraph, revisions)
    if paragraph.label.startswith("paragraph") and not _ends_section(paragraph.node):
        splices.append(_mark(data, paragraph.node, "del", revisions))
    return splices


def inserted(
    data: bytes, after: Paragraph, passage: Passage, like: Paragraph | None, revisions: Revisions
) -> list[Splice]:
    """A new paragraph after this one, formatted like another of its kind. Raises Untouchable."""
    if not after.label.startswith("paragraph") or passage.kind == CELL:
        raise Untouchable("a paragraph cannot be added inside a table, a note or a text box")
    text = _plain(passage.text)
    prefix = _prefix(data, after.node)
    model = like if like is not None else after
    properties = _copied(data, model.node, is_model=like is not None)
    mark = f"<{prefix}rPr><{prefix}ins{revisions.attributes(prefix)}/></{prefix}rPr>"
    first = next((piece for piece in model.pieces if piece.kind is PieceKind.TEXT), None)
    formatting = "" if first is None or first.link is not None else properties_of(data, first.run)
    run = revisions.wrap("ins", new_run(text, formatting, prefix), prefix)
    whole = f"<{prefix}p><{prefix}pPr>{properties}{mark}</{prefix}pPr>{run}</{prefix}p>"
    at = after.node.end
    return [(at, at, whole.encode())]


def _replaced(data: bytes, runs: Mapping[int, RunChange], revisions: Revisions) -> list[Splice]:
    return [(one.run.start, one.run.end, changed_run(data, one, revisions)) for one in runs.values()]


def _own_run(data: bytes, paragraph: Paragraph, text: str, revisions: Revisions) -> bytes:
    prefix = _prefix(data, paragraph.node)
    return revisions.wrap("ins", new_run(text, _formatting(data, paragraph), prefix), prefix).encode()


def _formatting(data: bytes, paragraph: Paragraph) -> str:
    """Of the paragraph's first plain text."""
    texts = (piece for piece in paragraph.pieces if piece.kind is PieceKind.TEXT and piece.link is None)
    first = next(texts, None)
    return "" if first is None else properties_of(data, first.run)


def _beside_link(paragraph: Paragraph, start: int) -> int | None:
    """The byte before or after a hyperlink, where `start` is right outside one and touches no plain text."""
    before = [origin for origin in paragraph.origins if origin.end <= start]
    previous, following = before[-1] if before else None, next(iter(_from(paragraph, start)), None)
    if previous is not None and previous.end < start and previous.piece.link is not None:
        return None if following is not None and following.start == start else previous.piece.link.end
    is_first = previous is None and following is not None and start == paragraph.span.start
    if is_first and following is not None and following.piece.link is not None and following.start > start:
        return following.piece.link.start
    return None


def _refuse_fixed(paragraph: Paragraph) -> None:
    if paragraph.is_fixed:
        raise Untouchable("it stands in a text box, which the file holds twice")


def _covered(paragraph: Paragraph, start: int, end: int) -> list[tuple[Origin, int]]:
    """Each character of the file from `start` to `end` of the Markdown. Raises Untouchable."""
    found: list[tuple[Origin, int]] = []
    at = start
    for origin in _from(paragraph, start):
        if origin.start >= end:
            break
        if origin.start > at:
            raise Untouchable("the rewrite takes a link away, or changes where it leads")
        if origin.piece.is_locked:
            raise Untouchable("it holds a field, a locked control or somebody's pending change there")
        if origin.piece.kind is PieceKind.OBJECT and origin.piece.raw:
            raise Untouchable("the rewrite loses a note or a picture")
        steps = range(origin.count)
        if origin.is_one_to_one:
            steps = range(max(start - origin.start, 0), min(end, origin.end) - origin.start)
        found += [(origin, origin.offset + step) for step in steps]
        at = max(at, min(origin.end, end))
    if at < end:
        raise Untouchable("the rewrite takes a link away, or changes where it leads")
    return found


def _from(paragraph: Paragraph, start: int) -> Sequence[Origin]:
    at = bisect_right(paragraph.origins, start, key=lambda origin: origin.end)
    return paragraph.origins[at:]


def _anchor(paragraph: Paragraph, start: int, end: int, gone: list[tuple[Origin, int]]) -> tuple[Piece, int]:
    """The character after which new text comes in, -1 for the start of its element. Raises Untouchable."""
    if gone:
        return gone[-1][0].piece, gone[-1][1]
    before = [origin for origin in paragraph.origins if origin.end <= start or origin.start < start]
    previous = before[-1] if before else None
    if previous is not None and previous.end >= start and _is_open(previous.piece):
        is_object = previous.piece.kind is PieceKind.OBJECT
        return previous.piece, 0 if is_object else previous.offset + _steps(previous, start) - 1
    following = next(iter(_from(paragraph, end)), None)
    if following is not None and following.start == end and _is_open(following.piece):
        return following.piece, following.offset - 1
    raise Untouchable("new text would stand beside a note, a field or somebody's pending change")


def _steps(origin: Origin, start: int) -> int:
    """How many characters of the piece lie before `start`."""
    return min(start - origin.start, origin.count) if origin.is_one_to_one else origin.count


def _is_open(piece: Piece) -> bool:
    return not piece.is_locked


def _plain(text: str) -> str:
    """Markdown as the text that a run holds. Raises Untouchable for a new link or note."""
    if _ADDS_OBJECT.search(text):
        raise Untouchable("the rewrite adds a link or a note")
    return _ESCAPED.sub(lambda match: match["own"] or "\n", _EMPHASIS.sub("", text))


def _cleared(data: bytes, paragraph: Paragraph, revisions: Revisions) -> list[Splice]:
    """Every character goes, link texts too; the empty links stay until the change is accepted."""
    runs: dict[int, RunChange] = {}
    for piece in paragraph.pieces:
        if piece.kind is not PieceKind.OBJECT:
            change = runs.setdefault(piece.run.start, RunChange(piece.run))
            for offset in range(max(1, len(piece.raw))):
                change.delete(_child(piece), offset)
    return _replaced(data, runs, revisions)


def _child(piece: Piece) -> int:
    return next(at for at, node in enumerate(piece.run.children) if node is piece.node)


def _ends_section(node: Node) -> bool:
    properties = node.child("w:pPr")
    return properties is not None and properties.child("w:sectPr") is not None


def _prefix(data: bytes, node: Node) -> str:
    match = _TAG.match(data, node.start)
    return match[1].decode() if match is not None and match[1] else ""


def _mark(data: bytes, node: Node, kind: str, revisions: Revisions) -> Splice:
    """The paragraph's own mark as deleted or inserted."""
    prefix = _prefix(data, node)
    mark = f"<{prefix}{kind}{revisions.attributes(prefix)}/>"
    properties = node.child("w:pPr")
    if properties is None:
        return (
            node.inner,
            node.inner,
            f"<{prefix}pPr><{prefix}rPr>{mark}</{prefix}rPr></{prefix}pPr>".encode(),
        )
    run = properties.child("w:rPr")
    if run is not None and run.inner < run.end:
        return run.inner, run.inner, mark.encode()
    whole = f"<{prefix}rPr>{mark}</{prefix}rPr>"
    if run is not None:
        return run.start, run.end, whole.encode()
    if properties.inner >= properties.end:
        return properties.start, properties.end, f"<{prefix}pPr>{whole}</{prefix}pPr>".encode()
    later = next((one for one in properties.children if one.tag in {"w:sectPr", "w:pPrChange"}), None)
    at = properties.inner if not properties.children else properties.children[-1].end
    at = later.start if later is not None else at
    return at, at, whole.encode()


def _copied(data: bytes, node: Node, *, is_model: bool) -> str:
    """The paragraph properties that a new paragraph takes over: of a paragraph of another kind, only those
    that do not make it a heading or an item."""
    properties = node.child("w:pPr")
    if properties is None:
        return ""
    left_out = _NOT_COPIED if is_model else _NOT_COPIED | {"w:numPr", "w:pStyle", "w:outlineLvl"}
    taken = (one for one in properties.children if one.tag not in left_out)
    return "".join(data[one.start : one.end].decode() for one in taken)
