"""The facts report: everything in a candidate accounted for, each difference with its place in both texts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from app.domain.content import Document
from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport
from app.rewrite.facts.evidence import evidence_rows
from app.rewrite.facts.forbidden import forbidden_differences
from app.rewrite.facts.inventory import inventory_differences
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.markup import MarkupFact, markup_facts
from app.rewrite.facts.operators import has_operators
from app.rewrite.facts.sourced import with_sources
from app.rewrite.facts.stated import Stated, stated
from app.rewrite.facts.statements import Statement
from app.rewrite.facts.wording.score import joined, score
from app.rewrite.facts.wording.wording import not_covered
from app.rewrite.text import Text

_OPERATORS = (
    FactKind.MODALITY,
    FactKind.QUANTIFIER,
    FactKind.EXCEPTION,
    FactKind.HEDGE,
    FactKind.CONDITION,
    FactKind.CAUSE,
)
"""What is compared only in a language whose operators are listed."""
LANGUAGE_LETTERS = 400
"""A shorter text is too little to say that its language changed."""


def facts_report(
    original: Document, candidate: Document, *, supplied_sources: Collection[str] = ()
) -> FactsReport:
    """As `compare_texts`, for texts that were parsed already."""
    return compare_texts(Text.of(original), Text.of(candidate), supplied_sources=supplied_sources)


def compare_texts(before: Text, after: Text, *, supplied_sources: Collection[str] = ()) -> FactsReport:
    """Account for everything in the candidate. Pure, without a model, close to linear in its length.

    What never passes (code that a build or a browser runs, odd characters, a model's chatter) is looked
    for first and alone: a candidate that has it is not read any further.

    `supplied_sources` are the texts that the desk was given: what is new and stands in one of them as a
    whole (the same figure, the same words) is marked as sourced. It does not count against `kept`, but a
    figure, link or address stays `never_automatic`.
    """
    forbidden = tuple(forbidden_differences(before, after))
    if forbidden:
        return FactsReport(differences=forbidden, score=1.0)
    return _read(before, after, supplied_sources)


def _read(one: Text, other: Text, supplied_sources: Collection[str]) -> FactsReport:
    original, candidate = one.document, other.document
    said = stated(original, candidate)
    found = _beyond_words(said, one, other)
    rows = evidence_rows(said.wording, found)
    found += not_covered(said.wording.differences(), found)
    return FactsReport(
        differences=tuple(with_sources(_in_order(found), supplied_sources, language=candidate.language)),
        before=_counts(said.before, markup_facts(original)),
        after=_counts(said.after, markup_facts(candidate)),
        unchecked=_unchecked(said.lexicon),
        score=joined(map(score().of, rows)),
    )


def _beyond_words(said: Stated, one: Text, other: Text) -> list[FactDifference]:
    return [
        *said.differences,
        *inventory_differences(one, other),
        *_language(one.document, other.document),
    ]


def rows_of(one: Text, other: Text) -> list[list[float]]:
    """What the score is made of, a row for each change: the score is fitted on these."""
    said = stated(one.document, other.document)
    return evidence_rows(said.wording, _beyond_words(said, one, other))


def _unchecked(lexicon: Lexicon) -> tuple[FactKind, ...]:
    if has_operators(lexicon.language):
        return ()
    return (
        _OPERATORS if lexicon.negations is not None else (FactKind.NEGATION, FactKind.DIRECTION, *_OPERATORS)
    )


def _language(original: Document, candidate: Document) -> Iterator[FactDifference]:
    is_short = min(len(original.visible_text), len(candidate.visible_text)) < LANGUAGE_LETTERS
    if is_short or original.language is None or candidate.language is None:
        return
    if original.language != candidate.language:
        yield FactDifference(
            FactKind.LANGUAGE, FactFate.CHANGED, before=original.language, after=candidate.language
        )


def _in_order(differences: Iterable[FactDifference]) -> list[FactDifference]:
    """By place, each only once."""
    return sorted(dict.fromkeys(differences), key=_place)


def _place(difference: FactDifference) -> tuple[int, str]:
    span = difference.before_span or difference.after_span
    return (0 if span is None else span.start, difference.kind)


def _counts(statements: Sequence[Statement], marks: Sequence[MarkupFact]) -> dict[FactKind, int]:
    counts = Counter(mark.kind for mark in marks)
    for statement in statements:
        counts[FactKind.NEGATION] += len(statement.negations)
        for token in statement.tokens:
            if token.is_figure:
                counts[FactKind.DATE if token.is_date else FactKind.NUMBER] += 1
            elif token.is_name:
                counts[FactKind.NAME] += 1
    return {kind: counts[kind] for kind in FactKind if counts[kind]}
