"""Tracked changes as WordprocessingML: bytes to put in the place of bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from app.content.docx.tracked.changes import Untrackable
from app.content.docx.xml import Element

_SPACES = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to `end` of the part become `new`."""

    start: int
    end: int
    new: bytes


class Markup:
    """Writes changes by one author at one time, each under an id of its own."""

    def __init__(self, part: bytes, *, author: str, date: str) -> None:
        """`date` is ISO 8601 in UTC with a `Z`. Raises Untrackable for XML without a prefix."""
        self.part = part
        found = next(
            (
                one
                for space in _SPACES
                if (one := re.search(rb'xmlns:([\w.-]+)=["\']' + re.escape(space), part))
            ),
            None,
        )
        if found is None:
            raise Untrackable("its XML names no prefix for WordprocessingML")
        self._w = found[1].decode()
        ids = re.findall(rb"\b" + found[1] + rb':id=["\'](\d{1,9})["\']', part)
        self._next = max(map(int, ids), default=0) + 1
        self._by = f'{self._w}:author="{escape(author)}" {self._w}:date="{escape(date)}"'

    def slice(self, element: Element | None) -> bytes:
        return b"" if element is None else self.part[element.start : element.end]

    def tag(self, name: str, inner: bytes = b"") -> bytes:
        full = f"{self._w}:{name}".encode()
        return b"<" + full + b">" + inner + b"</" + full + b">" if inner else b"<" + full + b"/>"

    def mark(self, name: str) -> bytes:
        """`<w:ins .../>` or `<w:del .../>`, for the mark of a paragraph."""
        return f"<{self._opening(name)}/>".encode()

    def change(self, name: str, runs: bytes) -> bytes:
        """Runs that came in (`ins`) or go (`del`)."""
        return f"<{self._opening(name)}>".encode() + runs + f"</{self._w}:{name}>".encode()

    def text(self, text: str, *, is_gone: bool = False) -> bytes:
        name = f"{self._w}:{'delText' if is_gone else 't'}"
        return f'<{name} xml:space="preserve">{_escaped(text)}</{name}>'.encode()

    def run(self, properties: bytes, inner: bytes) -> bytes:
        return self.tag("r", properties + inner)

    def inserted(self, text: str, properties: bytes) -> bytes:
        return self.change("ins", self.run(properties, self.text(text)))

    def numbered(self, name: str, number: int) -> bytes:
        return f'<{self._w}:{name} {self._w}:id="{number}"/>'.encode()

    def comment(self, number: int, text: str) -> bytes:
        """A comment as it stands in the part of comments."""
        opening = f'<{self._w}:comment {self._w}:id="{number}" {self._by}>'.encode()
        self._next = max(self._next, number + 1)
        closing = f"</{self._w}:comment>".encode()
        return opening + self.tag("p", self.run(b"", self.text(text))) + closing

    def next_id(self) -> int:
        """An id that no element of this part has."""
        number, self._next = self._next, self._next + 1
        return number

    def _opening(self, name: str) -> str:
        number = self.next_id()
        return f'{self._w}:{name} {self._w}:id="{number}" {self._by}'


def applied(part: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with all edits; those at one place in their given order. They must not overlap."""
    out: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        out += [part[at : edit.start], edit.new]
        at = edit.end
    return b"".join([*out, part[at:]])


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), quote=False)
