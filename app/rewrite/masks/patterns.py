"""What stands in the markup and is kept to the letter: addresses, images, shortcodes, tags, citations."""

import re
from collections.abc import Iterator
from enum import StrEnum

from app.domain.content import ContentFormat, Span
from app.rewrite.facts.forbidden.includes import include_constructs
from app.rewrite.facts.forbidden.templates import angled, braced
from app.rewrite.facts.inventory.signs import signs


class MaskKind(StrEnum):
    CODE = "code"
    URL = "address"
    IMAGE = "image"
    MARKUP = "markup"
    """Tags with attributes, JSX, shortcodes, directives."""
    HIDDEN = "hidden"
    """Comments: kept in the file, never shown to a model."""
    QUOTE = "quotation"
    NUMBER = "number"
    DATE = "date"
    CITATION = "citation"
    PLACEHOLDER = "placeholder"
    PROTECTED = "protected"
    TEMPLATE = "role marker"
    FORMULA = "formula"
    EMOJI = "emoji"
    MENTION = "mention"
    TABLE = "table"
    SECRET = "secret"  # noqa: S105 - a kind of mask
    PERSONAL = "personal data"


_ADDRESS = re.compile(
    r"(?:https?|ftp|mailto|tel):[^\s<>\"'`\])}]{1,2000}|(?<![\w.@/-])www\.[^\s<>\"'`\])}]{1,2000}"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,200}\])")
_TARGET = re.compile(
    r"(?<=\])(?:\([^()\n]{1,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,500})?\)|\[[^\[\]\n]{1,200}\])"
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]{1,200}\]:[^\n]{1,2000}$", re.MULTILINE)
_CITATION = re.compile(
    r"\[\^[^\[\]\s]{1,60}\]|\[-?@[^\[\]\n]{1,200}\]|(?<!\])\[\d{1,3}(?:[,–-] ?\d{1,3}){0,5}\](?!\()"
    r"|\((?:[^\W\d_][\w.’'-]{1,30}(?: (?:et al\.|and|und|et|&) ?[\w.’'-]{0,30})?,? )"
    r"\d{4}[a-z]?(?:, pp?\. ?[\d–-]{1,9})?\)"
)
_SHORTCODE = re.compile(
    r"\{\{[^{}]{1,1000}\}\}|\{%[^{}]{1,1000}%\}|\$\{[^{}\n]{1,200}\}|\[\[[^\[\]\n]{1,200}\]\]"
    r"|^:::[^\n]{0,200}$|^!!![^\n]{0,200}$|^(?:import|export) [^\n]{1,400}$",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(
    r"\{[A-Za-z_][\w.]{0,60}\}|%\([A-Za-z_]\w{0,60}\)[sdf]|%[sd](?!\w)|<[A-Z][A-Z_]{2,40}>"
)
_JSX = re.compile(r"\{[^{}\n]{1,400}\}")
_COMMENT_LINE = re.compile(r"^\[//\]: #[^\n]{0,2000}$", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,4000}>|<![A-Za-z][^<>]{0,500}>")
_PLAIN_TAG = re.compile(
    r"</?(?:p|br|hr|em|strong|b|i|u|s|ul|ol|li|dl|dt|dd|h[1-6]|blockquote|sub|sup|table|thead|tbody|tr|td|th)"
    r"\s{0,3}/?>",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(r"^\.\. [^\n]{1,500}$|:[a-z:-]{2,30}:`[^`\n]{1,300}`", re.MULTILINE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});")


_WIKI = re.compile(r"!?\[\[[^\[\]\r\n]{1,300}\]\]")
_CALLOUT = re.compile(
    r"^[ \t>]{0,40}\[![A-Za-z-]{2,30}\][+-]?|^\?\?\?\+?[^\r\n]{0,200}$|%%[^%]{1,2000}%%",
    re.MULTILINE,
)
_INLINE_NOTE = re.compile(r"\^\[[^\[\]\r\n]{1,500}\]")
_RST_NOTE = re.compile(r"\[(?:\d{1,3}|\*|#[\w.-]{0,60}|[A-Za-z][\w.-]{0,60})\]_(?!\w)")


def elements_in(text: str, kind: ContentFormat) -> Iterator[tuple[MaskKind, Span]]:
    """Elements of the inventory inside sentences, in every format: formulae, emoji, mentions, struck and
    raised text, whatever a build expands."""
    for mask_kind, pattern in (
        (MaskKind.MARKUP, _CALLOUT),
        (MaskKind.MARKUP, _WIKI),
        (MaskKind.MARKUP, _INLINE_NOTE),
    ):
        for match in pattern.finditer(text):
            yield mask_kind, Span(*match.span())
    for construct in (*braced(text, (), is_mdx=kind is ContentFormat.MDX), *angled(text)):
        if len(construct.span) > 1:
            yield MaskKind.MARKUP, construct.span
    for construct in include_constructs(text, kind):
        yield MaskKind.MARKUP, construct.span
    for name, pattern in signs():
        for match in pattern.finditer(text):
            yield _SIGNS[name], Span(*match.span())


_SIGNS = {
    "formula": MaskKind.FORMULA,
    "emoji": MaskKind.EMOJI,
    "mention": MaskKind.MENTION,
    "styled text": MaskKind.MARKUP,
}


def markup_in(text: str, kind: ContentFormat) -> Iterator[tuple[MaskKind, Span]]:
    """Everything of these kinds, overlapping where they do; the caller decides which one wins."""
    patterns: list[tuple[MaskKind, re.Pattern[str]]] = [
        (MaskKind.HIDDEN, _COMMENT_LINE),
        (MaskKind.URL, _ADDRESS),
    ]
    if kind in (ContentFormat.MARKDOWN, ContentFormat.MDX):
        patterns += [
            (MaskKind.IMAGE, _IMAGE),
            (MaskKind.URL, _DEFINITION),
            (MaskKind.URL, _TARGET),
            (MaskKind.MARKUP, _SHORTCODE),
            (MaskKind.PLACEHOLDER, _PLACEHOLDER),
        ]
    if kind is ContentFormat.MDX:
        patterns.append((MaskKind.MARKUP, _JSX))
    if kind is ContentFormat.RST:
        patterns += [(MaskKind.MARKUP, _DIRECTIVE), (MaskKind.CITATION, _RST_NOTE)]
    if kind is ContentFormat.HTML:
        patterns += [
            (MaskKind.MARKUP, _ENTITY),
            (MaskKind.PLACEHOLDER, _PLACEHOLDER),
            (MaskKind.MARKUP, _SHORTCODE),
        ]
    patterns.append((MaskKind.CITATION, _CITATION))
    yield from ((MaskKind.HIDDEN, comment) for comment in _comments(text))
    for mask_kind, pattern in patterns:
        for match in pattern.finditer(text):
            yield mask_kind, Span(*match.span())
    if kind is not ContentFormat.TEXT:
        for match in _TAG.finditer(text):
            if not _PLAIN_TAG.fullmatch(match.group()):
                yield MaskKind.MARKUP, Span(*match.span())


def _comments(text: str) -> Iterator[Span]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            return
        yield Span(start, end + len("-->"))
        start = text.find("<!--", end)
