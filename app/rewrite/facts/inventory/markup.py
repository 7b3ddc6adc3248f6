"""Templates, directives, tags, comments and whatever else a build or a browser reads."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from app.domain.content import Block, BlockKind, ContentFormat, Document, Span
from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.facts.forbidden.code import Cover
from app.rewrite.facts.forbidden.includes import include_constructs
from app.rewrite.facts.forbidden.templates import template_constructs
from app.rewrite.facts.inventory.item import Item, difference, spaced
from app.rewrite.facts.inventory.signs import is_admonition

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{0,60})(?P<attributes>[^<>]{0,4000})>")
_PLAIN = re.compile(
    r"p|br|hr|em|strong|b|i|ul|ol|li|h[1-6]|blockquote|span|div|section|article|small|u|dl|dt|dd|thead|tbody|table"
    r"|tr|td|th|caption|html|head|body|title|pre|code|kbd|samp|var|del|s|strike|ins|sub|sup|mark|abbr|q|cite|dfn"
    r"|header|footer|main|figure|figcaption|summary"
)
"""Elements of layout: without attributes nothing depends on how many there are. Those with a meaning (`del`,
`sup`, `code`) are in the inventory by what they hold."""
_LINKING = re.compile(
    r"\b(?:href|src|alt|title)\s{0,9}=\s{0,9}(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^\s>]{0,4000})",
    re.IGNORECASE,
)
_VOID = frozenset(
    {"br", "hr", "img", "wbr", "input", "meta", "link", "col", "area", "base", "embed", "source"}
)
_OPTIONAL = frozenset({"li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "html", "head", "body"})
"""Elements whose end tag may be left out (HTML standard, 13.1.2.4). That of `p` may, too, but an author who
writes it means it."""
_DEFINITION = re.compile(r"[ \t]{0,3}\[(?!\^)[^\]\r\n]{1,999}\]:[ \t]{0,99}(?P<target>[^\r\n]*)")
_OBSIDIAN = re.compile(r"%%(?=\S|\s)[^%]{1,2000}%%")


def markup_items(document: Document, outside: "Outside") -> Iterator[Item]:
    source = document.source
    used = {link.target for block in document.blocks for link in block.links}
    for block in document.blocks:
        text = source[block.span.start : block.span.end]
        if block.kind is BlockKind.HIDDEN:
            yield Item(FactKind.COMMENT, "comment", spaced(text), text, block.span, block.section_id)
        elif block.kind is BlockKind.MARKUP and not is_admonition(text) and not _is_linked(block, text):
            defined = _DEFINITION.match(text)
            name = "markup" if defined is None else "link definition"
            key = spaced(text if defined is None else defined["target"])
            kind = FactKind.TEMPLATE if defined is None else FactKind.LINK
            if defined is not None and key.split(" ", 1)[0].strip("<>") in used:
                continue  # the links that use it are items with its target
            yield Item(kind, name, key, text, block.span, block.section_id)
    for construct in (*template_constructs(document, source), *include_constructs(source, document.format)):
        if outside.is_live(construct.span.start) and not is_admonition(construct.key):
            home = outside.section_of(construct.span.start)
            text = source[construct.span.start : construct.span.end]
            yield Item(construct.kind, construct.name, spaced(text), text, construct.span, home)
    if "<" in source:
        yield from _tags(document, outside)
    if "%%" in source:
        for match in _OBSIDIAN.finditer(source):
            if outside.is_live(match.start()):
                home = outside.section_of(match.start())
                yield Item(
                    FactKind.COMMENT, "note", spaced(match.group()), match.group(), Span(*match.span()), home
                )


def _is_linked(block: Block, text: str) -> bool:
    """A paragraph of images or links alone: those are items themselves."""
    return bool(block.links) and text.startswith(("!", "[", "<"))


def _tags(document: Document, outside: "Outside") -> Iterator[Item]:
    for match in _TAG.finditer(document.source):
        if match["close"]:
            continue
        name = match["name"].lower()
        attributes = match["attributes"]
        if not _is_tag(match):
            continue
        if name in {"a", "img"}:
            attributes = _LINKING.sub("", attributes)
        attributes = spaced(attributes.strip().removesuffix("/"))
        if not attributes and (_PLAIN.fullmatch(name) or name in {"a", "img"}):
            continue
        if not outside.is_live(match.start()):
            continue
        key = f"<{'h' if name[0] == 'h' and name[1:].isdigit() else name} {attributes}>"
        home = outside.section_of(match.start())
        yield Item(FactKind.HTML, "tag", key, match.group(), Span(*match.span()), home)


def _is_tag(match: re.Match[str]) -> bool:
    """And not an address in angle brackets."""
    attributes = match["attributes"]
    return not match["name"].endswith(":") and (
        not attributes or attributes[0].isspace() or attributes[0] == "/"
    )


def balance_differences(
    before: Document, after: Document, old: Counter[str], new: Counter[str]
) -> Iterator[FactDifference]:
    """Elements that the candidate opens and does not close, or closes twice, while the original did not."""
    if before.format is ContentFormat.TEXT or "<" not in before.source + after.source:
        return
    for name in dict.fromkeys([*old, *new]):
        if old[name] != new[name] and name not in _VOID and name not in _OPTIONAL:
            item = Item(FactKind.HTML, "tag", name, f"<{name}>", _first(after, name))
            yield difference(None, item, FactFate.NEW, f"{abs(new[name] - old[name])} without its other tag")


def open_elements(document: Document, outside: "Outside") -> Counter[str]:
    """Start tags less end tags, by name; outside code."""
    found: Counter[str] = Counter()
    for match in _TAG.finditer(document.source):
        is_single = match["attributes"].rstrip().endswith("/")
        if not is_single and _is_tag(match) and outside.is_live(match.start()):
            found[match["name"].lower()] += -1 if match["close"] else 1
    return found


def _first(document: Document, name: str) -> Span:
    match = re.search(rf"</?{re.escape(name)}(?=[\s/>])", document.source, re.IGNORECASE)
    return Span(0, 0) if match is None else Span(*match.span())


class Outside:
    """Whether a place is neither code nor a block that is compared as a whole, and its section."""

    def __init__(self, document: Document, code_spans: Iterable[Item]) -> None:
        whole = {BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN}
        spans = [block.span for block in document.blocks if block.kind in whole]
        spans += [item.span for item in code_spans]
        if document.front_matter_span is not None:
            spans.append(document.front_matter_span)
        self._whole = Cover(spans)
        self._sections = document.sections

    def is_live(self, offset: int) -> bool:
        return not self._whole.holds(offset)

    def section_of(self, offset: int) -> str:
        held = bisect_right(self._sections, offset, key=lambda section: section.span.start)
        return self._sections[held - 1].id if held else ""
