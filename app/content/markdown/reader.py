"""Parser events in, blocks out."""

import re
from typing import Any, cast

import pyromark

from app.content.drafts import CELL_SEPARATOR, Draft, Drafts
from app.content.folding import TextRun
from app.content.html.reader import HtmlReader
from app.content.markdown.admonitions import opens_block
from app.content.markdown.code_spans import code_within
from app.content.markdown.offsets import Locate, character_offsets, dedented
from app.domain.content import BlockKind, Concealment, Span

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
)
_LONE_RETURN = re.compile(r"\r(?!\n)")  # a line break, which the parser does not know
_MAX_NESTED_INDENTS = 8
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link"})
_CONTAINERS = frozenset({"BlockQuote", "List", "Item", "FootnoteDefinition"})


class MarkdownReader:
    """Reads `shown`, the source with template code masked. Never recurses, however deeply text is nested."""

    def __init__(self, source: str, shown: str, drafts: Drafts, html: HtmlReader, *, is_mdx: bool) -> None:
        self._source = source
        self._shown = shown
        self._lines = _LONE_RETURN.sub("\n", shown) if "\r" in shown else shown
        self._drafts = drafts
        self._html = html
        self._is_mdx = is_mdx
        self._inside = dict.fromkeys(_CONTAINERS, 0)
        self._row = 0
        self._opened: int | None = None
        """Start of the outermost container without text so far: its marker belongs to the next block."""
        self._leaf: Draft | None = None
        self._run = TextRun(shown)
        self._cell_begins = False  # a further cell, whose text begins with the separator
        self._hidden: TextRun | None = None
        self._concealment: Concealment | None = None
        self._images: list[tuple[int, str, list[str]]] = []
        self._html_from: int | None = None
        self._html_lines: list[tuple[int, int]] = []
        self._code_lines: list[tuple[int, int]] = []
        self._code_is_indented = False
        self.covered: list[tuple[int, int]] = []
        """The top-level blocks; text between them defines references."""

    def read(self, start: int, end: int) -> None:
        """Read `source[start:end]`."""
        text = self._lines[start:end]
        self._events(text, character_offsets(text, start), depth=0)

    def _events(self, text: str, locate: Locate, *, depth: int) -> None:
        level = 0
        for event, byte_range in pyromark.events_with_range(text, options=OPTIONS):
            start, end = locate(byte_range["start"]), locate(byte_range["end"])
            if isinstance(event, str):
                if event in {"SoftBreak", "HardBreak"}:
                    self._target().space()
                elif event == "Rule" and not level:
                    self.covered.append((start, end))
                continue
            name, value = cast("tuple[str, Any]", next(iter(event.items())))
            if name == "Text":
                self._text(value, start, end)
            elif name == "Start":
                if not level and not depth:
                    self.covered.append((start, end))
                level += 1
                self._start(value, start, end)
            elif name == "End":
                level -= 1
                self._end(value, start, end, depth)
            elif name == "Code":
                self._code(value, start, end)
            elif name in {"Html", "InlineHtml"}:
                self._markup(name, start, end)
            elif name == "FootnoteReference":
                self._run.open_link(f"#fn-{value}", start)
                self._run.close_link(end)

    def _start(self, value: Any, start: int, end: int) -> None:
        name, detail = cast(
            "tuple[str, Any]", (value, None) if isinstance(value, str) else next(iter(value.items()))
        )
        if name in _CONTAINERS:
            self._enter(name, start)
        elif name == "Heading":
            self._open(BlockKind.HEADING, start, end, level=int(detail["level"][1]))
        elif name == "Paragraph":
            self._open_prose(start, end)
        elif name in {"TableHead", "TableRow"}:
            self._row += 1
            self._open(BlockKind.TABLE, start, end)
        elif name == "TableCell":
            self._cell_begins = self._run.length > 0
        elif name == "CodeBlock":
            self._close_tight(start)
            self._code_lines, self._code_is_indented = [], detail == "Indented"
            self._leaf = Draft(BlockKind.CODE, start, end)
        elif name == "HtmlBlock":
            self._close_tight(start)
            self._html_lines = []
        elif name == "Link":
            if self._leaf is None:  # it opens a tight list item, which has no paragraph of its own
                self._open_prose(start, end)
            self._target().open_link(detail["dest_url"], start)
        elif name == "Image":
            self._images.append((start, detail["dest_url"], []))

    def _end(self, value: Any, start: int, end: int, depth: int) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in _CONTAINERS:
            self._leave(name, end)
        elif name in {"Heading", "Paragraph", "TableHead", "TableRow"}:
            self._close(end)
        elif name == "CodeBlock":
            self._close_code(start, end, depth)
        elif name == "HtmlBlock":
            self._read_html()
        elif name in _INLINE:
            target = self._target()
            if name == "Link":
                target.close_link(end)
            target.end = max(target.end, end)
        elif name == "Image" and self._images:
            begun, address, alt = self._images.pop()
            if not self._images:
                if self._leaf is None:
                    self._open_prose(begun, end)
                self._target().image(address, alt="".join(alt), span=Span(begun, end))
                self._target().end = end

    def _enter(self, name: str, start: int) -> None:
        self._close_tight(start)
        if self._opened is None:
            self._opened = start
        self._inside[name] += 1

    def _leave(self, name: str, end: int) -> None:
        self._close_tight(end)
        self._opened = None
        self._inside[name] -= 1

    def _open_prose(self, start: int, end: int) -> None:
        if self._inside["BlockQuote"]:
            self._open(BlockKind.QUOTE, start, end)
        elif self._inside["List"] or self._inside["FootnoteDefinition"]:
            self._open(BlockKind.LIST_ITEM, start, end, level=max(1, self._inside["List"]))
        else:
            self._open(BlockKind.PARAGRAPH, start, end)

    def _open(self, kind: BlockKind, start: int, end: int, *, level: int = 0) -> None:
        self._close_tight(start)
        context = self._html.elements.context
        if (self._inside["BlockQuote"] or context.quote) and kind is not BlockKind.TABLE:
            kind, level = BlockKind.QUOTE, 0
        if context.hidden:
            kind, level = BlockKind.HIDDEN, 0
        elif context.navigation:
            kind, level = BlockKind.NAVIGATION, 0
        begin = start if self._opened is None else min(start, self._opened)
        self._opened = None
        self._cell_begins = False
        self._leaf = Draft(kind, begin, end, level=level, concealment=context.concealment)
        self._run = TextRun(self._shown)

    def _target(self) -> TextRun:
        """The current target of text: the block, or text hidden by an HTML element inside it."""
        if self._leaf is None:
            return self._run
        context = self._html.elements.context
        if context.hidden and self._leaf.kind is not BlockKind.HIDDEN:
            if self._hidden is None:
                self._hidden, self._concealment = TextRun(self._shown), context.concealment
            return self._hidden
        if self._hidden is not None:
            self._close_hidden()
        if self._cell_begins:
            self._cell_begins = False
            self._run.literal(CELL_SEPARATOR)
        return self._run

    def _text(self, text: str, start: int, end: int) -> None:
        if self._html.takes(start, end):
            return
        if self._images:
            self._images[-1][2].append(text)
            return
        if self._leaf is None:
            self._open_prose(start, end)
        assert self._leaf is not None
        if self._leaf.kind is BlockKind.CODE:
            self._code_lines.append((start, end))
        elif self._lines[start:end] == text:
            self._target().add(start, end)
        else:
            self._target().literal(text, end=end)

    def _code(self, text: str, start: int, end: int) -> None:
        if self._images:
            self._images[-1][2].append(text)
            return
        if self._leaf is None:
            self._open_prose(start, end)
        target = self._target()
        inner = code_within(self._shown, start, end, text)
        if inner is None:
            target.literal(text)
        else:
            target.add(*inner)
        target.end = end

    def _markup(self, name: str, start: int, end: int) -> None:
        if name == "Html":
            self._html_lines.append((start, end))
            return
        if self._leaf is None:
            self._open_prose(start, end)
        self._html.inline(start, end, self._target())

    def _read_html(self) -> None:
        if not self._html_lines:
            return
        if self._inside["BlockQuote"] or self._inside["List"]:
            for first, last in self._html_lines:
                self._html.read(first, last)
        else:
            self._html.read(self._html_lines[0][0], self._html_lines[-1][1])
        self._html.flush()
        self._opened = None

    def _close_tight(self, start: int) -> None:
        """End the text of a tight list item, which has no paragraph of its own."""
        if self._leaf is not None and self._leaf.kind is not BlockKind.CODE:
            self._leaf.end = min(self._leaf.end, start)
            self._close(max(self._run.end, self._leaf.start))

    def _close(self, end: int) -> None:
        leaf = self._leaf
        if leaf is None:
            return
        if self._hidden is not None:
            self._close_hidden()
        stop = end
        while stop > leaf.start and self._source[stop - 1] in " \t\r\n":
            stop -= 1
        self._html.is_note = False
        self._drafts.add(
            leaf.kind,
            self._run,
            start=leaf.start,
            end=stop,
            level=leaf.level,
            concealment=leaf.concealment,
        )
        self._leaf = None
        self._run = TextRun(self._shown)

    def _close_hidden(self) -> None:
        hidden, self._hidden = self._hidden, None
        assert hidden is not None
        if hidden.fragments:
            self._drafts.add(
                BlockKind.HIDDEN,
                hidden,
                start=hidden.fragments[0][1],
                end=hidden.end,
                concealment=self._concealment,
            )

    def _close_code(self, start: int, end: int, depth: int) -> None:
        leaf, self._leaf = self._leaf, None
        lines = self._code_lines
        if leaf is None or not lines:
            return
        is_text = (
            self._is_mdx
            or self._html.elements.is_open("blockquote")
            or opens_block(self._drafts.items, self._source, start)
        )
        if is_text and self._code_is_indented and depth < _MAX_NESTED_INDENTS:
            self._events(*dedented(self._lines, lines), depth=depth + 1)
            return
        run = TextRun(self._shown)
        for first, last in lines:
            run.add_raw(first, last)
        stop = end
        while stop > start and self._source[stop - 1] in "\r\n":
            stop -= 1
        self._drafts.add(BlockKind.CODE, run, start=leaf.start, end=stop)
