"""A document as statements: sentences with the facts that each of them makes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.content import Block, BlockKind, Document, Span
from app.rewrite.facts.figures import DATE_KINDS, figures_of
from app.rewrite.facts.lexicon import Lexicon, words_in
from app.rewrite.facts.names import KnownNames, Name, names_of
from app.rewrite.facts.quantities import Quantity, QuantityKind, quantities
from app.text.figures import Figure
from app.text.sentences import sentences

STATED = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.HEADING}
)

QUANTITY_LANGUAGES = frozenset({"en", "de", "fr", "es", "ja", "it", "pt", "nl", "zh"})
"""Read by `quantities`; the figures of the others by `figures_of`."""
_DATES = frozenset({QuantityKind.DATE, QuantityKind.TIME, QuantityKind.PERIOD})

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+|[^\w\s]")


class Token(NamedTuple):
    """A tuple, because a page has a thousand of them."""

    start: int
    end: int
    key: str
    """Casefolded word, or a figure's value and unit."""
    text: str
    is_figure: bool = False
    is_date: bool = False
    is_name: bool = False
    """A name for sure."""
    is_noun: bool = False
    """Perhaps a name: written with a capital, or in katakana."""

    @property
    def is_fact(self) -> bool:
        return self.is_figure or self.is_name or self.is_noun

    @property
    def is_word(self) -> bool:
        return self.key[0].isalnum()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, table cell or heading."""

    number: int
    block: Block
    start: int
    """In `block.text`."""
    text: str
    tokens: tuple[Token, ...]
    negations: tuple[Span, ...]
    directions: tuple[tuple[int, int], ...]
    """For each pair of opposites of the lexicon, how often either side occurs."""
    quantities: tuple[Quantity, ...] = ()
    """Empty in a language whose figures are read by `figures_of` alone."""

    @property
    def figures(self) -> list[Token]:
        return [token for token in self.tokens if token.is_figure]

    def source_span(self, start: int, end: int) -> Span:
        return self.block.source_span(self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence of a block says, wherever the block stands."""

    start: int
    text: str
    tokens: tuple[Token, ...]
    negations: tuple[Span, ...]
    directions: tuple[tuple[int, int], ...]
    quantities: tuple[Quantity, ...]


class Mark(NamedTuple):
    """A figure where it stands in its block."""

    start: int
    end: int
    key: str
    is_date: bool


class Reader:
    """Reads the statements of two texts. Most blocks of a candidate are those of its original, and are read
    once."""

    def __init__(self, lexicon: Lexicon, known_names: KnownNames) -> None:
        self._lexicon = lexicon
        self._known_names = known_names
        self._read: dict[tuple[str, bool], tuple[_Sentence, ...]] = {}

    def statements(self, document: Document) -> tuple[Statement, ...]:
        """Its sentences, table cells and headings in order."""
        found: list[Statement] = []
        for block in document.blocks:
            if block.kind not in STATED:
                continue
            is_heading = block.kind is BlockKind.HEADING
            key = (block.text, is_heading)
            if key not in self._read:
                self._read[key] = tuple(self._sentences(block.text, is_heading=is_heading))
            for one in self._read[key]:
                found.append(
                    Statement(
                        len(found),
                        block,
                        one.start,
                        one.text,
                        one.tokens,
                        one.negations,
                        one.directions,
                        one.quantities,
                    )
                )
        return tuple(found)

    def _sentences(self, block_text: str, *, is_heading: bool) -> Iterator[_Sentence]:
        lexicon = self._lexicon
        has_quantities = lexicon.language in QUANTITY_LANGUAGES
        marks = [] if has_quantities else [_mark(figure) for figure in figures_of(block_text, lexicon)]
        found = names_of(block_text, lexicon, known=self._known_names, is_heading=is_heading)
        names = {name.span.start: name for name in found}
        for sentence in sentences(block_text):
            text = block_text[sentence.start : sentence.end]
            words = words_in(text)
            amounts = tuple(quantities(text, lexicon.language)) if has_quantities else ()
            if has_quantities:
                marks = [_mark_of(one, sentence.start) for one in amounts if not one.is_weak]
            yield _Sentence(
                sentence.start,
                text,
                tuple(_tokens(block_text, sentence, marks, names)),
                _negations(text, words, lexicon),
                _directions(text, words, lexicon),
                amounts,
            )


def _mark(figure: Figure) -> Mark:
    span = figure.span
    return Mark(span.start, span.end, f"{figure.value}|{figure.unit or ''}", figure.kind in DATE_KINDS)


def _mark_of(quantity: Quantity, offset: int) -> Mark:
    value = quantity.value if quantity.high is None else f"{quantity.value}..{quantity.high}"
    unit = f"{quantity.bound}{quantity.unit}{'/' if quantity.rate else ''}{quantity.rate}"
    return Mark(offset + quantity.start, offset + quantity.end, f"{value}|{unit}", quantity.kind in _DATES)


def _tokens(text: str, sentence: Span, figures: Sequence[Mark], names: Mapping[int, Name]) -> list[Token]:
    tokens: list[Token] = []
    at = sentence.start
    for figure in figures:
        start = figure.start
        if not sentence.start <= start < sentence.end:
            continue
        _add_words(tokens, text, Span(at, start), names, offset=sentence.start)
        end = min(figure.end, sentence.end)
        if end > start:
            tokens.append(
                Token(
                    start - sentence.start,
                    end - sentence.start,
                    figure.key,
                    text[start:end],
                    is_figure=True,
                    is_date=figure.is_date,
                )
            )
        at = max(at, end)
    _add_words(tokens, text, Span(at, sentence.end), names, offset=sentence.start)
    return tokens


def _add_words(
    tokens: list[Token], text: str, within: Span, names: Mapping[int, Name], *, offset: int
) -> None:
    at, end = within.start, within.end
    while at < end:
        for match in _TOKEN.finditer(text, at, end):
            first, at = match.span()
            name = names.get(first)
            if name is None:
                word = match[0]
                tokens.append(Token(first - offset, at - offset, word.casefold(), word))
                continue
            is_longer = name.span.end > at
            at = max(at, min(name.span.end, end))
            word = text[first:at]
            key = word.casefold()
            tokens.append(
                Token(first - offset, at - offset, key, word, is_name=name.is_sure, is_noun=not name.is_sure)
            )
            if is_longer:
                break  # and look on behind the name
        else:
            return


def _negations(text: str, words: frozenset[str], lexicon: Lexicon) -> tuple[Span, ...]:
    if lexicon.negations is None or not lexicon.negations.may_stand_among(words):
        return ()
    if lexicon.idioms is not None:
        text = lexicon.idioms.sub(lambda match: " " * len(match.group()), text)
    return tuple(Span(*match.span()) for match in lexicon.negations.pattern.finditer(text))


def _directions(text: str, words: frozenset[str], lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    return tuple((one.count_in(text, words), other.count_in(text, words)) for one, other in lexicon.opposites)


def bag(statement: Statement, lexicon: Lexicon, *, with_names: bool = False) -> Counter[str]:
    """What a statement is about, without its figures: words, or pairs of CJK characters."""
    words: Counter[str] = Counter()
    previous = ""
    for token in statement.tokens:
        if token.is_figure or (token.is_name and not with_names) or not token.is_word:
            previous = ""
            continue
        is_cjk = CJK.match(token.key) is not None
        if is_cjk and previous:
            words[previous + token.key] += 1
        elif not is_cjk and token.key not in lexicon.function_words:
            words[token.key] += 1
        previous = token.key if is_cjk else ""
    return words
