"""A Word document as Markdown, in which every character of its text knows the piece that it came from."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.content.docx.pieces import SOFT_HYPHEN, Piece, PieceKind
from app.content.docx.xml import Node
from app.domain.content import Span

_INLINE = re.compile(r"[\\*`\[\]<{$~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,31};)")
_LINE_START = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|-{2,}|\+{3}|=+\s*$|>|:|!{3}|\||%{3}|\.\.\s")
_SPECIAL = re.compile(r"[\\*`\[\]<{$~_&|\n\u00ad]")
"""Every character that may be markup anywhere in a line, or is written otherwise."""
_LONGEST_MARK = 12
"""Characters in which a line shows whether it begins as a heading, an item, a rule ..."""
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Origin:
    """Characters `start` to `end` of the Markdown are `count` characters of a piece, from `offset` on.

    They are equally many, or `count` is 1 (an escaped character, a break) or 0 (an object).
    """

    start: int
    end: int
    piece: Piece
    offset: int
    count: int

    @property
    def is_one_to_one(self) -> bool:
        return self.count == self.end - self.start


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the file with its place in the Markdown."""

    label: str
    """`paragraph 12`, `table 1, row 2, column 3`, `footnote 4`: for people."""
    part: str
    node: Node
    span: Span
    """Its text, without a heading's or a list item's mark."""
    origins: tuple[Origin, ...]
    pieces: tuple[Piece, ...]
    is_fixed: bool = False
    """In a text box, which stands twice in the file: it is read, not changed."""


@dataclass
class Canonical:
    """Builds the Markdown from left to right. `target_of` gives a hyperlink's address."""

    target_of: Callable[[Node], str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def paragraph(
        self,
        pieces: Iterable[Piece],
        *,
        label: str,
        part: str,
        node: Node,
        line_break: str,
        in_table: bool = False,
        is_fixed: bool = False,
    ) -> None:
        """Its text, escaped so that Markdown reads what Word shows; `line_break` stands for a break in it."""
        kept = tuple(pieces)
        start, origins, link = self.length, [], None
        first, last = _edges(kept)
        is_at_start, at = True, 0
        for piece in kept:
            if piece.link is not link:
                self._close(link)
                link = piece.link if piece.link is not None and self.target_of(piece.link) else None
                if link is not None:
                    self.add("[")
            if piece.kind is PieceKind.OBJECT:
                begin = self.length
                self.add(piece.raw)
                origins.append(Origin(begin, self.length, piece, 0, 0))
                is_at_start = is_at_start and not piece.raw
                continue
            low, high = max(0, first - at), min(len(piece.raw), last - at)
            at += len(piece.raw)
            for offset, length in _chunks(piece.raw, low, high, is_at_start=is_at_start):
                shown = piece.raw[offset : offset + length]
                if length == 1:
                    shown = (
                        line_break
                        if shown == "\n"
                        else _shown(piece.raw, offset, is_at_start=is_at_start, in_table=in_table)
                    )
                begin = self.length
                self.add(shown)
                origins.append(Origin(begin, self.length, piece, offset, length))
                is_at_start = piece.raw[offset] == "\n"
        self._close(link)
        self.paragraphs.append(
            Paragraph(label, part, node, Span(start, self.length), _merged(origins), kept, is_fixed)
        )

    def _close(self, link: Node | None) -> None:
        if link is not None:
            self.add(f"]({self.target_of(link)})")


def _chunks(raw: str, low: int, high: int, *, is_at_start: bool) -> Iterator[tuple[int, int]]:
    """Offset and length of what is written in one go: where markup is possible, one character."""
    careful = range(low, min(high, low + _LONGEST_MARK)) if is_at_start else range(0)
    special = {match.start() for match in _SPECIAL.finditer(raw, low, high)}
    at = low
    for single in sorted({*special, *careful}):
        if single > at:
            yield at, single - at
        if raw[single] != SOFT_HYPHEN:
            yield single, 1
        at = single + 1
    if at < high:
        yield at, high - at


def _shown(raw: str, offset: int, *, is_at_start: bool, in_table: bool) -> str:
    """This character as Markdown: escaped where it would be read as markup."""
    character = raw[offset]
    is_markup = (
        (in_table and character == "|")
        or _INLINE.match(raw, offset)
        or (is_at_start and _LINE_START.match(raw, offset))
        or (character in ".)" and _ends_number(raw, offset))
    )
    return f"\\{character}" if is_markup else character


def _ends_number(raw: str, offset: int) -> bool:
    """Whether the text up to here is a number that Markdown would take for a list's."""
    match = _NUMBER_START.match(raw)
    return match is not None and match.start(2) == offset


def _edges(pieces: tuple[Piece, ...]) -> tuple[int, int]:
    """Where the text begins and ends without white space around it, in characters of text and marks."""
    whole = "".join(piece.raw for piece in pieces if piece.kind is not PieceKind.OBJECT)
    stripped = whole.strip()
    begin = whole.find(stripped) if stripped else 0
    return begin, begin + len(stripped)


def _merged(origins: list[Origin]) -> tuple[Origin, ...]:
    """Neighbours in one piece become one, where each character of Markdown is one of the piece."""
    merged: list[Origin] = []
    for one in origins:
        last = merged[-1] if merged else None
        is_next = last is not None and last.piece is one.piece and last.end == one.start
        is_next = is_next and last is not None and last.offset + last.count == one.offset
        if last is not None and is_next and last.is_one_to_one and one.is_one_to_one:
            merged[-1] = Origin(last.start, one.end, last.piece, last.offset, last.count + one.count)
        else:
            merged.append(one)
    return tuple(merged)
