"""Visible text built from fragments of the source: white space folded, markup removed, offsets kept."""

import html
import re
from dataclasses import dataclass, field

from app.domain.content import Fragment, Link, Span

MASK = "\ufdd0"
"""Replaces template code in the masked source; a noncharacter, so no valid text contains it."""

WHITE_SPACE = " \t\n\r\f\v"

CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x9f" + MASK
CONTROL = re.compile(rf"[{CONTROLS}]+")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_SPECIAL = re.compile(rf"[\t\n\r\f\v{CONTROLS}]")
_SPECIAL_WITH_ENTITIES = re.compile(rf"[\t\n\r\f\v&{CONTROLS}]")
"""Characters that are not shown unchanged; double spaces are handled elsewhere. A single character class,
because `re` finds its next match twenty times as fast as that of an alternation."""
_ENTITY = re.compile(r"&(?:\#[0-9]{1,10}|\#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
_CONTROL_OR_ENTITY = re.compile(rf"[&{CONTROLS}]")


def without_controls(text: str) -> str:
    """`text` made safe to print to a terminal: no escapes, bells or NULs; white space folded."""
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
    """Collects one block's text. `add` takes offsets in the (masked) source, `literal` any other text."""

    source: str
    parts: list[str] = field(default_factory=list)
    fragments: list[tuple[int, int, int]] = field(default_factory=list)
    links: list[_OpenLink] = field(default_factory=list)
    length: int = 0
    end: int = 0
    """Source offset at which the last text ended."""
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
        """Append a range whose only white space is spaces."""
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
        """Append `source[start:end]` with its white space preserved, as for code."""
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
        """Append text that does not appear literally in the source (a decoded entity)."""
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
        """End a line where line breaks are significant: in code."""
        self._literal_raw("\n")

    def space(self) -> None:
        """Append one space, unless the text is empty or already ends with one."""
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
        if self.fragments:
            text_start, source_start, length = self.fragments[-1]
            if source_start + length == start and text_start + length == self.length:
                self.fragments[-1] = (text_start, source_start, length + size)
            else:
                self.fragments.append((self.length, start, size))
        else:
            self.fragments.append((self.length, start, size))
        self.parts.append(self.source[start:end])
        self.length += size
        self.end = end

    def open_link(self, target: str, start: int) -> None:
        """Open a link; one that is still open is closed, as in HTML."""
        self.close_link(start)
        self._open = _OpenLink(without_controls(target[:2048]), start, self.length)
        self.links.append(self._open)

    def close_link(self, end: int) -> None:
        """Close the open link, if any."""
        if self._open is not None:
            self._open.text_end, self._open.end = self.length, end
            self._open = None

    def image(self, target: str, *, alt: str, span: Span) -> None:
        clean = without_controls(target[:2048])
        self.links.append(_OpenLink(clean, span.start, 0, 0, span.end, without_controls(alt), is_image=True))

    def finish(self) -> tuple[str, tuple[Fragment, ...], tuple[Link, ...]]:
        """The stripped text, its fragments and its links."""
        self.close_link(max(self.end, 0 if self._open is None else self._open.start))
        text = "".join(self.parts)
        kept = len(text.rstrip())
        fragments = [Fragment(*fragment) for fragment in self.fragments]
        while fragments and fragments[-1].text_start + fragments[-1].length > kept:
            last = fragments.pop()
            if last.text_start < kept:
                fragments.append(Fragment(last.text_start, last.source_start, kept - last.text_start))
        text = text[:kept]
        return text, tuple(fragments), tuple(self._link(link, text) for link in self.links)

    def _link(self, link: _OpenLink, text: str) -> Link:
        shown = text[link.text_start : link.text_end].strip() if link.text is None else link.text
        return Link(shown, link.target, Span(link.start, max(link.start, link.end)), link.is_image)
