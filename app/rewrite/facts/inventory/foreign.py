"""Markup of another language than the text's own: shown as it stands, or read by whatever comes next."""

import re
from collections.abc import Iterator

from app.domain.content import BlockKind, ContentFormat, Document, Span
from app.domain.facts import FactKind
from app.rewrite.facts.inventory.item import Item, spaced

_READ = frozenset({ContentFormat.MARKDOWN, ContentFormat.MDX})
_MARKS = (
    (
        FactKind.LINK,
        "link",
        re.compile(r"!?\[[^\[\]\r\n]{1,300}\](?:\([^()\r\n]{1,1000}\)|\[[^\[\]\r\n]{1,200}\])"),
    ),
    (
        FactKind.HEADING,
        "heading",
        re.compile(r"^[ \t]{0,3}(?:\#{1,6}[ \t][^\r\n]*|h[1-6]\.[ \t][^\r\n]*)", re.MULTILINE),
    ),
    (
        FactKind.CODE,
        "code",
        re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,})[^\r\n]*|(?<!`)`[^`\r\n]{1,300}`(?!`)", re.MULTILINE),
    ),
    (FactKind.TABLE, "table row", re.compile(r"^[ \t]{0,3}\|[^\r\n]{1,2000}\|[ \t]*$", re.MULTILINE)),
    (FactKind.COMMENT, "comment", re.compile(r"<!--[^>]{0,2000}-->")),
    (
        FactKind.HTML,
        "tag of a board",
        re.compile(r"\[/?(?:b|i|u|url|img|quote|code|size|color)(?:=[^\]\r\n]{0,300})?\]", re.IGNORECASE),
    ),
    (FactKind.LIST, "bullet", re.compile(r"^[ \t]{0,8}[-*+][ \t](?=\S)", re.MULTILINE)),
)
_OWN = {
    ContentFormat.RST: frozenset({"code", "table row", "bullet"}),
    ContentFormat.HTML: frozenset({"comment"}),
}
"""What the format itself writes so."""


def foreign_items(document: Document) -> Iterator[Item]:
    if document.format in _READ:
        return
    own = _OWN.get(document.format, frozenset())
    for block in document.blocks:
        if block.kind in {BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN}:
            continue
        text = document.source[block.span.start : block.span.end]
        for kind, name, pattern in _MARKS:
            if name in own:
                continue
            for match in pattern.finditer(text):
                span = Span(block.span.start + match.start(), block.span.start + match.end())
                key = spaced(match.group())
                yield Item(
                    kind, f"{name} in the markup of another language", key, key, span, block.section_id
                )
