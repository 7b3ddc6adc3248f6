"""What the sentences of two texts state, compared: balance, quantities, names, operators, roles, words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.content import Document
from app.domain.facts import FactDifference, Outcome
from app.rewrite.facts.align import Group, align
from app.rewrite.facts.balance import statement_differences, with_orphans_paired
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
from app.rewrite.facts.names import known_names
from app.rewrite.facts.names_of_the_whole import name_balance
from app.rewrite.facts.operator_facts import operator_facts
from app.rewrite.facts.operators import has_operators
from app.rewrite.facts.quantity_facts import quantity_facts
from app.rewrite.facts.roles import role_differences
from app.rewrite.facts.statements import QUANTITY_LANGUAGES, Reader, Statement
from app.rewrite.facts.swaps import swap_differences
from app.rewrite.facts.turns import is_explained, reversed_differences, turns_of
from app.rewrite.facts.wording.changes import Change
from app.rewrite.facts.wording.kin import Kin, kin_of
from app.rewrite.facts.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Stated:
    """The sentences of both texts, and everything but the words in which they differ."""

    lexicon: Lexicon
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    wording: Wording
    differences: tuple[FactDifference, ...]


def stated(original: Document, candidate: Document) -> Stated:
    """Read and align the sentences of two texts and compare what they state."""
    lexicon = lexicon_for(original.language)
    reader = Reader(lexicon, known_names((original, candidate)))
    before, after = reader.statements(original), reader.statements(candidate)
    kin = kin_of(lexicon)
    groups = merge_complements(with_orphans_paired(align(before, after, lexicon), kin))
    wording = Wording(groups, before, kin)
    found = [
        *statement_differences(groups, kin),
        *_by_group(groups, lexicon, kin),
        *_by_words(wording, lexicon, kin),
        *exchange_differences(groups, lexicon),
        *name_balance(before, after, kin.equivalents),
    ]
    return Stated(lexicon, before, after, wording, tuple(found))


def _by_group(groups: Sequence[Group], lexicon: Lexicon, kin: Kin) -> Iterator[FactDifference]:
    for group in groups:
        if lexicon.language in QUANTITY_LANGUAGES:
            yield from quantity_facts(group)
        else:
            yield from figure_differences(group)
            yield from unit_differences(group)
            yield from calendar_differences(group, lexicon.calendar)
        yield from name_differences(group, kin.equivalents)
        if not has_operators(lexicon.language):
            yield from negation_differences(group)
            yield from direction_differences(group, lexicon)


def _by_words(wording: Wording, lexicon: Lexicon, kin: Kin) -> Iterator[FactDifference]:
    for group, changes in zip(wording.paired, wording.changes, strict=True):
        turns = turns_of(group, kin)
        yield from reversed_differences(turns)
        found = [*role_differences(group, changes, lexicon), *_swaps(group, changes, lexicon)]
        if has_operators(lexicon.language):
            found += operator_facts(group, changes, lexicon.language)
        for one in found:
            yield (
                replace(one, outcome=Outcome.DOUBT_WORDING, score=0.1, why="told from the other end")
                if is_explained(one, turns)
                else one
            )


def _swaps(group: Group, changes: Sequence[Change], lexicon: Lexicon) -> Iterator[FactDifference]:
    """Broken where the words around stayed; a verb may be turned: `owed her`, `waited for his`, or the same
    one with another preposition: `rents to` and `rents from`."""
    is_reworded = any(
        change.lost or change.new or change.pairs or (change.function_lost and change.function_new)
        for change in changes
    )
    for one in swap_differences(group, lexicon):
        yield replace(one, outcome=Outcome.DOUBT_MEANING, score=0.9) if is_reworded else one
