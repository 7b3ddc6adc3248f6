"""What tracked changes cannot hold, as comments in the file: the proposal, and why it was not made."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from app.content.docx.body import Leaf
from app.content.docx.package import Package
from app.content.docx.tracked.markup import Edit, Markup
from app.content.docx.xml import Element, utf8

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_ROOT = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{_W}"></w:comments>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Remark:
    leaf: Leaf
    text: str


def with_comments(
    package: Package, remarks: Sequence[Remark], markup: Markup, *, author: str, date: str
) -> tuple[list[Edit], dict[str, bytes]]:
    """Edits of the body, and the other parts that change: none where there is nothing to remark.

    Raises InvalidContent for a damaged part, Untrackable for comments that have no prefix.
    """
    edits: list[Edit] = []
    bodies: list[bytes] = []
    name = package.related("comments") or _new_part(package)
    part = package.part(name)
    stored, encoding = utf8(part or _ROOT.encode())
    inside = Markup(stored, author=author, date=date)
    for remark in remarks:
        host = _host(remark.leaf)
        if host is not None:
            number = max(markup.next_id(), inside.next_id())
            edits += _anchors(host, number, markup)
            bodies.append(inside.comment(number, remark.text))
    if not bodies:
        return [], {}
    parts = {name: _inserted(stored, b"".join(bodies)).decode().encode(encoding)}
    return edits, parts if part else parts | dict(_registered(package, name))


def _new_part(package: Package) -> str:
    folder = posixpath.dirname(package.main)
    names = (posixpath.join(folder, f"comments{number}.xml") for number in ("", *range(1, 100)))
    return next(name for name in names if name not in package.members)


def _host(leaf: Leaf) -> Element | None:
    """The paragraph to comment on: for a text box, which may hold none, the one it is anchored to."""
    if leaf.is_boxed:
        return leaf.block if leaf.block is not None and leaf.block.name == "w:p" else None
    return next((one.element for one in leaf.paragraphs if one.element.children), None)


def _anchors(paragraph: Element, number: int, markup: Markup) -> Iterator[Edit]:
    properties = paragraph.child("w:pPr")
    start = paragraph.children[0].start if properties is None else properties.end
    end = markup.part.rindex(b"</", paragraph.start, paragraph.end)
    reference = markup.run(b"", markup.numbered("commentReference", number))
    yield Edit(start, start, markup.numbered("commentRangeStart", number))
    yield Edit(end, end, markup.numbered("commentRangeEnd", number) + reference)


def _inserted(part: bytes, inner: bytes) -> bytes:
    """At the end of the root element."""
    whole = part.rstrip()
    if not whole.endswith(b"/>"):
        at = whole.rindex(b"</")
        return whole[:at] + inner + whole[at:]
    name: bytes = re.findall(rb"<([\w:.-]+)", whole)[-1]  # an empty root is the only element
    return whole[:-2] + b">" + inner + b"</" + name + b">"


def _registered(package: Package, name: str) -> Iterator[tuple[str, bytes]]:
    """The part made known: its type, and its relation to the body."""
    types, encoding = utf8(package.part("[Content_Types].xml"))
    prefix = _prefix(types, b"Types")
    override = f'<{prefix}Override PartName="/{escape(name)}" ContentType="{_TYPE}"/>'
    yield "[Content_Types].xml", _inserted(types, override.encode()).decode().encode(encoding)
    folder, file = posixpath.split(package.main)
    relations = posixpath.join(folder, "_rels", f"{file}.rels")
    stored, encoding = utf8(package.part(relations))
    known = package.relations(package.main)
    free = next(one for one in (f"rIdCopydesk{n}" for n in range(len(known) + 1)) if one not in known)
    stored = stored or f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
    prefix = _prefix(stored, b"Relationships")
    new = f'<{prefix}Relationship Id="{free}" Type="{_RELATION}" Target="/{escape(name)}"/>'
    yield relations, _inserted(stored, new.encode()).decode().encode(encoding)


def _prefix(part: bytes, root: bytes) -> str:
    """The prefix of the root's name with its colon; empty for the default namespace."""
    found = re.search(rb"<([\w.-]+:)" + root + rb"\b", part)
    return "" if found is None else found[1].decode()
