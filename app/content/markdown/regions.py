"""Everything in a Markdown text that is not Markdown: shortcodes, directives, attribute lists, MDX."""

import re
from collections.abc import Iterator

from app.content.markdown.code_spans import CodeSpans
from app.content.markdown.mdx import mdx_regions
from app.content.templates import Region, template_regions
from app.domain.content import BlockKind, Span

_LINES = re.compile(
    r"^[ \t]{0,20}(?:"
    r":{3,}[^\r\n]*+"  # admonitions and directives
    r"|\{:[^\r\n}]{0,500}\}[ \t]*+"  # kramdown attribute lists
    r"|\[\[?(?:toc|_toc_)\]\]?[ \t]*+"
    r")$",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"\{:[^\r\n{}]{1,300}\}|\{/\*[^*]{0,2000}\*/\}")


def markdown_regions(source: str, start: int, end: int, *, is_mdx: bool) -> list[Region]:
    """In order, without overlap. Code is excluded."""
    finders: list[Iterator[Region]] = []
    if "{{" in source or "{%" in source:
        finders.append(template_regions(source, start, end))
    if ":::" in source or "{:" in source or "toc]" in source.lower():
        finders.append(_matches(_LINES, source, start, end))
    if "{:" in source or "{/*" in source:
        finders.append(_matches(_ATTRIBUTES, source, start, end))
    if not finders and not is_mdx:
        return []
    code = CodeSpans(source, start, end)
    if is_mdx:
        finders.append(mdx_regions(source, start, end, code))
    found = sorted(
        (region for finder in finders for region in finder), key=lambda region: (region.start, -region.end)
    )
    kept: list[Region] = []
    position = start
    for region in found:
        if region.start >= position and not code.holds(region.start):
            kept.append(region)
            position = region.end
    return kept


def _matches(pattern: re.Pattern[str], source: str, start: int, end: int) -> Iterator[Region]:
    for match in pattern.finditer(source, start, end):
        text = match.group()
        if text.startswith("{/*"):
            yield comment_region(match.start(), match.end(), text)
        else:
            yield Region(match.start(), match.end())


def comment_region(start: int, end: int, text: str) -> Region:
    """`{/* words */}` is hidden text; `{/*anchor*/}` only names a heading."""
    words = text[3:-3].split()
    if len(words) < 2:
        return Region(start, end)
    return Region(start, end, BlockKind.HIDDEN, Span(start + 3, end - 3))
