"""The XML of one part as a tree that knows where in the bytes each element stands.

So a change replaces the bytes of what it changes, and every other byte of the part stays as it was.
"""

from collections.abc import Iterator
from xml.parsers import expat

from app.domain.errors import InvalidContent

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""ISO's strict names of the same things."""
MOST_DEPTH = 500


class Node:
    """An element. `start` to `end` are its bytes, `inner` is where its start tag ends."""

    __slots__ = ("attributes", "children", "end", "inner", "start", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], start: int) -> None:
        self.tag = tag
        """`w:p` for Word's own namespace, whatever the prefix; else the namespace in braces and the name."""
        self.attributes = attributes
        self.start = start
        self.inner = start
        self.end = start
        self.text = ""
        """Only of elements that hold text: `w:t`, `w:delText`, `w:instrText`."""
        self.children: list[Node] = []

    def child(self, tag: str) -> "Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    def walk(self) -> Iterator["Node"]:
        """Itself and everything inside, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def get(self, name: str, default: str = "") -> str:
        """A `w:` attribute, without its prefix."""
        return self.attributes.get(f"w:{name}", default)


def parse(data: bytes, *, part: str, name: str) -> Node:
    """The root element. Raises InvalidContent for XML that is not well formed, and for a DOCTYPE."""
    builder = _Builder(part, name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.finish
    parser.CharacterDataHandler = builder.characters
    parser.CommentHandler = builder.other
    parser.ProcessingInstructionHandler = builder.other
    parser.StartDoctypeDeclHandler = builder.refuse
    builder.parser = parser
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InvalidContent(f"{name} is damaged: {part} is not well-formed XML ({error})") from error
    builder.settle(len(data))
    if builder.root is None:
        raise InvalidContent(f"{name} is damaged: {part} is empty")
    return builder.root


class _Builder:
    parser: expat.XMLParserType

    def __init__(self, part: str, name: str) -> None:
        self.root: Node | None = None
        self._part, self._name = part, name
        self._open: list[Node] = []
        self._opened: Node | None = None
        """Its start tag ends where the next event begins."""
        self._closed: Node | None = None
        """It ends where the next event begins."""

    def settle(self, at: int) -> None:
        """The event before this one ends here."""
        if self._opened is not None:
            self._opened.inner = at
            self._opened = None
        if self._closed is not None:
            self._closed.end = at
            self._closed.inner = min(self._closed.inner, at)
            self._closed = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        self.settle(at)
        if len(self._open) >= MOST_DEPTH:
            raise InvalidContent(f"{self._name}: {self._part} nests elements deeper than {MOST_DEPTH} levels")
        node = Node(_short(tag), {_short(key): value for key, value in attributes.items()}, at)
        if self._open:
            self._open[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self._open.append(node)
        self._opened = node

    def finish(self, _tag: str) -> None:
        at = self.parser.CurrentByteIndex
        node = self._open.pop()
        if at == node.start:
            # `<w:tab/>`: the start tag is the end tag too, and both end where the next event begins.
            node.inner = _NOT_YET
            self._opened = None
        else:
            self.settle(at)
        self._closed = node

    def characters(self, text: str) -> None:
        self.settle(self.parser.CurrentByteIndex)
        if self._open and self._open[-1].tag in _WITH_TEXT:
            self._open[-1].text += text

    def other(self, *_: str) -> None:
        self.settle(self.parser.CurrentByteIndex)

    def refuse(self, *_: object) -> None:
        raise InvalidContent(
            f"{self._name} is refused: {self._part} declares a DOCTYPE, which Word never writes"
        )


_NOT_YET = 1 << 62
_WITH_TEXT = frozenset({"w:t", "w:delText", "w:instrText"})


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    space = _STRICT.get(space, space)
    if space == W:
        return f"w:{local}"
    return f"{{{space}}}{local}" if space else local
