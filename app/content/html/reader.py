"""Tokens and open elements in, blocks out."""

import sys

from app.content.drafts import Drafts
from app.content.folding import TextRun
from app.content.html.context import Context
from app.content.html.contexts import Contexts
from app.content.html.elements import BACK_NAMES, BLOCK, NOTE_NAMES
from app.content.html.head import HeadReader
from app.content.html.tokens import COMMENT, END, START, TEXT, attributes, tokens
from app.content.html.tree import OpenElements
from app.domain.content import BlockKind, Span

_LEVELLED = frozenset({BlockKind.HEADING, BlockKind.LIST_ITEM})


class HtmlReader:
    """Reads HTML from `shown`, the source with template code masked; attributes come from the source itself.

    Markdown feeds its raw HTML through the same reader, block by block, so that an element opened in one
    block applies to the Markdown between the blocks.
    """

    def __init__(self, source: str, shown: str, drafts: Drafts, head: HeadReader, contexts: Contexts) -> None:
        self._source = source
        self._shown = shown
        self.drafts = drafts
        self.head = head
        self.contexts = contexts
        self.elements = OpenElements(contexts)
        self._run: TextRun | None = None
        self._context = Context()
        self._start = 0
        self._aside: TextRun | None = None
        """Text inside the current block that is not part of it: hidden, or a button's."""
        self._aside_context = Context()
        self._aside_start = 0
        self._block_start: int | None = None
        self._block_name = ""
        self._inline_start: int | None = None
        self._break_at = -1
        self.is_note = False
        """Inside the mark of a footnote: a link, but not part of the sentence's text."""

    def read(self, start: int, end: int, *, most: int = sys.maxsize) -> int:
        """Read `source[start:end]` up to so many blocks; elements stay open. Returns where it stopped."""
        items = self.drafts.items
        for kind, first, last, name, inner_start, inner_end in tokens(self._shown, start, end):
            if len(items) >= most:
                return first
            if kind == TEXT:
                self._text(first, last)
            elif kind == START:
                self._start_tag(name, first, last, self._source[inner_start:inner_end])
            elif kind == END:
                self._end_tag(name, last)
            elif kind == COMMENT:
                self._comment(Span(inner_start, inner_end), Span(first, last))
            else:
                self._raw(name, inner_start, inner_end, last)
        return end

    def inline(self, start: int, end: int, run: TextRun) -> None:
        """Read one tag or comment inside a Markdown block whose text goes to `run`."""
        for kind, first, last, name, inner_start, inner_end in tokens(self._shown, start, end):
            if kind == START:
                raw = self._source[inner_start:inner_end]
                self.elements.start(name, raw)
                if name == "br":
                    run.space()
                elif name == "a" and "href" in (found := attributes(raw)):
                    self.is_note = self._is_mark(found["href"], found)
                    if not self._leads_back(found):
                        run.open_link(found["href"], first)
                elif name == "img":
                    found = attributes(raw)
                    run.image(found.get("src", ""), alt=found.get("alt", ""), span=Span(first, last))
            elif kind == END:
                if name == "a":
                    self.is_note = False
                    run.close_link(last)
                self.elements.end(name)
            elif kind == COMMENT:
                self._comment(Span(inner_start, inner_end), Span(first, last))
            run.end = max(run.end, last)

    def takes(self, start: int, end: int) -> bool:
        """Whether this text inside a Markdown block is not shown: a note's mark, a style sheet, a script."""
        if self.elements.is_open("style"):
            self.contexts.sheets.read(self._source[start:end])
            return True
        return self.is_note or self.elements.is_open("script")

    def finish(self) -> None:
        """Close every element that the author left open."""
        self.flush()

    def _comment(self, inner: Span, whole: Span) -> None:
        self.drafts.plain(BlockKind.HIDDEN, self._source, inner=inner, whole=whole)

    def _text(self, start: int, end: int) -> None:
        context = self.elements.context
        if context.silent or self.is_note:
            return
        run: TextRun | None
        if context.hidden or context.navigation:
            run = self._aside_run(context, start, end)
            if run is None:
                return
        else:
            if self._aside is not None:
                self._flush_aside()
            run = self._run
            if run is None:
                stripped = self._shown[start:end].lstrip()
                if not stripped:
                    return
                run = self._open(context, end - len(stripped))
        if context.kind is BlockKind.CODE:
            run.add_raw(start, end, entities=True)
        else:
            run.add(start, end, entities=True)

    def _open(self, context: Context, first: int) -> TextRun:
        if self._block_start is not None:
            self._start = self._block_start
        else:
            self._start = first if self._inline_start is None else self._inline_start
        self._run, self._context = TextRun(self._shown), context
        return self._run

    def _aside_run(self, context: Context, start: int, end: int) -> TextRun | None:
        aside = self._aside
        if aside is not None and (
            self._aside_context.shown_kind is not context.shown_kind
            or self._aside_context.concealment is not context.concealment
        ):
            self._flush_aside()
            aside = None
        if aside is None:
            stripped = self._shown[start:end].lstrip()
            if not stripped:
                return None
            first = end - len(stripped)
            if self._run is None and self._block_start is not None:
                first = self._block_start
            self._aside, self._aside_context, self._aside_start = TextRun(self._shown), context, first
        return self._aside

    def _start_tag(self, name: str, start: int, end: int, raw: str) -> None:
        if name in BLOCK:
            self.flush()
            self.elements.start(name, raw)
            self._block_start, self._block_name, self._inline_start = start, name, None
            if name == "html":
                self.head.element(name, attributes(raw))
            return
        context = self.elements.start(name, raw)
        if name == "br":
            self._line_break(end)
            return
        if self._run is None and self._inline_start is None:
            self._inline_start = start
        if name == "script":
            self.head.script_type(raw)
        elif name == "a":
            self._link(context, attributes(raw), start)
        elif name == "img":
            self._image(context, attributes(raw), Span(start, end))
        elif name in {"meta", "link"} and not self._is_fallback():
            self.head.element(name, attributes(raw))

    def _is_fallback(self) -> bool:
        """Inside what a current browser does not read."""
        return self.elements.is_open("noscript") or self.elements.is_open("template")

    def _end_tag(self, name: str, end: int) -> None:
        if name in BLOCK:
            self.flush(end if name == self._block_name else None)
            self.elements.end(name)
            return
        if name == "a":
            self.is_note = False
            for run in (self._run, self._aside):
                if run is not None:
                    run.close_link(end)
        self.elements.end(name)
        if self._run is not None:
            self._run.end = end

    def _raw(self, name: str, raw_start: int, raw_end: int, end: int) -> None:
        if name == "title" and not self.elements.is_open("svg"):
            self.head.title(self._shown[raw_start:raw_end])
        elif name in {"script", "style"}:
            self.head.script(name, self._source, raw_start, raw_end)
            if name == "style":
                self.contexts.sheets.read(self._source[raw_start:raw_end])
        elif name in {"textarea", "xmp", "iframe", "noembed", "noframes"}:
            self._text(raw_start, raw_end)
            self.flush(end)
        self.elements.end(name)

    def _line_break(self, end: int) -> None:
        run = self._run
        if run is None:
            return
        if self._context.kind is BlockKind.CODE:
            run.line_break()
        elif run.length and self._break_at == run.length:
            self.flush()  # two breaks in a row separate paragraphs on old pages
        else:
            run.space()
            self._break_at = run.length
            run.end = end

    def _link(self, context: Context, found: dict[str, str], start: int) -> None:
        target = found.get("href")
        if target is None:
            return
        self.is_note = self._is_mark(target, found)
        if self._leads_back(found):
            return
        if context.hidden or context.navigation:
            run = self._aside
            if run is None:
                self._aside = run = TextRun(self._shown)
                self._aside_context, self._aside_start = context, start
        else:
            run = self._run if self._run is not None else self._open(context, start)
        run.open_link(target, start)

    def _is_mark(self, target: str, found: dict[str, str]) -> bool:
        if "#" not in target:
            return False
        return self.elements.is_open("sup") or any(name in _names(found) for name in NOTE_NAMES)

    def _leads_back(self, found: dict[str, str]) -> bool:
        """Whether this is the link back from a note to its citation."""
        return self.is_note and any(name in _names(found) for name in BACK_NAMES)

    def _image(self, context: Context, found: dict[str, str], span: Span) -> None:
        if context.hidden or context.navigation or context.silent:
            return
        run = self._run if self._run is not None else self._open(context, span.start)
        run.image(found.get("src", ""), alt=found.get("alt", ""), span=span)
        run.end = max(run.end, span.end)

    def flush(self, end: int | None = None) -> None:
        """End the current block here."""
        self.is_note = False
        if self._aside is not None:
            self._flush_aside()
        run = self._run
        if run is not None:
            context = self._context
            row = None
            if context.table >= 0 and not context.navigation and not context.hidden:
                row = (context.table, context.row)
            stop = max(run.end, self._start)
            self.drafts.add(
                context.shown_kind,
                run,
                start=self._start,
                end=stop if end is None else end,
                level=context.level if context.shown_kind in _LEVELLED else 0,
                row=row,
            )
            self._run = None
        self._block_start = self._inline_start = None
        self._block_name = ""
        self._break_at = -1

    def _flush_aside(self) -> None:
        aside = self._aside
        if aside is not None:
            self.drafts.add(
                self._aside_context.shown_kind,
                aside,
                start=self._aside_start,
                end=max(aside.end, self._aside_start),
                concealment=self._aside_context.concealment,
            )
            self._aside = None


def _names(found: dict[str, str]) -> str:
    return f"{found.get('role', '')} {found.get('class', '')}".lower()
