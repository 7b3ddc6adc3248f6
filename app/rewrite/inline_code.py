"""Where code stands inside prose: Markdown and reStructuredText backticks, HTML code elements."""

import re
from collections.abc import Iterator

from app.domain.content import Block, BlockKind, ContentFormat, Document, Span

_INLINE_CODE = re.compile(
    r"(?<!`)(`{1,3})(?!`)([^`\n]{1,500}(?:\n[^`\n]{1,500}){0,3})\1(?!`)"
    r"|<(code|kbd|samp|var)\b[^<>]{0,200}>([^<]{1,500})</\3>"
)


def inline_code(document: Document, block: Block) -> Iterator[tuple[Span, str]]:
    """Each piece of inline code of a block: its place in the source, marks included, and its text."""
    if block.kind is BlockKind.CODE or document.format is ContentFormat.TEXT:
        return
    for match in _INLINE_CODE.finditer(document.source, block.span.start, block.span.end):
        yield Span(*match.span()), (match[2] or match[4]).strip()
