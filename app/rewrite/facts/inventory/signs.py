"""Small elements inside a sentence: formulae, emoji, mentions, tags, struck and raised text; admonitions."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from app.domain.content import Block, BlockKind, Document, Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.code import Cover
from app.rewrite.facts.inventory.item import Item, folded, spaced

_MATH = re.compile(
    r"\$\$(?P<display>[^$]{1,4000})\$\$|(?<![\w$\\])\$(?P<inline>[^\s$][^$\r\n]{0,500}?(?<=[^\s\\]))\$(?![\d$])"
    r"|\\\((?P<round>[^\r\n]{1,1000}?)\\\)|\\\[(?P<square>[^\]]{1,4000}?)\\\]"
)
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    "|[\U0001f000-\U0001faff\u2600-\u27bf\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25fb-\u25fe\u2b1b\u2b1c\u2b50\u2b55"
    "\u3030\u303d\u3297\u3299][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]{0,9}"
    "(?:\u200d[\U0001f000-\U0001faff\u2600-\u27bf][\ufe0f\U0001f3fb-\U0001f3ff]{0,2}){0,6})"
)
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:`])")
_MENTION = re.compile(
    r"(?<![\w@/.+-])@[A-Za-z0-9_][\w.-]{0,60}(?:@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4})?(?<![.-])"
)
_TAG = re.compile(r"(?<![\w&/#=?;'\"(])#[^\W_][\w-]{0,80}")
_STRUCK = re.compile(
    r"~~(?P<tildes>[^~\r\n]{1,500})~~|<(?P<tag>del|s|strike|ins|sub|sup|mark|abbr|q|cite|dfn)\b[^<>]{0,300}>"
    r"(?P<text>[^<]{0,1000})</(?P=tag)>",
    re.IGNORECASE,
)
_RAISED = re.compile(r"(?<=\w)\^(?P<up>[\w+−-]{1,20})\^|(?<=\w)(?<!~)~(?!~)(?P<down>\w{1,20})~(?!~)")
_ADMONITION = re.compile(
    r"^[ \t>]{0,40}(?:\[!(?P<callout>[A-Za-z-]{2,30})\][+-]?(?P<callout_title>[^\r\n]{0,200})"
    r"|(?:!!!|\?\?\?\+?)[ \t]{0,9}(?P<python>[A-Za-z][\w -]{0,40}?)"
    r"(?:[ \t]{1,9}(?P<python_title>\"[^\"\r\n]{0,200}\"))?[ \t]{0,9}$"
    r"|:{3,}[ \t]{0,9}\{?(?P<container>[A-Za-z][\w-]{0,40})\}?(?P<container_title>[^\r\n]{0,200})"
    r"|\.\.[ \t]{1,9}(?P<rst>note|warning|tip|hint|important|caution|danger|attention|error|admonition"
    r"|seealso)::"
    r"(?P<rst_title>[^\r\n]{0,200}))",
    re.MULTILINE,
)
_UNREAD = frozenset({BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN})


def signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What these look like in the source, by name."""
    return (
        ("formula", _MATH),
        ("emoji", _EMOJI),
        ("emoji", _SHORTCODE),
        ("mention", _MENTION),
        ("mention", _TAG),
        ("styled text", _STRUCK),
        ("styled text", _RAISED),
    )


def sign_items(document: Document, code: Cover) -> Iterator[Item]:
    """What stands in code is code."""
    for block in document.blocks:
        if block.kind in _UNREAD:
            continue
        for item in _in_block(document, block):
            if not code.holds(item.span.start) and not code.holds(item.span.end - 1):
                yield item
    yield from _admonitions(document)


def _in_block(document: Document, block: Block) -> Iterator[Item]:
    text = document.source[block.span.start : block.span.end]
    if "$" in text or "\\" in text:
        for match in _MATH.finditer(text):
            inner = next(part for part in match.groups() if part is not None)
            yield _item(FactKind.MATH, "formula", "".join(inner.split()), match, block)
    for match in _EMOJI.finditer(text) if not text.isascii() else ():
        yield _item(FactKind.EMOJI, "emoji", match.group().replace("\ufe0f", ""), match, block)
    if ":" in text:
        for match in _SHORTCODE.finditer(text):
            yield _item(FactKind.EMOJI, "emoji name", match.group(), match, block)
    if "@" in text:
        for match in _MENTION.finditer(text):
            yield _item(FactKind.MENTION, "mention", match.group().casefold(), match, block)
    if "#" in text:
        for match in _TAG.finditer(block.text):
            span = block.source_span(*match.span())
            yield Item(
                FactKind.MENTION, "tag", match.group().casefold(), match.group(), span, block.section_id
            )
    if "~" in text or "^" in text or "<" in text:
        yield from _styled(text, block)


def _styled(text: str, block: Block) -> Iterator[Item]:
    """Struck text says that it no longer holds; raised figures are powers and notes."""
    for match in _STRUCK.finditer(text):
        name = "~~" if match["tag"] is None else match["tag"].lower()
        inner = match["tildes"] if match["tag"] is None else match["text"]
        name = {"~~": "struck text", "del": "struck text", "s": "struck text", "strike": "struck text"}.get(
            name, f"{name} element"
        )
        yield _item(FactKind.HTML, name, folded(inner), match, block)
    for match in _RAISED.finditer(text):
        yield _item(FactKind.MATH, "raised or lowered text", match.group(), match, block)


def _admonitions(document: Document) -> Iterator[Item]:
    code = [block.span for block in document.blocks if block.kind is BlockKind.CODE]
    at = 0
    for match in _ADMONITION.finditer(document.source):
        while at < len(code) and code[at].end <= match.start():
            at += 1
        if at < len(code) and code[at].start <= match.start():
            continue
        parts = [spaced(part).strip("\"'") for part in match.groups() if part is not None]
        key = " ".join(part for part in parts if part).casefold()
        span = Span(*match.span())
        yield Item(
            FactKind.ADMONITION, "admonition", key, spaced(match.group()), span, _section(document, span)
        )


def is_admonition(text: str) -> bool:
    """Whether it opens a note, a warning and the like: such a line is an item of its own."""
    return _ADMONITION.match(text) is not None


def _section(document: Document, span: Span) -> str:
    held = bisect_right(document.sections, span.start, key=lambda section: section.span.start)
    return document.sections[held - 1].id if held else ""


def _item(kind: FactKind, name: str, key: str, match: re.Match[str], block: Block) -> Item:
    span = Span(block.span.start + match.start(), block.span.start + match.end())
    return Item(kind, name, key, match.group(), span, block.section_id)
