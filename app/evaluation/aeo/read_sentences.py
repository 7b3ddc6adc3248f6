"""Split a document into sentences, each with its figures and sources."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from app.domain.content import PROSE_KINDS, Block, BlockKind, Document, Link, Span
from app.evaluation.aeo.sources import Sources, is_mark
from app.text.figures import Figure, find_figures
from app.text.sentences import sentences

SHOWN_KINDS = PROSE_KINDS | {BlockKind.QUOTE, BlockKind.TABLE}
"""Kinds of blocks with the article's statements, excluding headings."""

CHARACTERS_PER_WORD_CJK = 2.0
CHARACTERS_PER_WORD_THAI = 4.5
"""Scripts without spaces are counted by characters; both figures are translators' rules of thumb."""

MAX_FIGURES = 20_000
"""Figures of one text that are judged: each costs about 80 µs, and no page has a tenth of them."""

_DIGIT = re.compile(r"[\d〇一二三四五六七八九十百千]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,40})\](?!:)")
_NEXT_SENTENCE = re.compile(r" (?:[A-ZÀ-Þ][^\W\d_]*[ ,]|[\"“„«‘'\d])")
_LEADS_IN = frozenset((": ", " (", "- "))
_ADDRESS = re.compile("https?://")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff0f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one block. Offsets are relative to the block's text."""

    block: Block
    start: int
    end: int
    figures: tuple[Figure, ...] = ()
    """Spans are relative to the sentence."""
    sources: tuple[Link, ...] = ()
    """Its links to other hosts and to footnotes."""

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    @property
    def is_sourced(self) -> bool:
        return bool(self.sources)

    def span(self) -> Span:
        return self.block.source_span(self.start, self.end)


def read_sentences(document: Document, *, most_figures: int = MAX_FIGURES) -> Iterator[Sentence]:
    """The sentences of paragraphs, list items, quotes and tables, in order.

    After the sentence with figure number `most_figures`, figures are not looked for.
    """
    sources = Sources.of(document)
    reader = _FigureReader(document.language, most_figures)
    for block in document.blocks:
        if block.kind in SHOWN_KINDS:
            yield from _sentences_of(block, sources, document, reader)


def count_words(text: str) -> float:
    """The number of words, including in scripts without spaces."""
    if text.isascii() or _UNSPACED.search(text) is None:
        return float(len(text.split()))
    cjk, thai = len(_CJK.findall(text)), len(_THAI.findall(text))
    rest = len(_UNSPACED.sub(" ", text).split())
    return rest + cjk / CHARACTERS_PER_WORD_CJK + thai / CHARACTERS_PER_WORD_THAI


@lru_cache(maxsize=2_048)
def figures_of(text: str, language: str | None) -> tuple[Figure, ...]:
    """At most `MAX_FIGURES`. Cached: a rewrite is scored beside its original, with mostly equal sentences."""
    return tuple(find_figures(text, language=language, most=MAX_FIGURES))


@dataclass(slots=True)
class _FigureReader:
    language: str | None
    left: int
    """How many more figures are looked for."""

    def read(self, text: str) -> tuple[Figure, ...]:
        if self.left <= 0:
            return ()
        figures = figures_of(text, self.language)[: self.left]
        self.left -= len(figures)
        return figures


def _sentences_of(
    block: Block, sources: Sources, document: Document, reader: _FigureReader
) -> Iterator[Sentence]:
    has_digits = reader.left > 0 and _DIGIT.search(block.text) is not None
    links = [link for link in block.links if sources.holds(link, document)]
    bounds = [(found.start, found.end) for found in sentences(block.text)]
    may_note = bool(sources.literal_notes) and "[^" in block.text
    if not links and not may_note:
        for start, end in bounds:
            figures = reader.read(block.text[start:end]) if has_digits else ()
            yield Sentence(block, start, end, figures)
        return
    bounds = list(_cut_behind_links(block, bounds, links)) if links else bounds
    taken = 0
    for (start, end), following in zip_longest(bounds, bounds[1:]):
        text = block.text[start:end]
        figures = reader.read(text) if has_digits else ()
        own: tuple[Link, ...] = ()
        if taken < len(links):
            stop = block.source_span(start, end).end
            note_stop = block.span.end if following is None else block.source_span(*following).start
            upto = taken
            while upto < len(links) and links[upto].span.start < (
                note_stop if is_mark(links[upto]) else stop
            ):
                upto += 1
            own, taken = tuple(links[taken:upto]), upto
        if not own and may_note and "[^" in text:
            own = tuple(_literal_notes(block, start, text, sources))
        yield Sentence(block, start, end, figures, own)


def _cut_behind_links(
    block: Block, bounds: Iterable[tuple[int, int]], links: Sequence[Link]
) -> Iterator[tuple[int, int]]:
    """A link that is complete by itself (an item in a link list, an address after a colon) ends a sentence.

    Text after it that begins with a capital is a new sentence, even without a full stop.
    """
    ends = []
    offset = 0
    for link in links:
        found = block.text.find(link.text, offset) if link.text else -1
        if found >= 0:
            offset = found + len(link.text)
            ends.append((found, offset))
    index = 0
    for first, stop in bounds:
        start = first
        while index < len(ends) and ends[index][1] <= stop:
            begun, ended = ends[index]
            index += 1
            alone = (
                begun <= start
                or block.text[begun - 2 : begun] in _LEADS_IN
                or _ADDRESS.match(block.text, begun)
            )
            if begun >= start and alone and _NEXT_SENTENCE.match(block.text, ended, stop):
                yield start, ended
                start = ended + 1
        yield start, stop


def _literal_notes(block: Block, start: int, text: str, sources: Sources) -> Iterator[Link]:
    """Footnote marks left literally in the text; one that opens a sentence defines the note."""
    for mark in _FOOTNOTE.finditer(text):
        if mark.start() > 0 and mark[1] in sources.literal_notes:
            span = block.source_span(start + mark.start(), start + mark.end())
            yield Link(mark[0], mark[0], span)
