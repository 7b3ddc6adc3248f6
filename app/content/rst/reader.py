"""reStructuredText by its lines: headings, directives, lists, quotes, tables, paragraphs, links."""

import re
from dataclasses import dataclass
from string import punctuation

from app.content.drafts import Drafts
from app.content.folding import TextRun
from app.content.rst.inline import add_inline
from app.domain.content import BlockKind, Span

_LINE = re.compile(r"([^\r\n]*+)(\r\n|\r|\n|\Z)")
_ADORNMENT = re.compile("(?:" + "|".join(re.escape(sign) + "{2,}+" for sign in punctuation) + r")[ \t]*+\Z")
_BULLET = re.compile(r"(?:[-*+•]|(?:\d{1,4}|[A-Za-z#])[.)]|\((?:\d{1,4}|[a-z#])\))[ \t]++(?=\S)")
_FIELD = re.compile(r":[A-Za-z][^:\r\n]{0,60}:(?:[ \t]|\Z)")
_DIRECTIVE = re.compile(r"\.\.[ \t]++([\w-]++(?::[\w-]++){0,9})::[ \t]*+")
_GRID = re.compile(r"\+[-=+]{3,}\+\s*\Z|={2,}+(?:[ \t]++={2,}+){1,500}\s*\Z")
_CODE_DIRECTIVES = frozenset(
    {"code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "math", "doctest"}
)
_TEXT_DIRECTIVES = frozenset(
    {
        "note",
        "warning",
        "tip",
        "hint",
        "important",
        "caution",
        "danger",
        "attention",
        "error",
        "admonition",
        "versionadded",
        "versionchanged",
        "deprecated",
        "seealso",
        "topic",
        "sidebar",
        "epigraph",
        "container",
        "rubric",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def end(self) -> int:
        return self.start + len(self.text.rstrip())

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def read_rst(source: str, drafts: Drafts, *, start: int) -> str | None:
    """Read the lines from `start`; returns the `Title:` field of a PEP-like header, if there is one."""
    return _Reader(source, drafts, start).read()


class _Reader:
    def __init__(self, source: str, drafts: Drafts, start: int) -> None:
        self._source = source
        self._drafts = drafts
        self._lines = _split(source, start)
        self._styles: list[str] = []
        self._title: str | None = None
        self._literal_next = False
        self._margin = 0
        """How far the paragraph is indented that was read last."""
        self._item_margin = 0
        """Where the text of the last list item starts; what is indented that far belongs to it."""

    def read(self) -> str | None:
        at = 0
        while at < len(self._lines):
            at = self._block(at)
        return self._title

    def _block(self, at: int) -> int:
        line = self._lines[at]
        if line.is_blank:
            return at + 1
        if self._literal_next and line.indent > self._margin:
            self._literal_next = False
            return self._indented(at, BlockKind.CODE)
        self._literal_next = False
        if line.indent < self._item_margin:
            self._item_margin = 0
        text = line.text.strip()
        heading = self._heading(at)
        if heading:
            return heading
        if _GRID.match(text):
            return self._table(at)
        if text.startswith("..") and (len(text) == 2 or text[2] in " \t"):
            return self._explicit(at)
        if text.startswith("__ "):
            return self._plain(at, at + 1, BlockKind.MARKUP)
        if text.startswith(">>> "):
            return self._until_blank(at, BlockKind.CODE)
        if _FIELD.match(text) or (at == 0 and re.match(r"[A-Z][\w-]{1,30}: ", text)):
            return self._fields(at)
        if _BULLET.match(text):
            return self._list_item(at)
        if line.indent:
            return self._paragraph(at, BlockKind.LIST_ITEM if self._item_margin else BlockKind.QUOTE)
        return self._paragraph(at, BlockKind.PARAGRAPH)

    def _heading(self, at: int) -> int:
        """The line after the heading that starts here, or 0."""
        lines = self._lines
        text = lines[at].text.rstrip()
        if (
            _ADORNMENT.match(text)
            and at + 2 < len(lines)
            and lines[at + 2].text.rstrip() == text
            and len(text) >= 3
        ):
            title = lines[at + 1]
            if not title.is_blank:
                self._add_heading(at, title, at + 2, "over" + text[0])
                return at + 3
        if at + 1 < len(lines) and not lines[at].indent and not _ADORNMENT.match(text):
            under = lines[at + 1].text.rstrip()
            if len(under) >= 3 and _ADORNMENT.match(under) and len(under) >= min(len(text), 60) * 0.8:
                self._add_heading(at, lines[at], at + 1, under[0])
                return at + 2
        if _ADORNMENT.match(text) and len(text) >= 4:
            return at + 1  # a transition
        return 0

    def _add_heading(self, first: int, title: Line, last: int, style: str) -> None:
        if style not in self._styles:
            self._styles.append(style)
        run = TextRun(self._source)
        add_inline(run, self._source, title.start + title.indent, title.end)
        level = min(self._styles.index(style) + 1, 6)
        self._drafts.add(
            BlockKind.HEADING, run, start=self._lines[first].start, end=self._lines[last].end, level=level
        )

    def _explicit(self, at: int) -> int:
        text = self._lines[at].text.strip()
        directive = _DIRECTIVE.match(text)
        name = "" if directive is None else directive[1].lower()
        stop = self._end_of_indented(at + 1, self._lines[at].indent)
        if name in _CODE_DIRECTIVES:
            return self._plain(at, stop, BlockKind.CODE)
        if name in _TEXT_DIRECTIVES and directive is not None:
            line = self._lines[at]
            inner = line.start + line.indent + directive.end()
            if inner < line.end:
                self._prose(BlockKind.PARAGRAPH, [(inner, line.end)], start=line.start, end=line.end)
            else:
                self._plain(at, at + 1, BlockKind.MARKUP)
            return at + 1
        footnote = re.match(r"\.\.[ \t]+\[[^\]]{1,60}\][ \t]", text)
        if footnote:
            line = self._lines[at]
            spans = [(line.start + line.indent + footnote.end(), line.end)]
            spans += [
                (each.start + each.indent, each.end)
                for each in self._lines[at + 1 : stop]
                if not each.is_blank
            ]
            self._prose(BlockKind.LIST_ITEM, spans, start=line.start, end=spans[-1][1], level=1)
            return stop
        is_comment = directive is None and not re.match(r"\.\.[ \t]+[_|]", text)
        return self._plain(at, stop, BlockKind.HIDDEN if is_comment else BlockKind.MARKUP)

    def _plain(self, at: int, stop: int, kind: BlockKind) -> int:
        last = stop - 1
        while last > at and self._lines[last].is_blank:
            last -= 1
        whole = Span(self._lines[at].start + self._lines[at].indent, self._lines[last].end)
        self._drafts.plain(kind, self._source, inner=whole, whole=whole)
        return stop

    def _indented(self, at: int, kind: BlockKind) -> int:
        return self._plain(at, self._end_of_indented(at, self._margin), kind)

    def _end_of_indented(self, at: int, margin: int) -> int:
        while at < len(self._lines) and (self._lines[at].is_blank or self._lines[at].indent > margin):
            at += 1
        return at

    def _until_blank(self, at: int, kind: BlockKind) -> int:
        stop = at
        while stop < len(self._lines) and not self._lines[stop].is_blank:
            stop += 1
        return self._plain(at, stop, kind)

    def _fields(self, at: int) -> int:
        stop = at
        while stop < len(self._lines) and not self._lines[stop].is_blank:
            named = re.match(r":?Title:[ \t]*(.*)", self._lines[stop].text)
            if named and self._title is None:
                self._title = named[1].strip()
            stop += 1
        return self._plain(at, stop, BlockKind.MARKUP)

    def _table(self, at: int) -> int:
        stop = at
        while stop < len(self._lines) and not self._lines[stop].is_blank:
            line = self._lines[stop]
            stop += 1
            if re.fullmatch(r"[-=+| \t]*", line.text):
                continue
            run = TextRun(self._source)
            position = line.start + line.indent
            for cell in re.finditer(r"[^|]+", self._source[position : line.end]):
                if cell.group().strip():
                    if run.length:
                        run.literal(" | ")
                    add_inline(run, self._source, position + cell.start(), position + cell.end())
            self._drafts.add(BlockKind.TABLE, run, start=position, end=line.end)
        return stop

    def _list_item(self, at: int) -> int:
        line = self._lines[at]
        mark = _BULLET.match(line.text.strip())
        assert mark is not None
        inner = line.start + line.indent + mark.end()
        spans = [(inner, line.end)]
        stop = at + 1
        while stop < len(self._lines):
            each = self._lines[stop]
            if each.is_blank or each.indent <= line.indent or _BULLET.match(each.text.strip()):
                break
            spans.append((each.start + each.indent, each.end))
            stop += 1
        start = line.start + line.indent
        self._margin = self._item_margin = line.indent + mark.end()
        self._prose(
            BlockKind.LIST_ITEM, spans, start=start, end=spans[-1][1], level=1 + min(line.indent // 2, 5)
        )
        return stop

    def _paragraph(self, at: int, kind: BlockKind) -> int:
        first = self._lines[at]
        spans = []
        stop = at
        while stop < len(self._lines) and not self._lines[stop].is_blank:
            each = self._lines[stop]
            if stop > at and (each.indent > first.indent) and kind is BlockKind.PARAGRAPH and stop > at + 1:
                break
            spans.append((each.start + each.indent, each.end))
            stop += 1
        self._margin = first.indent
        level = 1 if kind is BlockKind.LIST_ITEM else 0
        self._prose(kind, spans, start=first.start + first.indent, end=spans[-1][1], level=level)
        return stop

    def _prose(
        self, kind: BlockKind, spans: list[tuple[int, int]], *, start: int, end: int, level: int = 0
    ) -> None:
        last_start, last_end = spans[-1]
        if self._source[last_start:last_end].endswith("::"):
            self._literal_next = True
            is_alone = last_end - last_start == 2
            spans[-1] = (last_start, last_end - (2 if is_alone else 1))
        run = TextRun(self._source)
        add_inline(run, self._source, spans[0][0], spans[-1][1])
        self._drafts.add(kind, run, start=start, end=end, level=level)


def _split(source: str, start: int) -> list[Line]:
    lines = []
    position = start
    while position < len(source):
        match = _LINE.match(source, position)
        if match is None or match.end() == position:
            break
        lines.append(Line(position, match[1]))
        position = match.end()
    return lines
