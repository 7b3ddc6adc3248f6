"""A rewritten text (canonical Markdown) as the leaves that a Word file is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pyromark

from app.content.docx.anchors import Anchor
from app.content.docx.pieces import Kind
from app.content.markdown.reader import OPTIONS


@dataclass(slots=True)
class Line:
    """Text between anchors, as `anchors.cut` returns it for a paragraph of the file."""

    parts: list[str] = field(default_factory=lambda: [""])
    anchors: list[Anchor] = field(default_factory=list)

    def mark(self, kind: Kind, key: str) -> None:
        self.anchors.append(Anchor(kind, key))
        self.parts.append("")

    def tidied(self) -> "Line":
        """Without outer white space, and without links that show nothing."""
        index = 0
        while index < len(self.anchors) - 1:
            one, other = self.anchors[index], self.anchors[index + 1]
            if (one.kind, other.kind) == (Kind.OPEN, Kind.CLOSE) and not self.parts[index + 1].strip():
                self.parts[index : index + 3] = ["".join(self.parts[index : index + 3])]
                del self.anchors[index : index + 2]
            else:
                index += 1
        self.parts[0] = self.parts[0].lstrip()
        self.parts[-1] = self.parts[-1].rstrip()
        return self


@dataclass(slots=True)
class NewLeaf:
    kind: str
    """`text`, `heading`, `item`, `quote`, `cell`, `code` or `note`."""
    level: int = 0
    """Of a heading from 1; of a list item from 0."""
    is_numbered: bool = False
    label: str = ""
    """Of a note."""
    lines: list[Line] = field(default_factory=lambda: [Line()])
    """Several in a table cell with breaks, else one."""


def new_leaves(text: str) -> Iterator[NewLeaf]:
    """The paragraphs, cells, lines of code and notes of a Markdown text, in order."""
    reader = _Reader()
    for event in pyromark.events(text, options=OPTIONS):
        if isinstance(event, str):
            if event in {"SoftBreak", "HardBreak"}:
                reader.text(" ")
        else:
            name, value = cast("tuple[str, Any]", next(iter(event.items())))
            reader.event(name, value)
        yield from reader.take()
    reader.close()
    yield from reader.take()


class _Reader:
    def __init__(self) -> None:
        self._done: list[NewLeaf] = []
        self._leaf: NewLeaf | None = None
        self._lists: list[bool] = []
        self._quotes = 0
        self._note = ""
        self._code: list[str] | None = None
        self._links: list[str] = []
        self._images = 0

    def take(self) -> Iterator[NewLeaf]:
        while self._done:
            yield self._done.pop(0)

    def event(self, name: str, value: Any) -> None:
        if name == "Start":
            self._start(*_named(value))
        elif name == "End":
            self._end(*_named(value))
        elif name in {"Text", "Code"}:
            self.text(value)
        elif name == "InlineHtml" and value.lower().replace(" ", "").replace("/", "") == "<br>":
            if self._leaf is not None and self._leaf.kind == "cell":
                self._leaf.lines.append(Line())
            else:
                self.text(" ")
        elif name == "FootnoteReference":
            self._line().mark(Kind.NOTE, value)

    def text(self, text: str) -> None:
        if self._code is not None:
            self._code.append(text)
        elif not self._images:
            self._line().parts[-1] += text

    def close(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is not None:
            leaf.lines = [line.tidied() for line in leaf.lines]
            if any(line.anchors or line.parts[0] for line in leaf.lines):
                self._done.append(leaf)

    def _line(self) -> Line:
        if self._leaf is None:
            self._open()
        assert self._leaf is not None
        return self._leaf.lines[-1]

    def _open(self, kind: str = "", *, level: int = 0) -> None:
        self.close()
        if kind:
            self._leaf = NewLeaf(kind, level)
        elif self._note:
            self._leaf = NewLeaf("note", label=self._note)
        elif self._quotes:
            self._leaf = NewLeaf("quote")
        elif self._lists:
            self._leaf = NewLeaf("item", len(self._lists) - 1, self._lists[-1])
        else:
            self._leaf = NewLeaf("text")

    def _start(self, name: str, detail: Any) -> None:
        if name == "Paragraph":
            self._open()
        elif name == "Heading":
            self._open("heading", level=int(detail["level"][1]))
        elif name == "TableCell":
            self._open("cell")
        elif name == "CodeBlock":
            self.close()
            self._code = []
        elif name == "List":
            self.close()
            self._lists.append(detail is not None)
        elif name == "BlockQuote":
            self.close()
            self._quotes += 1
        elif name == "FootnoteDefinition":
            self.close()
            self._note = str(detail)
        elif name == "Item":
            self.close()
        elif name == "Link":
            self._links.append(detail["dest_url"])
            self._line().mark(Kind.OPEN, self._links[-1])
        elif name == "Image":
            if not self._images:
                self._line().mark(Kind.IMAGE, detail["dest_url"])
            self._images += 1

    def _end(self, name: str, _: Any) -> None:
        if name in {"Paragraph", "Heading", "TableCell", "Item"}:
            self.close()
        elif name == "CodeBlock" and self._code is not None:
            lines, self._code = "".join(self._code).splitlines(), None
            self._done += [NewLeaf("code", lines=[Line([line])]) for line in lines if line.strip()]
        elif name == "List":
            self.close()
            self._lists.pop()
        elif name == "BlockQuote":
            self.close()
            self._quotes -= 1
        elif name == "FootnoteDefinition":
            self.close()
            self._note = ""
        elif name == "Link":
            self._line().mark(Kind.CLOSE, self._links.pop())
        elif name == "Image":
            self._images -= 1


def _named(value: Any) -> tuple[str, Any]:
    return (value, None) if isinstance(value, str) else next(iter(value.items()))
