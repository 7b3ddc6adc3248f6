"""XML parts as small trees that know their byte offsets, so that a writer changes only what it must.

Nothing is ever resolved or expanded: a part with a DOCTYPE is refused, as OOXML allows none (ECMA-376-2).
"""

import codecs
import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

CHUNK = 1 << 16
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
"""In one part: about 300 MB of memory; 500 pages have some 60,000."""

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_WITH_TEXT = frozenset({"w:t", "w:delText", "w:instrText", "m:t"})
_MIXED = ("text:", "dc:creator", "svg:")
"""Elements of OpenDocument whose text stands between their children: it becomes children named `#text`."""
_NONE: dict[str, str] = {}
_EMPTY_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*/>""")


class BadXml(Exception):
    """The part is not XML that may stand in a Word file; the message completes "its part x.xml ..."."""


class Element:
    """One element. `start` and `end` are byte offsets of its markup in the part (as UTF-8)."""

    __slots__ = ("attributes", "children", "end", "name", "start", "text")

    def __init__(self, name: str, attributes: dict[str, str], start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.start = start
        self.end = start
        self.text = ""

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def child(self, name: str) -> "Element | None":
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str | None:
        """The `w:val` of a child; an empty text for one without it, None if there is no such child."""
        found = self.child(name)
        return None if found is None else found.get("w:val")

    def is_on(self, name: str) -> bool:
        """Whether a child such as `<w:vanish/>` is there and not switched off."""
        value = self.value(name)
        return value is not None and value not in {"0", "false", "off"}

    def all(self, *names: str) -> Iterator["Element"]:
        """Every descendant of these names, in document order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)


def number(text: str | None, default: int = 0) -> int:
    """A whole number in an attribute; the default for anything else, also for one of too many digits."""
    return int(text) if text is not None and len(text) < 10 and text.isdecimal() else default


def utf8(data: bytes) -> tuple[bytes, str]:
    """The part as UTF-8, and the encoding that it is stored in: UTF-8 or UTF-16, no other is allowed."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            try:
                return data.decode("utf-16").encode(), "utf-16"
            except UnicodeDecodeError as error:
                raise BadXml("is damaged") from error
    return data, "utf-8"


def children_of(data: bytes, path: tuple[str, ...]) -> Iterator[Element]:
    """Every child of the element at `path` (its names from the root on) as a tree, one after the other.

    `data` is UTF-8. Only one child is held at a time. Raises BadXml.
    """
    done: list[Element] = []
    builder = _Builder(data, path, done.append)
    parser = builder.parser
    try:
        for offset in range(0, len(data), CHUNK):
            parser.Parse(data[offset : offset + CHUNK], False)
            yield from done
            done.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadXml(f"is damaged: {expat.ErrorString(error.code)} in line {error.lineno}") from error
    yield from done


def tree(data: bytes) -> Element:
    """A whole small part. Raises BadXml."""
    for element in children_of(data, ()):
        return element
    raise BadXml("is empty")


class _Builder:
    def __init__(self, data: bytes, path: tuple[str, ...], finished: Callable[[Element], None]) -> None:
        self._data = data
        self._path = path
        self._finished = finished
        self._outer: list[str] = []
        self._open: list[Element] = []
        self._count = 0
        self._texts: list[str] = []
        self._names: dict[str, str] = {}
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse

    def _name(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            space, _, local = name.rpartition(" ")
            prefix = _PREFIXES.get(space, "?" if space else "")
            known = self._names[name] = f"{prefix}:{local}" if prefix else local
        return known

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        short = self._name(name)
        if not self._open and not self._is_wanted():
            self._outer.append(short)
            return
        if len(self._open) >= MAX_DEPTH:
            raise BadXml(f"nests more than {MAX_DEPTH} elements")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise BadXml(f"holds more than {MAX_ELEMENTS:,} elements")
        named = {self._name(key): value for key, value in attributes.items()} if attributes else _NONE
        element = Element(short, named, self.parser.CurrentByteIndex)
        if self._open:
            if self._texts:
                self._flush(self._open[-1])
            self._open[-1].children.append(element)
        self._open.append(element)

    def _is_wanted(self) -> bool:
        return tuple(self._outer) == self._path

    def _end(self, _: str) -> None:
        if not self._open:
            self._outer.pop()
            return
        element = self._open.pop()
        if self._texts:
            self._flush(element)
        at = self.parser.CurrentByteIndex
        element.end = at if self._is_empty_tag(element, at) else self._data.index(b">", at) + 1
        if not self._open:
            self._finished(element)

    def _is_empty_tag(self, element: Element, at: int) -> bool:
        """Whether the element was `<name/>`: the parser then stands behind it, else before `</name>`."""
        if element.children or element.text or self._data[at - 2 : at] != b"/>":
            return False
        tag = self._data[element.start : at]
        return tag.count(b">") == 1 or _EMPTY_TAG.fullmatch(tag) is not None

    def _text(self, text: str) -> None:
        if self._open and (self._open[-1].name in _WITH_TEXT or self._open[-1].name.startswith(_MIXED)):
            self._texts.append(text)

    def _flush(self, element: Element) -> None:
        """The text so far: joined once, because a long one comes in thousands of pieces."""
        text = "".join(self._texts)
        self._texts.clear()
        if element.name in _WITH_TEXT:
            element.text += text
        else:
            part = Element("#text", _NONE, self.parser.CurrentByteIndex)
            part.text = text
            element.children.append(part)


def _refuse(*_: object) -> None:
    raise BadXml("has a DOCTYPE, which no Word file may have")
