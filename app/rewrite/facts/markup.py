"""Facts that stand in the markup: links, code, quotations, headings, raw HTML, addresses."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.content import Block, BlockKind, Document, Span
from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.inline_code import inline_code

_URL_SIGN = r"[^\s<>\"'`\])}|\\^]"
_URL = re.compile(rf"(?:https?|ftp|mailto|tel):{_URL_SIGN}{{1,2000}}|(?<![\w.@/-])www\.{_URL_SIGN}{{1,2000}}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+|00)[1-9][\d ()/.\u00a0-]{5,18}\d(?![\w])"
    r"|\(0?\d{2,5}\)[ \u00a0]?\d[\d \u00a0-]{4,12}\d"
)
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]{0,2000}|!--[^<>]{0,2000}|\?[^<>]{0,500})>")
_INLINE_QUOTE = re.compile(r"[“„«「『]([^“”„«»「」『』]{1,1000})[”“»」』]|\"([^\"]{1,1000})\"")
_PLAIN_TAG = re.compile(
    r"</?(?:p|br|hr|em|strong|b|i|ul|ol|li|h[1-6]|blockquote|span|div|section)\s*/?>", re.IGNORECASE
)
_HEADING_TAG = re.compile(r"(?<=[</])h[1-6](?=[\s/>])", re.IGNORECASE)
"""A heading's level is no fact: the heading itself is compared."""
_SPACE = re.compile(r"\s+")
_TRAILING = ".,;:!?…。"
QUOTE_WORDS = 3
"""A shorter passage in quotation marks is a term, not a quotation."""


@dataclass(frozen=True, slots=True)
class MarkupFact:
    kind: FactKind
    key: str
    text: str
    span: Span
    section_id: str


def markup_facts(document: Document) -> list[MarkupFact]:
    """Every such fact with its place in the source, in order."""
    sealed = [block.span for block in document.blocks if block.kind is BlockKind.CODE]
    if document.front_matter_span is not None:
        sealed.append(document.front_matter_span)
    found = [*_blocks(document), *_links(document, sealed), *_in_prose(document), *_tags(document, sealed)]
    return sorted(found, key=lambda fact: (fact.span.start, fact.kind))


def markup_differences(before: Sequence[MarkupFact], after: Sequence[MarkupFact]) -> Iterator[FactDifference]:
    for kind in dict.fromkeys(fact.kind for fact in (*before, *after)):
        old = [fact for fact in before if fact.kind is kind]
        new = [fact for fact in after if fact.kind is kind]
        lost, added = _missing(old, new), _missing(new, old)
        pairs = min(len(lost), len(added)) if kind not in (FactKind.LINK, FactKind.HTML) else 0
        for one, other in zip(lost[:pairs], added[:pairs], strict=True):
            yield _difference(kind, FactFate.CHANGED, one, other)
        for one in lost[pairs:]:
            if kind is not FactKind.HTML or not _PLAIN_TAG.fullmatch(one.text):
                yield _difference(kind, FactFate.LOST, one, None)
        for other in added[pairs:]:
            if kind is not FactKind.HTML or not _PLAIN_TAG.fullmatch(other.text):
                yield _difference(kind, FactFate.NEW, None, other)


def _difference(
    kind: FactKind, fate: FactFate, one: MarkupFact | None, other: MarkupFact | None
) -> FactDifference:
    home = one or other
    return FactDifference(
        kind=kind,
        fate=fate,
        before="" if one is None else _shown(one.text),
        after="" if other is None else _shown(other.text),
        before_span=None if one is None else one.span,
        after_span=None if other is None else other.span,
        section_id="" if home is None else home.section_id,
        is_notice=kind is FactKind.HEADING and fate is FactFate.CHANGED,
    )


def _shown(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:197]}..."


def _missing(these: Sequence[MarkupFact], those: Sequence[MarkupFact]) -> list[MarkupFact]:
    there = Counter(fact.key for fact in those)
    missing = []
    for fact in these:
        if there[fact.key]:
            there[fact.key] -= 1
        else:
            missing.append(fact)
    return missing


def _blocks(document: Document) -> Iterator[MarkupFact]:
    kinds = {
        BlockKind.CODE: FactKind.CODE,
        BlockKind.QUOTE: FactKind.QUOTE,
        BlockKind.HEADING: FactKind.HEADING,
    }
    for block in document.blocks:
        kind = kinds.get(block.kind)
        if kind is None:
            continue
        text = document.source[block.span.start : block.span.end] if kind is FactKind.CODE else block.text
        key = _code_key(text) if kind is FactKind.CODE else _folded(text)
        yield MarkupFact(kind, key, text, block.span, block.section_id)


def _code_key(text: str) -> str:
    """Line endings and the white space at line ends are no part of the code."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _links(document: Document, sealed: Sequence[Span]) -> Iterator[MarkupFact]:
    for block in document.blocks:
        for link in block.links:
            yield MarkupFact(FactKind.LINK, link.target.strip(), link.target, link.span, block.section_id)
    for match, section_id in _outside(document, sealed, _URL.finditer):
        url = match.group().rstrip(_TRAILING)
        yield MarkupFact(
            FactKind.LINK, f"written {url}", url, Span(match.start(), match.start() + len(url)), section_id
        )


def _tags(document: Document, sealed: Sequence[Span]) -> Iterator[MarkupFact]:
    """In every format: whatever shows a plain text may take a tag in it for one."""
    code = [span for block in document.blocks for span, _ in inline_code(document, block)]
    for match, section_id in _outside(document, [*sealed, *code], _TAG.finditer):
        key = _HEADING_TAG.sub("h", _SPACE.sub(" ", match.group()))
        yield MarkupFact(FactKind.HTML, key, match.group(), Span(*match.span()), section_id)


def _in_prose(document: Document) -> Iterator[MarkupFact]:
    for block in document.blocks:
        if block.kind in (BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN, BlockKind.NAVIGATION):
            continue
        for span, text in inline_code(document, block):
            yield MarkupFact(FactKind.CODE, f"`{text}`", text, span, block.section_id)
        yield from _in_text(block)


def _in_text(block: Block) -> Iterator[MarkupFact]:
    patterns = ((FactKind.EMAIL, _EMAIL), (FactKind.PHONE, _PHONE))
    for kind, pattern in patterns:
        for match in pattern.finditer(block.text):
            text = match.group().rstrip(".")
            key = re.sub(r"\D", "", text) if kind is FactKind.PHONE else text.casefold()
            yield MarkupFact(kind, key, text, block.source_span(*match.span()), block.section_id)
    if block.kind is BlockKind.QUOTE:
        return
    for span in quotations(block.text):
        text = block.text[span.start + 1 : span.end - 1]
        yield MarkupFact(
            FactKind.QUOTE, _folded(text), text, block.source_span(span.start, span.end), block.section_id
        )


def quotations(text: str) -> Iterator[Span]:
    """Passages in quotation marks, the marks included; single terms are none."""
    for match in _INLINE_QUOTE.finditer(text):
        said = match[1] or match[2]
        if len(said.split()) >= QUOTE_WORDS or (not said.isascii() and len(said) > 8):
            yield Span(*match.span())


def _outside(
    document: Document, sealed: Sequence[Span], find: Callable[[str], Iterator[re.Match[str]]]
) -> Iterator[tuple[re.Match[str], str]]:
    """Matches that do not begin in a sealed place, with their section."""
    walls = sorted(sealed, key=lambda span: span.start)
    sections = document.sections
    at_wall = at_section = 0
    for match in find(document.source):
        while at_wall < len(walls) and walls[at_wall].end <= match.start():
            at_wall += 1
        if at_wall < len(walls) and walls[at_wall].start <= match.start():
            continue
        while at_section + 1 < len(sections) and sections[at_section + 1].span.start <= match.start():
            at_section += 1
        yield match, sections[at_section].id if sections else ""


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold().translate(_MARKS)


_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})
