"""One parser per format: source in, drafts out."""

from dataclasses import dataclass, field, replace
from itertools import islice

from app.content.drafts import Draft, Drafts
from app.content.html.contexts import Contexts
from app.content.html.head import HeadReader
from app.content.html.page_facts import PageFacts
from app.content.html.reader import HtmlReader
from app.content.html.tables import settle_tables
from app.content.markdown.reader import MarkdownReader
from app.content.markdown.references import reference_drafts
from app.content.markdown.regions import markdown_regions
from app.content.rst.reader import read_rst
from app.content.templates import Region, mask, stands_alone, template_regions
from app.content.text_reader import read_plain
from app.domain.content import LINE_BREAK, BlockKind, ContentFormat, HtmlHead, Span


@dataclass(frozen=True, slots=True)
class Parsed:
    drafts: list[Draft] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    """As declared in the markup."""
    head: HtmlHead | None = None
    unread: Span | None = None
    """What was left as it stands, because the text before it has as many parts as are read."""


MAX_LINES = 200_000
"""Read of one text. A line makes a block at most, save in HTML, and each costs about 20 µs and 1 kB."""
MAX_BLOCKS = 200_000
"""The same for HTML, where a single line may hold all of them."""


def parse(source: str, body_start: int, format: ContentFormat) -> Parsed:  # noqa: A002
    """Parse `source` from `body_start` on. Never raises: every text yields a document.

    What follows `MAX_LINES` lines, or `MAX_BLOCKS` blocks of HTML, is kept as markup and not judged.
    """
    end = len(source) if format is ContentFormat.HTML else _end_of_lines(source, body_start)
    parsed = _parse(source[:end], body_start, format)
    unread = parsed.unread or (Span(end, len(source)) if end < len(source) else None)
    if unread is None:
        return parsed
    Drafts(parsed.drafts).plain(BlockKind.MARKUP, source, inner=unread, whole=unread)
    return replace(parsed, unread=unread)


def _end_of_lines(source: str, start: int) -> int:
    """Where the lines end that are read; a text has at least as many characters as lines."""
    if len(source) <= MAX_LINES or source.count("\n") + source.count("\r") <= MAX_LINES:
        return len(source)
    breaks = islice(LINE_BREAK.finditer(source, start), MAX_LINES - 1, None)
    last = next(breaks, None)
    return len(source) if last is None else last.end()


def _parse(source: str, body_start: int, format: ContentFormat) -> Parsed:  # noqa: A002
    if format is ContentFormat.HTML:
        return _html(source, body_start)
    if format in {ContentFormat.MARKDOWN, ContentFormat.MDX}:
        return _markdown(source, body_start, is_mdx=format is ContentFormat.MDX)
    drafts = Drafts()
    if format is ContentFormat.RST:
        title = read_rst(source, drafts, start=body_start)
        return Parsed(drafts.items, title)
    read_plain(source, drafts, start=body_start)
    return Parsed(drafts.items)


def _html(source: str, body_start: int) -> Parsed:
    regions = []
    if "{{" in source or "{%" in source:
        regions = list(template_regions(source, body_start, len(source)))
    shown = mask(source, regions) if regions else source
    drafts, head, contexts = Drafts(), HeadReader(), Contexts(PageFacts(source))
    reader = HtmlReader(source, shown, drafts, head, contexts)
    end = reader.read(body_start, len(source), most=MAX_BLOCKS)
    reader.finish()
    _region_drafts(source, [region for region in regions if region.start < end], drafts)
    items = settle_tables(drafts.items, contexts.tables)
    unread = Span(end, len(source)) if end < len(source) else None
    return Parsed(items, head.page_title, head.language, head.head(), unread)


def _markdown(source: str, body_start: int, *, is_mdx: bool) -> Parsed:
    regions = markdown_regions(source, body_start, len(source), is_mdx=is_mdx)
    shown = mask(source, regions, keep_html_blocks=not is_mdx) if regions else source
    drafts, head, contexts = Drafts(), HeadReader(), Contexts(PageFacts(source))
    html = HtmlReader(source, shown, drafts, head, contexts)
    reader = MarkdownReader(source, shown, drafts, html, is_mdx=is_mdx)
    reader.read(body_start, len(source))
    html.finish()
    _region_drafts(source, regions, drafts)
    reference_drafts(shown, reader.covered, drafts, start=body_start)
    return Parsed(settle_tables(drafts.items, contexts.tables), head.page_title, head.language)


def _region_drafts(source: str, regions: list[Region], drafts: Drafts) -> None:
    for region in regions:
        whole = Span(region.start, region.end)
        if region.inner is not None:
            drafts.plain(region.kind, source, inner=region.inner, whole=whole)
        elif stands_alone(source, region.start, region.end):
            drafts.plain(BlockKind.MARKUP, source, inner=whole, whole=whole)
