"""Who did what to whom, for words that are no names: two that changed places, a passive without its turn.

Names and figures that changed places are found by `swaps` and `exchanges`.
"""

from collections.abc import Iterator, Sequence

from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import Statement
from app.rewrite.facts.wording.changes import Change
from app.rewrite.facts.wording.spans import placed_span, placed_text

FEW_CHANGES = 3
"""A sentence with no more changes than this kept its frame: what was exchanged in it has other roles now."""

_APOSTROPHES = frozenset({"'", "’"})
"""`Nora, Idris's sister` is no list of two."""


def role_differences(group: Group, changes: Sequence[Change], lexicon: Lexicon) -> Iterator[FactDifference]:
    """At most one a group: where one pair is exchanged, others only follow."""
    if not group.before or not group.after:
        return
    end = _other_end(changes, lexicon)
    if end is not None:
        yield end
        return
    turned = _is_passive(group.before, lexicon) != _is_passive(group.after, lexicon)
    pair = next(
        (
            (one, changes[one.partner])
            for one in changes
            if one.partner >= 0
            and _is_bare(one, lexicon)
            and _is_bare(changes[one.partner], lexicon)
            and not _coordinated(one, changes, lexicon)
        ),
        None,
    )
    if pair is not None and not turned:
        outcome = Outcome.BROKEN if len(changes) <= FEW_CHANGES else Outcome.DOUBT_MEANING
        yield _difference(*pair, outcome, "they changed places")
    elif turned and pair is None and not any(change.moved for change in changes):
        yield from _unturned(group, changes)


def _other_end(changes: Sequence[Change], lexicon: Lexicon) -> FactDifference | None:
    """`Leased from Hines` and `leased to Hines`, in a sentence whose words of content all stayed in place."""
    if any(change.pairs or change.lost or change.new or change.moved for change in changes):
        return None
    for change in changes:
        if len(change.before) != 1 or len(change.after) != 1:
            continue
        was, now = change.before[0][1].key, change.after[0][1].key
        if (was in lexicon.origins and now in lexicon.goals) or (
            was in lexicon.goals and now in lexicon.origins
        ):
            return FactDifference(
                FactKind.ROLE,
                FactFate.CHANGED,
                before=placed_text(change.before),
                after=placed_text(change.after),
                before_span=placed_span(change.before),
                after_span=placed_span(change.after),
                section_id=change.before[0][0].block.section_id,
                why="where from became where to, or the reverse",
                outcome=Outcome.DOUBT_MEANING,
                score=0.8,
            )
    return None


def _is_passive(statements: Sequence[Statement], lexicon: Lexicon) -> bool:
    return lexicon.passive is not None and any(lexicon.passive.search(s.text) for s in statements)


def _is_bare(change: Change, lexicon: Lexicon) -> bool:
    """Nouns without the word that gives them their role: `with milk` may stand anywhere."""
    tokens = [token for _, token in (*change.before, *change.after)]
    return not any(
        token.is_figure or (token.key in lexicon.function_words and token.key not in lexicon.articles)
        for token in tokens
    )


def _coordinated(one: Change, changes: Sequence[Change], lexicon: Lexicon) -> bool:
    """`A and B` may become `B and A`, unless a word says that the order counts."""
    first, second = sorted((one, changes[one.partner]), key=_place)
    if not first.before or not second.before:
        return False
    (statement, last), (other, start) = first.before[-1], second.before[0]
    if statement is not other:
        return False
    if lexicon.pairing is not None and lexicon.pairing.search(statement.text):
        return False
    if any(t.start == _end(second) and t.key in _APOSTROPHES for t in statement.tokens):
        return False
    between = {t.key for t in statement.tokens if last.end <= t.start and t.end <= start.start}
    return bool(between & lexicon.coordinators) and between <= lexicon.coordinators | lexicon.articles


def _end(change: Change) -> int:
    return change.before[-1][1].end


def _place(change: Change) -> tuple[int, int]:
    statement, token = change.before[0]
    return statement.number, token.start


def _unturned(group: Group, changes: Sequence[Change]) -> Iterator[FactDifference]:
    """`The dog chased the cat` and `the dog was chased by the cat`: the voice turned, the nouns did not."""
    is_reworded = any(change.pairs or change.lost or change.new for change in changes)
    if len(group.before) != 1 or len(group.after) != 1 or is_reworded:
        return
    one, other = group.before[0], group.after[0]
    yield FactDifference(
        FactKind.ROLE,
        FactFate.CHANGED,
        before=one.text,
        after=other.text,
        before_span=one.source_span(0, len(one.text)),
        after_span=other.source_span(0, len(other.text)),
        section_id=one.block.section_id,
        why="active and passive, nothing turned",
        outcome=Outcome.DOUBT_MEANING,
        score=0.8,
    )


def _difference(one: Change, other: Change, outcome: Outcome, why: str) -> FactDifference:
    return FactDifference(
        FactKind.ROLE,
        FactFate.SWAPPED,
        before=placed_text(one.before),
        after=placed_text(other.before),
        before_span=placed_span(one.before),
        after_span=placed_span(one.after),
        section_id=one.before[0][0].block.section_id,
        why=why,
        outcome=outcome,
        score=0.9,
    )
