"""A paragraph cut at its anchors: the links, notes and images that a rewrite has to keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.docx.pieces import Kind, Piece


@dataclass(frozen=True, slots=True)
class Anchor:
    kind: Kind
    """NOTE, IMAGE, OPEN or CLOSE."""
    key: str
    text: str = ""
    """An image's description."""


def cut(pieces: Sequence[Piece]) -> tuple[list[list[Piece]], list[Anchor]]:
    """The pieces between the anchors, and the anchors: one fewer. Invisible pieces stay where they are.

    A link that shows nothing, has no target or stands within another link is no anchor.
    """
    marks = _links(pieces)
    parts: list[list[Piece]] = [[]]
    anchors: list[Anchor] = []
    for index, piece in enumerate(pieces):
        if piece.kind in {Kind.NOTE, Kind.IMAGE} or index in marks:
            anchors.append(Anchor(piece.kind, piece.key, piece.text))
            parts.append([])
        elif piece.kind is Kind.TEXT:
            parts[-1].append(piece)
    return parts, anchors


def _links(pieces: Sequence[Piece]) -> set[int]:
    """Indexes of the pieces that open or close a real link."""
    marks: set[int] = set()
    open_at: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.OPEN:
            open_at.append(index)
        elif piece.kind is Kind.CLOSE and open_at:
            begun = open_at.pop()
            inside = pieces[begun + 1 : index]
            shows = any(
                one.kind in {Kind.IMAGE, Kind.NOTE} or (one.kind is Kind.TEXT and one.text.strip())
                for one in inside
            )
            if piece.key and shows and not open_at:
                marks.update((begun, index))
    return marks
