"""Take out of a section what a rewrite must keep, and leave a numbered mark in its place."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from app.domain.content import Block, BlockKind, Document, Section, Span
from app.rewrite.apply import editable_span
from app.rewrite.facts.figures import DATE_KINDS, figures_of
from app.rewrite.facts.inventory.quotations import quotations
from app.rewrite.facts.lexicon import lexicon_for
from app.rewrite.inline_code import inline_code
from app.rewrite.masks.patterns import MaskKind, elements_in, markup_in
from app.rewrite.masks.sanitize import CHAT_TEMPLATE, visible
from app.rewrite.masks.secrets import personal_data_in, secrets_in
from app.text.figures import FigureKind

__all__ = ["Mask", "MaskKind", "Masked", "mask_section"]

SHOWN = frozenset({MaskKind.NUMBER, MaskKind.DATE, MaskKind.FORMULA, MaskKind.EMOJI, MaskKind.MENTION})
"""Kinds whose content a model gets to see, because a sentence cannot be rewritten without its meaning."""

JOINED = frozenset(
    {MaskKind.CODE, MaskKind.MARKUP, MaskKind.HIDDEN, MaskKind.IMAGE, MaskKind.TEMPLATE, MaskKind.TABLE}
)

_WHOLE_BLOCKS = {
    BlockKind.CODE: MaskKind.CODE,
    BlockKind.MARKUP: MaskKind.MARKUP,
    BlockKind.HIDDEN: MaskKind.HIDDEN,
    BlockKind.QUOTE: MaskKind.QUOTE,
    BlockKind.TABLE: MaskKind.TABLE,
}
_ENTITY = re.compile(
    r"(?:</?[A-Za-z][^<>]{0,200}>){0,3}(?P<entity>&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});)"
)
"""A sign that HTML spells out, behind the tags that end before it."""
_PLAIN_FIGURES = frozenset({FigureKind.NUMBER, FigureKind.ORDINAL, FigureKind.YEAR})


@dataclass(frozen=True, slots=True)
class Mask:
    token: str
    kind: MaskKind
    original: str

    def __str__(self) -> str:
        """For a message: a secret is never shown."""
        if self.kind in (MaskKind.SECRET, MaskKind.PERSONAL):
            return f"{self.token} ({self.kind})"
        shown = self.original if len(self.original) <= 60 else f"{self.original[:57]}..."
        return f"{self.token} ({self.kind}: {shown!r})"


@dataclass(frozen=True, slots=True)
class Masked:
    """One section as a model may see it."""

    section_id: str
    text: str
    masks: tuple[Mask, ...] = ()

    @property
    def redacted(self) -> int:
        """How many secrets and personal data were taken out; their content is shown to nobody."""
        return sum(1 for mask in self.masks if mask.kind in (MaskKind.SECRET, MaskKind.PERSONAL))


def mask_section(
    document: Document,
    section: Section,
    *,
    within: Span | None = None,
    protected: Iterable[str] = (),
    first: int = 1,
) -> Masked:
    """The section with everything masked that must survive, its marks numbered from `first`.

    `within` is a part of it, cut between blocks.
    """
    span = editable_span(document, section) if within is None else within
    source = document.source[span.start : span.end]
    brackets = _free_brackets(document.source)
    parts: list[str] = []
    masks: list[Mask] = []
    at = 0
    for kind, place in _joined(_chosen(_wanted(document, span, protected)), document.source):
        start, end = place.start - span.start, place.end - span.start
        token = f"{brackets[0]}{first + len(masks)}{brackets[1]}"
        masks.append(Mask(token, kind, source[start:end]))
        parts += (visible(source[at:start]), token)
        at = end
    return Masked(section.id, "".join((*parts, visible(source[at:]))), tuple(masks))


def _free_brackets(source: str) -> tuple[str, str]:
    """Brackets that the text itself does not use, so that no mark can be forged in it."""
    for opening, closing in ("⟦⟧", "⦗⦘", "⟪⟫", "⦃⦄"):
        if opening not in source and closing not in source:
            return opening, closing
    number = 1
    while f"⟦m{number}:" in source:
        number += 1
    return f"⟦m{number}:", "⟧"


def _wanted(document: Document, span: Span, protected: Iterable[str]) -> Iterator[tuple[MaskKind, Span]]:
    """Everything that asks for a mask, the most important kinds first."""
    text = document.source[span.start : span.end]
    for passage in protected:
        start = text.find(passage) if passage else -1
        while start >= 0:
            yield MaskKind.PROTECTED, _moved(Span(start, start + len(passage)), span.start)
            start = text.find(passage, start + len(passage))
    for secret in secrets_in(text):
        yield MaskKind.SECRET, _moved(secret, span.start)
    blocks = [b for b in document.blocks if span.start <= b.span.start and b.span.end <= span.end]
    for block in blocks:
        if block.kind in _WHOLE_BLOCKS:
            yield _WHOLE_BLOCKS[block.kind], block.span
    for datum in personal_data_in(text):
        yield MaskKind.PERSONAL, _moved(datum, span.start)
    for block in blocks:
        yield from ((MaskKind.CODE, place) for place, _ in inline_code(document, block))
    for find in (elements_in, markup_in):  # of two names for the same characters the last one counts
        for kind, place in find(text, document.format):
            yield kind, _moved(place, span.start)
    for match in CHAT_TEMPLATE.finditer(text):
        yield MaskKind.TEMPLATE, _moved(Span(*match.span()), span.start)
    for block in blocks:
        if block.kind not in _WHOLE_BLOCKS:
            yield from _in_block(document, block)


def _in_block(document: Document, block: Block) -> Iterator[tuple[MaskKind, Span]]:
    for quotation in quotations(block.text):
        yield MaskKind.QUOTE, _whole(document, block, quotation)
    if block.kind is BlockKind.HEADING:
        return
    for figure in figures_of(block.text, lexicon_for(document.language)):
        raw = block.text[figure.span.start : figure.span.end]
        if figure.kind in _PLAIN_FIGURES or not any(sign.isdigit() for sign in raw):
            continue
        place = _plain(document, block, figure.span)
        if place is not None:
            yield (MaskKind.DATE if figure.kind in DATE_KINDS else MaskKind.NUMBER), place


def _plain(document: Document, block: Block, within: Span) -> Span | None:
    """The place in the source, if the very same characters stand there."""
    place = block.source_span(within.start, within.end)
    return (
        place if document.source[place.start : place.end] == block.text[within.start : within.end] else None
    )


def _whole(document: Document, block: Block, within: Span) -> Span:
    """The place in the source with whatever markup and line breaks are in it; a mark may be an entity."""
    place = block.source_span(within.start, within.end)
    entity = _ENTITY.match(document.source, place.end)
    if entity is not None and unescape(entity["entity"]) == block.text[within.end - 1 : within.end]:
        return Span(place.start, entity.end())
    return place


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _chosen(wanted: Iterable[tuple[MaskKind, Span]]) -> list[tuple[MaskKind, Span]]:
    """Without overlaps, in order: who comes first in importance wins, a longer one takes in the shorter."""
    kept: list[tuple[int, int, MaskKind]] = []
    for kind, span in wanted:
        if not len(span):
            continue
        left = bisect_left(kept, (span.start,))
        if left and kept[left - 1][1] > span.start:
            left -= 1
        right = left
        while right < len(kept) and kept[right][0] < span.end:
            right += 1
        inside = kept[left:right]
        if not inside:
            kept.insert(left, (span.start, span.end, kind))
        elif (
            all(span.start <= start and end <= span.end for start, end, _ in inside)
            and kind is not MaskKind.TEMPLATE
        ):
            secret = next((k for _, _, k in inside if k in (MaskKind.SECRET, MaskKind.PERSONAL)), kind)
            kept[left:right] = [(span.start, span.end, secret)]
    return [(kind, Span(start, end)) for start, end, kind in kept]


def _joined(chosen: Iterable[tuple[MaskKind, Span]], source: str) -> list[tuple[MaskKind, Span]]:
    """Neighbours with nothing but white space between them become one mark: fewer to read and to keep."""
    result: list[tuple[MaskKind, Span]] = []
    for kind, span in chosen:
        if (
            result
            and kind in JOINED
            and result[-1][0] in JOINED
            and not source[result[-1][1].end : span.start].strip()
        ):
            result[-1] = (result[-1][0], Span(result[-1][1].start, span.end))
        else:
            result.append((kind, span))
    return result
