"""The facts report: what a candidate did to the original's facts, each with its place in both."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from app.domain.content import Document
from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport
from app.rewrite.facts.align import Group, align
from app.rewrite.facts.compare import (
    calendar_differences,
    direction_differences,
    figure_differences,
    merge_complements,
    name_differences,
    negation_differences,
    unit_differences,
)
from app.rewrite.facts.exchanges import exchange_differences
from app.rewrite.facts.lexicon import Lexicon, lexicon_for
from app.rewrite.facts.markup import MarkupFact, markup_differences, markup_facts
from app.rewrite.facts.names import known_names
from app.rewrite.facts.sourced import with_sources
from app.rewrite.facts.statements import Reader, Statement
from app.rewrite.facts.swaps import swap_differences

LANGUAGE_LETTERS = 400
"""A shorter text is too little to say that its language changed."""


def facts_report(
    original: Document, candidate: Document, *, supplied_sources: Collection[str] = ()
) -> FactsReport:
    """Compare two parsed texts. Pure, without a model, close to linear in their length.

    `supplied_sources` are the texts that the desk was given: what is new and stands in one of them as a
    whole (the same figure, the same words) is marked as sourced. It does not count against `kept`, but a
    figure, link or address stays `never_automatic`.
    """
    lexicon = lexicon_for(original.language)
    names = known_names((original, candidate))
    reader = Reader(lexicon, names)
    before, after = reader.statements(original), reader.statements(candidate)
    marks_before, marks_after = markup_facts(original), markup_facts(candidate)
    found = [
        *_stated(before, after, lexicon),
        *markup_differences(marks_before, marks_after),
        *_language(original, candidate),
    ]
    return FactsReport(
        differences=tuple(with_sources(_in_order(found), supplied_sources, language=candidate.language)),
        before=_counts(before, marks_before),
        after=_counts(after, marks_after),
        unchecked=(FactKind.NEGATION, FactKind.DIRECTION) if lexicon.negations is None else (),
    )


def _stated(
    before: Sequence[Statement], after: Sequence[Statement], lexicon: Lexicon
) -> Iterator[FactDifference]:
    groups = merge_complements(_with_orphans_together(align(before, after, lexicon)))
    for group in groups:
        yield from figure_differences(group)
        yield from unit_differences(group)
        yield from calendar_differences(group, lexicon.calendar)
        yield from name_differences(group)
        yield from negation_differences(group)
        yield from direction_differences(group, lexicon)
        yield from swap_differences(group, lexicon)
    yield from exchange_differences(groups, lexicon)
    yield from _names_of_the_whole(before, after)


def _with_orphans_together(groups: Iterable[Group]) -> list[Group]:
    """Sentences without a partner on either side may be one another, beyond recognition: one group a
    section, so that their facts are still weighed against each other."""
    paired: list[Group] = []
    orphans: dict[str, tuple[list[Statement], list[Statement]]] = {}
    for group in groups:
        if group.before and group.after:
            paired.append(group)
            continue
        home = (group.before or group.after)[0].block.section_id
        sides = orphans.setdefault(home, ([], []))
        sides[0].extend(group.before)
        sides[1].extend(group.after)
    return paired + [Group(tuple(one), tuple(other)) for one, other in orphans.values()]


def _names_of_the_whole(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[FactDifference]:
    """Names that the text as a whole lost or gained."""
    yield from _missing_names(before, after, FactFate.LOST)
    yield from _missing_names(after, before, FactFate.NEW)


def _missing_names(
    these: Sequence[Statement], those: Sequence[Statement], fate: FactFate
) -> Iterator[FactDifference]:
    there = {token.key for statement in those for token in statement.tokens}
    told: set[str] = set()
    for statement in these:
        for token in statement.tokens:
            if not token.is_name or token.key in there or token.key in told:
                continue
            told.add(token.key)
            span = statement.source_span(token.start, token.end)
            yield FactDifference(
                FactKind.NAME,
                fate,
                before=token.text if fate is FactFate.LOST else "",
                after=token.text if fate is FactFate.NEW else "",
                before_span=span if fate is FactFate.LOST else None,
                after_span=span if fate is FactFate.NEW else None,
                section_id=statement.block.section_id,
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
