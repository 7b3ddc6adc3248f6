"""Sentence balance: every sentence of the candidate says what one of the original says, and none is lost."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.content import BlockKind
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.statements import Statement, Token
from app.rewrite.facts.wording.kin import Kin

LEAST_SHARED = 0.2
"""Share of the shorter sentence's content words that have a relative in the other one."""
OWN_WORDS = 3
OWN_SHARE = 0.6
"""From here on a surplus sentence has content of its own."""
MOST_COMPARED = 40
"""Sentences of one section without a counterpart; more of them are joined in their order alone."""
ELSEWHERE = frozenset({BlockKind.HEADING})
"""Blocks whose coming and going the inventory reports."""


def with_orphans_paired(groups: Iterable[Group], kin: Kin) -> list[Group]:
    """Sentences that were reworded beyond likeness are joined when their words are kin, in their section."""
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
    for before, after in orphans.values():
        paired.extend(_joined(before, after, kin))
    return sorted(paired, key=lambda group: (group.before or group.after)[0].number)


def _joined(before: list[Statement], after: list[Statement], kin: Kin) -> Iterator[Group]:
    if len(before) <= MOST_COMPARED and len(after) <= MOST_COMPARED:
        options = sorted(
            (
                (_shared(one, other, kin), -i, -j)
                for i, one in enumerate(before)
                for j, other in enumerate(after)
            ),
            reverse=True,
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for worth, i, j in options:
            if worth < LEAST_SHARED:
                break
            if -i not in used[0] and -j not in used[1]:
                used[0].add(-i)
                used[1].add(-j)
                yield Group((before[-i],), (after[-j],))
        before = [one for i, one in enumerate(before) if i not in used[0]]
        after = [one for j, one in enumerate(after) if j not in used[1]]
    if kin.lexical is None and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield Group((one,), (other,))
        return
    yield from (Group((one,), ()) for one in before)
    yield from (Group((), (other,)) for other in after)


def _shared(one: Statement, other: Statement, kin: Kin) -> float:
    words, others = _content(one, kin), _content(other, kin)
    if not words or not others:
        return 0.0
    short, long = sorted((words, others), key=len)
    return sum(_has_kin(token, long, kin) for token in short) / len(short)


def _content(statement: Statement, kin: Kin) -> list[Token]:
    return [token for token in statement.tokens if kin.is_content(token)]


def _has_kin(token: Token, words: Sequence[Token], kin: Kin) -> bool:
    key = kin.key(token)
    return any(kin.key(other) == key for other in words) or any(kin.is_near(other, token) for other in words)


def statement_differences(groups: Iterable[Group], kin: Kin) -> Iterator[FactDifference]:
    """Sentences that came without a counterpart, went without one, or have content of their own."""
    for group in groups:
        if not group.after:
            yield from _lost(group.before, kin)
        elif not group.before:
            yield from _new(group.after, kin)
        else:
            if len(group.after) > len(group.before):
                yield from _new(_with_own(group.after, group.before, kin), kin)
            if len(group.before) > len(group.after):
                yield from _lost(_with_own(group.before, group.after, kin), kin)
            yield from _replaced(group, kin)


def _with_own(these: Sequence[Statement], those: Sequence[Statement], kin: Kin) -> list[Statement]:
    """Those of `these` whose words have mostly no relative on the other side."""
    others = [token for statement in those for token in _content(statement, kin)]
    found = []
    for statement in these:
        words = _content(statement, kin)
        own = sum(not _has_kin(token, others, kin) for token in words)
        if own >= OWN_WORDS and own >= OWN_SHARE * len(words):
            found.append(statement)
    return found


def _replaced(group: Group, kin: Kin) -> Iterator[FactDifference]:
    """One for one, and hardly a word in common: only where no lexicon could say that the words are kin."""
    if kin.lexical is not None or len(group.before) != 1 or len(group.after) != 1:
        return
    one, other = group.before[0], group.after[0]
    if _content(one, kin) and _shared(one, other, kin) < LEAST_SHARED:
        yield _difference(FactFate.CHANGED, one, other, Outcome.DOUBT_MEANING, "hardly a word in common")


def _lost(statements: Iterable[Statement], kin: Kin) -> Iterator[FactDifference]:
    for statement in statements:
        if statement.block.kind in ELSEWHERE or not _content(statement, kin):
            continue
        outcome = Outcome.EXPLAINED if kin.fillers.is_filler(statement.text) else Outcome.BROKEN
        yield _difference(FactFate.LOST, statement, None, outcome, "statement left out")


def _new(statements: Iterable[Statement], kin: Kin) -> Iterator[FactDifference]:
    for statement in statements:
        if statement.block.kind in ELSEWHERE or not _content(statement, kin):
            continue
        outcome = Outcome.DOUBT_WORDING if kin.fillers.is_filler(statement.text) else Outcome.BROKEN
        yield _difference(FactFate.NEW, None, statement, outcome, "new statement")


def _difference(
    fate: FactFate, before: Statement | None, after: Statement | None, outcome: Outcome, why: str
) -> FactDifference:
    home = before or after
    return FactDifference(
        FactKind.STATEMENT,
        fate,
        before="" if before is None else before.text,
        after="" if after is None else after.text,
        before_span=None if before is None else before.source_span(0, len(before.text)),
        after_span=None if after is None else after.source_span(0, len(after.text)),
        section_id="" if home is None else home.block.section_id,
        why=why,
        outcome=outcome,
        score={Outcome.EXPLAINED: 0.0, Outcome.DOUBT_WORDING: 0.1, Outcome.DOUBT_MEANING: 0.7}.get(
            outcome, 0.95
        ),
    )
