"""The support of each sentence, and what an unsupported one lacks.

What stands on its own reads only supported sentences: one that makes a claim without support is left out as
a whole, with the names and terms that come with the claim. The published score leaves out less; see `earns`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.content import BlockKind
from app.evaluation.aeo.quotes import Quote, find_quotes
from app.evaluation.aeo.read_sentences import Sentence
from app.evaluation.aeo.repetition import folded, repeated_sentences
from app.evaluation.aeo.spelled import spelled_phrases, spelled_statistics
from app.text.figures import Figure, FigureKind, find_figures

MOMENTS = frozenset({FigureKind.DATE, FigureKind.YEAR, FigureKind.TIME})
"""Figures that date a claim: they count with the statistics, but need no source by themselves."""

_SHORT_SOURCE = 90
"""Maximum characters of a sentence that only names the source of the one before it."""
_SPEAKER_TAIL = 3
"""Characters after a quotation in which its speaker's sentence begins: `" — Jane`."""
_MAX_LOOKED_UP = 200
"""Quotations compared with the sources; any beyond these count as not found there."""

_DISGUISE = re.compile(
    "(?<=[^\\W\\d_])[\u200b\u2060\ufeff]|(?<!\U0001f3f4)[\U000e0020-\U000e007e](?![\U000e0020-\U000e007f]{0,6}\U000e007f)"
)

_MAY_DISGUISE = re.compile("[\u200b\u2060\ufeff\U000e0020-\U000e007e]")

FigureKey = tuple[str, str | None]


class Lack(StrEnum):
    FIGURE = "figure"
    QUOTE = "quote"
    REPEATED = "repeated"
    DISGUISED = "disguised"
    """Invisible characters inside its words: people and machines read different texts."""
    INVENTED = "invented"
    """In a rewrite: a figure or quotation that neither the original nor a source has."""


UNVOUCHED = frozenset({None, Lack.FIGURE, Lack.QUOTE})
"""What an author may say without naming a source: it is advised, and counted apart from what stands."""


@dataclass(frozen=True, slots=True)
class SentenceSupport:
    sentence: Sentence
    lack: Lack | None
    """None if the sentence is supported."""
    supported: tuple[Figure, ...]
    unsupported: tuple[Figure, ...]
    """Statistics without a source."""
    quotes: tuple[Quote, ...]
    """Unsupported quotations that begin in this sentence; offsets are relative to the block's text."""
    invented: tuple[tuple[int, int], ...] = ()
    """Bounds of statistics in words that a rewrite invented, relative to the sentence."""

    @property
    def earns(self) -> bool:
        """Whether the published score reads it: not what is repeated, disguised or invented."""
        return self.lack in UNVOUCHED


@dataclass(frozen=True, slots=True)
class KnownClaims:
    """Claims of the original and of the supplied sources."""

    supported: frozenset[FigureKey] = frozenset()
    """Figures of a supplied source, and those that had a source in the original."""
    every: frozenset[FigureKey] = frozenset()
    """Those, and all other figures of the original."""
    original: str | None = None
    """Folded, to look up quotations; None if the text is not a rewrite."""
    sources: tuple[str, ...] = ()
    """Folded."""

    def lacks(self, figure: Figure) -> bool:
        """Whether a rewrite has a figure that neither the original nor a source has."""
        return self.original is not None and figure.key not in self.every

    def is_new(self, text: str) -> bool:
        """Whether a rewrite says what neither the original nor a source says in these words."""
        if self.original is None:
            return False
        wanted = folded(text)
        return wanted not in self.original and not any(wanted in source for source in self.sources)


def known_claims(
    supplied: Sequence[str],
    original: Sequence[SentenceSupport] | None,
    *,
    original_text: str | None,
    language: str | None,
) -> KnownClaims:
    """A figure supported in the original stays supported; one found in a supplied source is supported.

    One that also stands in the original without support is not: a rewrite gains nothing by leaving it.
    """
    from_sources = {figure.key for text in supplied for figure in find_figures(text, language=language)}
    before = original if original is not None else ()
    held = {figure.key for support in before for figure in support.supported}
    held -= {figure.key for support in before for figure in support.unsupported}
    every = {figure.key for support in before for figure in support.sentence.figures}
    return KnownClaims(
        supported=frozenset(from_sources | held),
        every=frozenset(from_sources | held | every),
        original=None if original_text is None else folded(original_text),
        sources=tuple(folded(text) for text in supplied),
    )


def support_of(
    sentences: Sequence[Sentence], known: KnownClaims, *, query: str | None
) -> tuple[SentenceSupport, ...]:
    """The support of each sentence, in order."""
    repeated = repeated_sentences(sentences, query=query)
    quoted, newly_quoted = _unsupported_quotes(sentences, known)
    spelled = spelled_statistics([sentence.text for sentence in sentences])
    result = []
    for index, sentence in enumerate(sentences):
        may_lack = bool(sentence.figures) or index in spelled
        sourced = may_lack and (sentence.is_sourced or _source_follows(sentences, index))
        supported, unsupported = _divided(sentence.figures, known, sourced=sourced)
        invented = () if sourced or index not in spelled else tuple(_invented_in_words(sentence.text, known))
        lack = None
        if index in repeated:
            lack = Lack.REPEATED
        elif index in newly_quoted or invented or any(known.lacks(figure) for figure in unsupported):
            lack = Lack.INVENTED
        elif index in quoted or (sentence.block.kind is BlockKind.QUOTE and not sentence.is_sourced):
            lack = Lack.QUOTE
        elif unsupported or (index in spelled and not sourced):
            lack = Lack.FIGURE
        elif _is_disguised(sentence.text):
            lack = Lack.DISGUISED
        quotes = quoted.get(index, ())
        result.append(SentenceSupport(sentence, lack, supported, unsupported, quotes, invented))
    return tuple(result)


def _divided(
    figures: Sequence[Figure], known: KnownClaims, *, sourced: bool
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The claims with a source, and the statistics without one."""
    supported, unsupported = [], []
    for figure in figures:
        is_statistic = figure.is_statistic
        if not is_statistic and figure.kind not in MOMENTS:
            continue  # not a claim
        if sourced or figure.key in known.supported:
            supported.append(figure)
        elif is_statistic:
            unsupported.append(figure)
    return tuple(supported), tuple(unsupported)


def _invented_in_words(text: str, known: KnownClaims) -> Iterator[tuple[int, int]]:
    """Bounds of the statistics in words that a rewrite added."""
    if known.original is None:
        return
    for start, end in spelled_phrases(text):
        if known.is_new(text[start:end]):
            yield start, end


def _is_disguised(text: str) -> bool:
    return (
        not text.isascii() and _MAY_DISGUISE.search(text) is not None and _DISGUISE.search(text) is not None
    )


def _source_follows(sentences: Sequence[Sentence], index: int) -> bool:
    """`... rose 12 %. (Source: IDC)`: the next sentence of the block is little more than a link."""
    if index + 1 >= len(sentences):
        return False
    following = sentences[index + 1]
    return (
        following.block is sentences[index].block
        and following.is_sourced
        and following.end - following.start <= _SHORT_SOURCE
        and not any(figure.is_statistic for figure in following.figures)
        and not following.text[:1].isalnum()
    )


def _unsupported_quotes(
    sentences: Sequence[Sentence], known: KnownClaims
) -> tuple[Mapping[int, tuple[Quote, ...]], frozenset[int]]:
    """Every sentence that a quotation touches, with those that begin in it; and those a rewrite invented."""
    looked_up = 0
    found: dict[int, tuple[Quote, ...]] = {}
    new: set[int] = set()
    for first, last in _block_ranges(sentences):
        starts = [sentence.start for sentence in sentences[first:last]]
        for quote in find_quotes(sentences[first].block.text):
            begin = first + max(0, bisect_left(starts, quote.start + 1) - 1)
            end = first + bisect_left(starts, quote.end + _SPEAKER_TAIL)
            looked_up += 1
            if any(sentences[index].is_sourced for index in range(begin, end)):
                continue
            if looked_up <= _MAX_LOOKED_UP and any(folded(quote.text) in text for text in known.sources):
                continue
            for index in range(begin, end):
                found.setdefault(index, ())
            found[begin] = (*found.get(begin, ()), quote)
            if known.is_new(quote.text):
                new.update(range(begin, end))
    return found, frozenset(new)


def _block_ranges(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of sentences in the same block."""
    first = 0
    for index in range(1, len(sentences) + 1):
        if index == len(sentences) or sentences[index].block is not sentences[first].block:
            yield first, index
            first = index
