"""A parsed document: one immutable text with the source offset of everything in it.

`app.content` builds these values from bytes; everything that scores or rewrites reads them.
Offsets are characters (code points) into `Document.source`, the decoded text exactly as the
author wrote it: line endings, front matter and markup included.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Any


class ContentFormat(StrEnum):
    MARKDOWN = "markdown"
    MDX = "mdx"
    HTML = "html"
    RST = "rst"
    TEXT = "text"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    """One table cell or one row; its text is data, not prose."""
    CODE = "code"
    NAVIGATION = "navigation"
    """Menus, headers, footers, asides: served with the article, not part of it."""
    HIDDEN = "hidden"
    """Comments and text that readers do not see."""
    MARKUP = "markup"
    """JSX, shortcodes, raw HTML, directives: kept byte for byte, never judged."""


class Concealment(StrEnum):
    """How hidden text is kept from readers."""

    INTERFACE = "interface"
    """A part that the page opens, a fallback, or text for assistive technology."""
    UNNAMED = "unnamed"
    """Not drawn, and without the name, class or attribute by which scripts and sheets find what they open."""
    SHUT = "shut"
    """Not drawn, and nothing on the page can open it."""
    CLIPPED = "clipped"
    """Cut down to nothing, by the recipe for text that only screen readers speak."""
    OFF_SCREEN = "off-screen"
    """Moved out of the window."""
    ILLEGIBLE = "illegible"
    """Drawn, but too small, too faint or in the colour of its background."""


LINE_BREAK = re.compile(r"\r\n|\r|\n")

PROSE_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
"""Kinds whose text is written in sentences, which a detector may judge."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters in `Document.source`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of a block's text that appears unchanged in the source."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    target: str
    span: Span
    """The whole link as written, markup included."""
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of visible text: white space folded, markup removed, entities decoded."""

    kind: BlockKind
    span: Span
    """The whole block in the source, markup included."""
    text: str
    fragments: tuple[Fragment, ...] = ()
    """Sorted by `text_start`; text between two fragments was normalised (entity, folded space)."""
    level: int = 0
    """Heading level 1 to 6; nesting depth of a list item; 0 otherwise."""
    links: tuple[Link, ...] = ()
    section_id: str = ""
    concealment: Concealment | None = None
    """For hidden text of a page; None for comments and for everything else."""

    def source_span(self, start: int, end: int) -> Span:
        """Map a range of `text` to the source. Falls back to the nearest known offset."""
        if not self.fragments:
            return self.span
        return Span(self._source_offset(start, at_end=False), self._source_offset(end, at_end=True))

    def _source_offset(self, offset: int, *, at_end: bool) -> int:
        look_up = offset - 1 if at_end and offset > 0 else offset
        index = bisect_right(self.fragments, look_up, key=lambda fragment: fragment.text_start) - 1
        fragment = self.fragments[max(0, index)]
        within = min(max(offset - fragment.text_start, 0), fragment.length)
        return fragment.source_start + within


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks under it, up to the next heading. `s0` is the text before the first."""

    id: str
    """`s0`, `s1`, ... in document order; stable for one revision."""
    heading: str
    level: int
    span: Span
    """From the heading's first character to the next heading (or the end of the text)."""
    path: tuple[str, ...] = ()
    """The headings above this one, outermost first, excluding its own."""


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """A problem with the file itself that a person should know about; the text is still usable."""

    code: str
    """`front-matter-invalid`, `undecodable-bytes`, `wrong-extension`, `control-characters`, ..."""
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of a file that people do not see as lines, such as a Word file or a PDF."""

    span: Span
    """In the canonical text, `Document.source`."""
    paragraph: int
    """Counted from 1 over the paragraphs that show something, those of tables and text boxes included."""

    page: int = 0
    """From 1, in a file of pages; 0 elsewhere."""

    def __str__(self) -> str:
        return f"page {self.page}" if self.page else f"paragraph {self.paragraph}"


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text around the article: kept, never judged, never rewritten."""

    kind: str
    """`header`, `footer`, `margin` (either, in a PDF), `comment` or `contents` (a table of contents)."""
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class HtmlHead:
    """Metadata that only an HTML page has: raw values, judged by the checks."""

    robots: tuple[str, ...] = ()
    canonicals: tuple[str, ...] = ()
    json_ld: tuple[tuple[str, Span], ...] = ()
    """The raw text of every `script[type*=ld+json]` with its span."""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """One revision's text, parsed. Equal bytes and path give an equal Document."""

    source: str
    format: ContentFormat
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    path: str | None = None
    title: str | None = None
    """Front matter `title`, `<title>`, or the first level-1 heading, in that order."""
    language: str | None = None
    """ISO 639-1, declared or detected; None if unknown."""
    encoding: str = "utf-8"
    has_bom: bool = False
    newline: str = "\n"
    front_matter: Mapping[str, Any] = field(default_factory=dict)
    front_matter_span: Span | None = None
    problems: tuple[ContentProblem, ...] = ()
    html: HtmlHead | None = None
    container: str = ""
    """`docx`, `odt` or `pdf` where `source` is canonical Markdown made from such a file; else empty."""
    places: tuple[Place, ...] = ()
    """Sorted by span; empty where lines say enough."""
    furniture: tuple[Furniture, ...] = ()

    def prose(self) -> Iterator[Block]:
        """The blocks that a detector may judge, in order."""
        return (block for block in self.blocks if block.kind in PROSE_KINDS)

    def headings(self) -> Iterator[Block]:
        return (block for block in self.blocks if block.kind is BlockKind.HEADING)

    @cached_property
    def visible_text(self) -> str:
        """Headings, prose, quotes and tables as a reader sees them, one paragraph per block."""
        shown = PROSE_KINDS | {BlockKind.HEADING, BlockKind.QUOTE, BlockKind.TABLE}
        return "\n\n".join(block.text for block in self.blocks if block.kind in shown)

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        if "\r" in self.source:
            return (0, *(match.end() for match in LINE_BREAK.finditer(self.source)))
        lengths = map(len, self.source.split("\n"))
        return (0, *accumulate(map((1).__add__, lengths)))[:-1]

    def place(self, offset: int) -> Place | None:
        """Where the character at this offset stands; between two places, the one before it."""
        index = bisect_right(self.places, offset, key=lambda place: place.span.start) - 1
        return self.places[max(0, index)] if self.places else None

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1) of an offset, counted as editors do."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1
