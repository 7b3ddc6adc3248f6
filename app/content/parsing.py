"""One parser per format: source in, drafts out."""

from dataclasses import dataclass, field

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
from app.domain.content import BlockKind, ContentFormat, HtmlHead, Span


@dataclass(frozen=True, slots=True)
class Parsed:
    drafts: list[Draft] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    """As declared in the markup."""
    head: HtmlHead | None = None


def parse(source: str, body_start: int, format: ContentFormat) -> Parsed:  # noqa: A002
    """Parse `source` from `body_start` on. Never raises: every text yields a document."""
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
    reader.read(body_start, len(source))
    reader.finish()
    _region_drafts(source, regions, drafts)
    items = settle_tables(drafts.items, contexts.tables)
    return Parsed(items, head.page_title, head.language, head.head())


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
