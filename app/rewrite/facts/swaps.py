"""Facts that changed places within a statement: who did what to whom, which figure belongs to what.

Two facts are swapped when each of them keeps the other's company better than its own. Where a
sentence went from active to passive, the one that acts has to be the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.facts.align import Group
from app.rewrite.facts.company import Entity, entities, facts_around, likeness, marker, words_around
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import Statement

CLEAR = 0.22
"""How much better the other's company must fit, both witnesses together."""
CLEAR_FOR_NOUNS = 0.15
"""Where a capital may be no more than a noun's, both witnesses must say so."""
_APOSTROPHES = frozenset({"'", "’"})
"""`Nora, Idris's sister` is no list of two."""
MOST_ENTITIES = 24
"""In a longer statement only neighbours are compared."""

Pair = tuple[Entity, Entity]
Witness = Callable[[Entity, Lexicon], Counter[Any]]


def swap_differences(group: Group, lexicon: Lexicon) -> Iterator[FactDifference]:
    """At most one difference a group: where one pair is swapped the others only follow."""
    if not group.before or not group.after:
        return
    before, after = entities(group.before, lexicon), entities(group.after, lexicon)
    shared = _shared(before, after)
    doers = _doers(group, before, after, lexicon)
    if doers is not None and not doers[0].keys & doers[1].keys:
        yield _difference(doers[0], doers[1])
        return
    for one, other in _pairs(shared):
        if one[0].is_figure != other[0].is_figure or one[0].is_calendar or other[0].is_calendar:
            continue
        if doers is not None and not one[0].is_figure:
            continue
        if _is_swapped(group, one, other, lexicon):
            yield _difference(one[0], other[0])
            return
    crossed = _crossed_pairs(shared)
    if crossed is not None:
        yield _difference(*crossed)


def _shared(before: Sequence[Entity], after: Sequence[Entity]) -> list[Pair]:
    """Each entity of the original with its counterpart; several of the same name in their order."""
    free = list(after)
    pairs: list[Pair] = []
    for entity in before:
        partner = next((other for other in free if other.keys == entity.keys), None)
        if partner is None:
            partner = next(
                (o for o in free if o.keys & entity.keys and o.is_figure == entity.is_figure), None
            )
        if partner is not None:
            free.remove(partner)
            pairs.append((entity, partner))
    return pairs


def _pairs(shared: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    if len(shared) <= MOST_ENTITIES:
        yield from combinations(shared, 2)
    else:
        yield from pairwise(shared)


def _is_swapped(group: Group, one: Pair, other: Pair, lexicon: Lexicon) -> bool:
    same = one[0].keys | one[1].keys
    rest = other[0].keys | other[1].keys
    if (same & rest and not _are_apart(one, other)) or _coordinated(group, one, other, lexicon):
        return False
    decided = _decided_by_markers(one, other, lexicon)
    if decided is not None:
        return decided
    by_facts = _crossing(facts_around, one, other, lexicon, without=same | rest)
    by_words = _crossing(words_around, one, other, lexicon, without=same | rest)
    if one[0].is_date != other[0].is_date:
        return by_words > CLEAR
    if not (one[0].is_figure or one[0].is_name or other[0].is_name):
        return by_words > CLEAR_FOR_NOUNS and by_facts > CLEAR_FOR_NOUNS
    return by_facts + by_words > CLEAR


def _are_apart(one: Pair, other: Pair) -> bool:
    """Two names of which either one ran into the next word: `taught Omar French`, `taught Rita French`."""
    first, second = one[0].keys & one[1].keys, other[0].keys & other[1].keys
    return bool(first and second) and not first & second


def _decided_by_markers(one: Pair, other: Pair, lexicon: Lexicon) -> bool | None:
    """The word that gives a name its role (`to`, `from`, a particle) settles it, wherever the name went."""
    was = marker(one[0], lexicon), marker(other[0], lexicon)
    now = marker(one[1], lexicon), marker(other[1], lexicon)
    if was[0] == was[1]:
        return None
    if was == now:
        return False
    return True if was == now[::-1] else None


def _crossing(
    witness: Witness, one: Pair, other: Pair, lexicon: Lexicon, *, without: frozenset[str]
) -> float:
    """How much better the other's company fits than the own, -2 to 2; 0 where there is no company."""
    old = [witness(one[0], lexicon), witness(other[0], lexicon)]
    new = [witness(one[1], lexicon), witness(other[1], lexicon)]
    if not all((*old, *new)):
        return 0.0
    straight = likeness(old[0], new[0], without=without) + likeness(old[1], new[1], without=without)
    crossed = likeness(old[0], new[1], without=without) + likeness(old[1], new[0], without=without)
    return crossed - straight


def _crossed_pairs(shared: Sequence[Pair]) -> Pair | None:
    """Two figures of one unit keep their order while the two names they belong to change theirs, or the
    other way round: `250 mg to A, 75 mg to B` written as `B got 250 mg, A 75 mg`."""
    names = [pair for pair in shared if pair[0].is_name]
    figures = [pair for pair in shared if pair[0].is_figure and not pair[0].is_date]
    if len(names) != 2 or len(figures) != 2 or not figures[0][0].unit == figures[1][0].unit != "":
        return None
    if names[0][0].keys & names[1][0].keys or figures[0][0].keys == figures[1][0].keys:
        return None
    if _turned(names) == _turned(figures):
        return None
    return names[0][0], names[1][0]


def _turned(pairs: Sequence[Pair]) -> bool:
    (_, first), (_, second) = sorted(pairs, key=lambda pair: _place(pair[0]))
    return _place(first) > _place(second)


def _place(entity: Entity) -> tuple[int, int]:
    return entity.statement.number, entity.start


def _doers(
    group: Group, before: Sequence[Entity], after: Sequence[Entity], lexicon: Lexicon
) -> tuple[Entity, Entity] | None:
    """Who acts on either side, if one side says it in the passive voice and the other does not."""
    was, now = _agent(group.before, before, lexicon), _agent(group.after, after, lexicon)
    if (was is None) == (now is None):
        return None
    if was is None:
        return None if now is None else _ordered(_subject(group.before, before, now[1]), now[0])
    return _ordered(was[0], _subject(group.after, after, was[1]))


def _ordered(one: Entity | None, other: Entity | None) -> tuple[Entity, Entity] | None:
    return None if one is None or other is None else (one, other)


def _agent(
    statements: Sequence[Statement], found: Sequence[Entity], lexicon: Lexicon
) -> tuple[Entity, str] | None:
    """The name right behind `by` in a passive sentence, and the verb before it."""
    if lexicon.passive is None:
        return None
    for statement in statements:
        for match in lexicon.passive.finditer(statement.text):
            for entity in found:
                at = entity.tokens[0].start - match.end()
                if entity.statement is statement and not entity.is_figure and 0 <= at <= 8:
                    return entity, _verb(statement, match.end(), lexicon)
    return None


def _verb(statement: Statement, end: int, lexicon: Lexicon) -> str:
    before = [t for t in statement.tokens if t.end <= end and t.is_word and not t.is_fact]
    words = [token.key for token in before if token.key not in lexicon.function_words]
    return words[-1] if words else ""


def _subject(statements: Sequence[Statement], found: Sequence[Entity], verb: str) -> Entity | None:
    """The last name before the verb, or the first name where the verb looks different in the active."""
    stem = verb[: max(3, len(verb) - 3)]
    names = [entity for entity in found if not entity.is_figure and not entity.is_calendar]
    for statement in statements:
        for place, token in enumerate(statement.tokens):
            if len(stem) >= 3 and token.key.startswith(stem):
                before = [e for e in names if e.statement is statement and e.end <= place]
                if before:
                    return before[-1]
    return names[0] if names else None


def _coordinated(group: Group, one: Pair, other: Pair, lexicon: Lexicon) -> bool:
    """`A and B` may become `B and A`, unless a word says that the order counts."""
    if lexicon.pairing is not None and any(lexicon.pairing.search(s.text) for s in group.before):
        return False
    return all(_joined(one[side], other[side], lexicon) for side in (0, 1))


def _joined(one: Entity, other: Entity, lexicon: Lexicon) -> bool:
    if one.statement is not other.statement:
        return False
    first, second = sorted((one, other), key=lambda entity: entity.start)
    between = one.statement.tokens[first.end : second.start]
    behind = one.statement.tokens[second.end : second.end + 1]
    if behind and behind[0].key in _APOSTROPHES:
        return False
    keys = {token.key for token in between}
    return bool(keys & lexicon.coordinators) and keys <= lexicon.coordinators | lexicon.articles


def _difference(one: Entity, other: Entity) -> FactDifference:
    kind = FactKind.DATE if one.is_date else FactKind.NUMBER if one.is_figure else FactKind.NAME
    return FactDifference(
        kind,
        FactFate.SWAPPED,
        before=one.text,
        after=other.text,
        before_span=one.statement.source_span(one.tokens[0].start, one.tokens[-1].end),
        after_span=other.statement.source_span(other.tokens[0].start, other.tokens[-1].end),
        section_id=one.statement.block.section_id,
    )
