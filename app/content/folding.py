"""Visible text built from pieces of the source: white space folded, markup left out, places kept."""

import html
import re
from dataclasses import dataclass, field

from app.domain.content import Link, Piece, Span

MASK = "\ufdd0"
"""Stands in the masked source where template code was; a noncharacter, so no text contains it by right."""

WHITE_SPACE = " \t\n\r\f\v"

CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x9f" + MASK
CONTROL = re.compile(rf"[{CONTROLS}]+")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_SPECIAL = re.compile(rf"[\t\n\r\f\v{CONTROLS}]")
_SPECIAL_WITH_ENTITIES = re.compile(rf"[\t\n\r\f\v&{CONTROLS}]")
"""What does not reach the reader as it stands, two spaces in a row apart. A class alone, because `re` finds
the next of its characters twenty times as fast as the next match of an alternative."""
_ENTITY = re.compile(r"&(?:\#[0-9]{1,10}|\#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
_CONTROL_OR_ENTITY = re.compile(rf"[&{CONTROLS}]")


def without_controls(text: str) -> str:
    """`text` as it may be printed to a terminal: no escapes, bells or NULs; white space folded."""
    if text.isprintable() and " " not in text:
        return text
    return " ".join(CONTROL.sub("", text).split())


@dataclass(slots=True)
class _OpenLink:
    target: str
    start: int
    text_start: int
    text_end: int | None = None
    end: int = 0
    text: str | None = None
    is_image: bool = False


@dataclass(slots=True)
class TextRun:
    """Collects one block's text. `add` takes places in the (masked) source, `literal` anything else."""

    source: str
    parts: list[str] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    links: list[_OpenLink] = field(default_factory=list)
    length: int = 0
    end: int = 0
    """Where in the source the last text ended."""
    _open: _OpenLink | None = None
    _folding: bool = True
    """The text is empty or ends in a space: more white space adds nothing."""

    def add(self, start: int, end: int, *, entities: bool = False) -> None:
        """Append `source[start:end]`, folded; with `entities`, character references are decoded."""
        source = self.source
        text = source[start:end]
        if text.isprintable() and "  " not in text and not (entities and "&" in text):
            if text:
                self._copy(start, end)
            return
        if not text.strip(WHITE_SPACE):
            self.space()
            return
        special = _SPECIAL_WITH_ENTITIES if entities else _SPECIAL
        position = searched = start
        while (match := special.search(source, searched, end)) is not None:
            found = match.start()
            first = source[found]
            if first == "&":
                entity = _ENTITY.match(source, found, end)
                if entity is None:
                    searched = found + 1
                    continue
                self._spaced(position, found)
                position = searched = entity.end()
                self.literal(html.unescape(entity[0]), end=position)
            elif first in WHITE_SPACE:
                begun = found
                while begun > position and source[begun - 1] == " ":
                    begun -= 1
                self._spaced(position, begun)
                position = searched = _SPACES.match(source, found, end).end()  # type: ignore[union-attr]
                self.space()
            else:
                self._spaced(position, found)
                position = searched = found + 1
        self._spaced(position, end)

    def _spaced(self, start: int, end: int) -> None:
        """Append a stretch whose only white space is spaces."""
        source = self.source
        while (found := source.find("  ", start, end)) >= 0:
            if found > start:
                self._copy(start, found)
            self.space()
            start = found + 2
            while start < end and source[start] == " ":
                start += 1
        if start < end:
            self._copy(start, end)

    def add_raw(self, start: int, end: int, *, entities: bool = False) -> None:
        """Append `source[start:end]` with its white space, as code is shown."""
        source = self.source
        special = _CONTROL_OR_ENTITY if entities else CONTROL
        position = start
        for match in special.finditer(source, start, end):
            found = match.start()
            if source[found] != "&":
                upto = match.end()
            elif (entity := _ENTITY.match(source, found, end)) is not None:
                upto = entity.end()
            else:
                continue
            if found > position:
                self._append(position, found)
            position = upto
            if source[found] == "&":
                self._literal_raw(html.unescape(source[found:upto]))
        if position < end:
            self._append(position, end)

    def literal(self, text: str, *, end: int | None = None) -> None:
        """Append text that does not stand in the source like this (a decoded entity)."""
        folded = _SPACES.sub(" ", CONTROL.sub("", text))
        if folded.startswith(" "):
            self.space()
        body = folded.strip(" ")
        if body:
            self._literal_raw(body)
            self._folding = False
            if folded.endswith(" "):
                self.space()
        if end is not None:
            self.end = end

    def line_break(self) -> None:
        """A line's end where lines count: in code."""
        self._literal_raw("\n")

    def space(self) -> None:
        """One space, unless there is one or nothing stands before it."""
        if not self._folding:
            self.parts.append(" ")
            self.length += 1
            self._folding = True

    def _literal_raw(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _copy(self, start: int, end: int) -> None:
        source = self.source
        if source[start] == " " and self._folding:
            start += 1
            if start == end:
                return
        self._append(start, end)
        self._folding = source[end - 1] == " "

    def _append(self, start: int, end: int) -> None:
        size = end - start
        if self.pieces:
            text_start, source_start, length = self.pieces[-1]
            if source_start + length == start and text_start + length == self.length:
                self.pieces[-1] = (text_start, source_start, length + size)
            else:
                self.pieces.append((self.length, start, size))
        else:
            self.pieces.append((self.length, start, size))
        self.parts.append(self.source[start:end])
        self.length += size
        self.end = end

    def open_link(self, target: str, start: int) -> None:
        """Begin a link; one that is still open ends here, as in HTML."""
        self.close_link(start)
        self._open = _OpenLink(without_controls(target[:2048]), start, self.length)
        self.links.append(self._open)

    def close_link(self, end: int) -> None:
        """End the link that is open; harmless when none is."""
        if self._open is not None:
            self._open.text_end, self._open.end = self.length, end
            self._open = None

    def image(self, target: str, *, alt: str, span: Span) -> None:
        clean = without_controls(target[:2048])
        self.links.append(_OpenLink(clean, span.start, 0, 0, span.end, without_controls(alt), is_image=True))

    def finish(self) -> tuple[str, tuple[Piece, ...], tuple[Link, ...]]:
        """The text without the space at its ends, its pieces, its links."""
        self.close_link(max(self.end, 0 if self._open is None else self._open.start))
        text = "".join(self.parts)
        kept = len(text.rstrip())
        pieces = [Piece(*piece) for piece in self.pieces]
        while pieces and pieces[-1].text_start + pieces[-1].length > kept:
            last = pieces.pop()
            if last.text_start < kept:
                pieces.append(Piece(last.text_start, last.source_start, kept - last.text_start))
        text = text[:kept]
        return text, tuple(pieces), tuple(self._link(link, text) for link in self.links)

    def _link(self, link: _OpenLink, text: str) -> Link:
        shown = text[link.text_start : link.text_end].strip() if link.text is None else link.text
        return Link(shown, link.target, Span(link.start, max(link.start, link.end)), link.is_image)
