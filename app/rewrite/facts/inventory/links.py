"""Links, images, bare addresses, wiki links, e-mail addresses and phone numbers."""

import re
from collections.abc import Iterator

from app.domain.content import Block, BlockKind, Document, Link
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, folded, spaced, words

_WWW = re.compile(r"(?<![\w.@/-])www\.[^\s<>\"'`\])}|\\^]{1,2000}")
_WIKI = re.compile(r"(?<!!)\[\[(?P<target>[^\[\]|\r\n]{1,300})(?:\|(?P<text>[^\[\]\r\n]{0,300}))?\]\]")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+|00)[1-9][\d ()/.\u00a0-]{5,18}\d(?![\w])"
    r"|\(0?\d{2,5}\)[ \u00a0]?\d[\d \u00a0-]{4,12}\d"
)
_TITLE = re.compile(
    r"\(\s{0,9}(?:<[^<>\r\n]{0,2000}>|[^\s()]{0,2000})\s{1,9}(?P<title>[\"'(].{0,500}?[\"')])\s{0,9}\)\Z",
    re.DOTALL,
)
_HTML_TITLE = re.compile(r"\btitle\s{0,9}=\s{0,9}(?P<title>\"[^\"]{0,500}\"|'[^']{0,500}')", re.IGNORECASE)
_TRAILING = ".,;:!?…。"
_SAME_STEM = 4
_UNREAD = frozenset({BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN})


def link_items(document: Document) -> Iterator[Item]:
    for block in document.blocks:
        for link in block.links:
            if not link.target.startswith("#fn-"):
                yield _image(document, block, link) if link.is_image else _link(document, block, link)
        if block.kind not in _UNREAD:
            yield from _written(block)


def _link(document: Document, block: Block, link: Link) -> Item:
    source = document.source[link.span.start : link.span.end]
    key = f"{link.target.strip()} {_title(source)}".strip()
    text = f"{spaced(link.text)} -> {link.target}" if link.text != link.target else link.target
    return Item(FactKind.LINK, "link", key, text, link.span, block.section_id, inner=link.text)


def _image(document: Document, block: Block, link: Link) -> Item:
    source = document.source[link.span.start : link.span.end]
    text = f"{spaced(link.text)} -> {link.target}"
    key = f"{link.target.strip()} {_title(source)}".strip()
    return Item(FactKind.IMAGE, "image", key, text, link.span, block.section_id, inner=link.text)


def _title(source: str) -> str:
    found = (_HTML_TITLE if source.startswith("<") else _TITLE).search(source[:4_000])
    return "" if found is None else spaced(found["title"][1:-1])


def _written(block: Block) -> Iterator[Item]:
    text = block.text
    if "www." in text:
        yield from (_plain(FactKind.LINK, "written address", match, block) for match in _WWW.finditer(text))
    if "[[" in text:
        for match in _WIKI.finditer(text):
            inner = match["text"] or match["target"]
            span = block.source_span(*match.span())
            key = spaced(match["target"])
            yield Item(FactKind.LINK, "wiki link", key, match.group(), span, block.section_id, inner)
    if "@" in text:
        for match in _EMAIL.finditer(text):
            key = match.group().rstrip(_TRAILING).casefold()
            yield _plain(FactKind.EMAIL, "e-mail address", match, block, key)
    for match in _PHONE.finditer(text):
        yield _plain(FactKind.PHONE, "phone number", match, block, re.sub(r"\D", "", match.group()))


def _plain(kind: FactKind, name: str, match: re.Match[str], block: Block, key: str = "") -> Item:
    text = match.group().rstrip(_TRAILING)
    span = block.source_span(match.start(), match.start() + len(text))
    return Item(kind, name, key or text, text, span, block.section_id)


def anchor_differences(pairs: list[tuple[Item, Item]]) -> Iterator[FactDifference]:
    """The same target under other words; an image with another alternative text."""
    for before, after in pairs:
        if folded(before.inner) == folded(after.inner):
            continue
        if before.kind is FactKind.IMAGE:
            yield difference(before, after, FactFate.CHANGED, "another alternative text")
        elif not after.inner.strip():
            yield difference(before, after, FactFate.CHANGED, "the link shows no text")
        else:
            stems = {word[:_SAME_STEM] for word in words(before.inner)}
            is_like = any(word[:_SAME_STEM] in stems for word in words(after.inner))
            yield difference(
                before,
                after,
                FactFate.CHANGED,
                "the same target under reworded text",
                outcome=Outcome.EXPLAINED if is_like else Outcome.DOUBT_WORDING,
                score=0.0 if is_like else 0.5,
            )
