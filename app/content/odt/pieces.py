"""The inline content of an OpenDocument paragraph as the pieces that Word files are read into."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.content.docx.pieces import Content, Kind, Piece, outermost
from app.content.docx.xml import Element

_SPACE = re.compile(r"[ \t\r\n]+")
_NOT_SHOWN = frozenset({"text:ruby-text", "text:hidden-text", "text:tracked-changes", "text:change"})


@dataclass(slots=True)
class Found:
    """What was met on the way, for the whole file."""

    notes: dict[str, str] = field(default_factory=dict)
    """Texts by key."""
    comments: list[tuple[str, str]] = field(default_factory=list)
    """Author and text."""


def contents(paragraph: Element, found: Found) -> Content:
    """The pieces of one paragraph or heading, in order."""
    content = Content()
    _walk(paragraph.children, content, found)
    return content


def plain(element: Element) -> str:
    """The text of an element and of all below it, paragraphs joined by spaces."""
    parts = (
        one.text if one.name == "#text" else " " for one in element.all("#text", "text:s", "text:p", "text:h")
    )
    return " ".join("".join(parts).split())


def _walk(children: Iterable[Element], content: Content, found: Found) -> None:
    for one in children:
        name = one.name
        if name == "#text":
            content.pieces.append(Piece(Kind.TEXT, _SPACE.sub(" ", one.text)))
        elif name in {"text:s", "text:tab", "text:line-break"}:
            content.pieces.append(Piece(Kind.TEXT, " "))
        elif name == "text:a":
            content.pieces.append(Piece(Kind.OPEN, key=one.get("xlink:href")))
            _walk(one.children, content, found)
            content.pieces.append(Piece(Kind.CLOSE, key=one.get("xlink:href")))
        elif name == "text:note":
            mark = "e" if one.get("text:note-class") == "endnote" else ""
            key = f"{mark}{len(found.notes) + 1}"
            body = one.child("text:note-body")
            found.notes[key] = "" if body is None else plain(body)
            content.pieces.append(Piece(Kind.NOTE, key=key))
        elif name == "office:annotation":
            author = one.child("dc:creator")
            texts = (plain(each) for each in one.children if each.name in {"text:p", "text:list"})
            found.comments.append(("" if author is None else plain(author), " ".join(texts)))
        elif name == "draw:frame":
            _frame(one, content)
        elif name not in _NOT_SHOWN:
            _walk(one.children, content, found)


def _frame(frame: Element, content: Content) -> None:
    # The outermost alone: each is read with what is nested in it.
    boxes = list(outermost(frame, "draw:text-box"))
    content.boxes.extend((box, None) for box in boxes)
    image = frame.child("draw:image")
    if image is not None and not boxes:
        described = frame.child("svg:desc") or frame.child("svg:title")
        text = "" if described is None else plain(described)
        content.pieces.append(Piece(Kind.IMAGE, text, image.get("xlink:href")))


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table, also those in groups."""
    for one in table.children:
        if one.name == "table:table-row":
            yield one
        elif one.name in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
            yield from rows_of(one)
