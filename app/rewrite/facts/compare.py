"""Figures, names, negations and directions of aligned statements, compared."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.facts.align import Group
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import Statement, Token
from app.rewrite.facts.wording.equivalents import Equivalents, Spans, lies_in

Placed = tuple[Statement, Token]


@dataclass(frozen=True, slots=True)
class Balance:
    """Facts of one group that the other side does not have."""

    lost: tuple[Placed, ...]
    new: tuple[Placed, ...]


def figure_balance(group: Group) -> Balance:
    return _balance(_figures(group.before), _figures(group.after))


def merge_complements(groups: Iterable[Group]) -> list[Group]:
    """Join groups where one lost exactly what another gained: the statement was cut elsewhere.

    Two groups that exchange facts are not joined: that is what a swap looks like.
    """
    waiting = list(groups)
    balances = [figure_balance(group) for group in waiting]
    losers = [i for i, b in enumerate(balances) if b.lost and not b.new]
    gainers = [i for i, b in enumerate(balances) if b.new and not b.lost]
    joined: set[int] = set()
    merged: list[Group] = []
    by_key: dict[str, list[int]] = {}
    for i in gainers:
        for _, token in balances[i].new:
            by_key.setdefault(token.key, []).append(i)
    for i in losers:
        partner = _partner(i, waiting, balances, by_key, joined)
        if partner is not None:
            joined |= {i, partner}
            merged.append(_joined(waiting[i], waiting[partner]))
    merged += [group for i, group in enumerate(waiting) if i not in joined]
    return sorted(merged, key=lambda group: group.before[0].number if group.before else group.after[0].number)


def _partner(
    i: int, groups: list[Group], balances: list[Balance], by_key: dict[str, list[int]], joined: set[int]
) -> int | None:
    keys = Counter(token.key for _, token in balances[i].lost)
    options = {j for key in keys for j in by_key.get(key, ()) if j not in joined}
    for j in sorted(options, key=lambda j: abs(_place(groups[j]) - _place(groups[i]))):
        if Counter(token.key for _, token in balances[j].new) == keys:
            return j
    return None


def _place(group: Group) -> int:
    return group.before[0].number if group.before else group.after[0].number


def _joined(one: Group, other: Group) -> Group:
    return Group(
        tuple(sorted({*one.before, *other.before}, key=lambda s: s.number)),
        tuple(sorted({*one.after, *other.after}, key=lambda s: s.number)),
    )


def figure_differences(group: Group) -> Iterator[FactDifference]:
    """Lost and new figures; a lost and a new one of a kind are one that changed."""
    balance = figure_balance(group)
    lost, new = list(balance.lost), list(balance.new)
    for statement, token in lost:
        partner = next((item for item in new if item[1].is_date == token.is_date), None)
        kind = FactKind.DATE if token.is_date else FactKind.NUMBER
        if partner is None:
            yield difference(kind, FactFate.LOST, before=(statement, token))
        else:
            new.remove(partner)
            yield difference(kind, FactFate.CHANGED, before=(statement, token), after=partner)
    for item in new:
        kind = FactKind.DATE if item[1].is_date else FactKind.NUMBER
        yield difference(kind, FactFate.NEW, after=item)


def unit_differences(group: Group) -> Iterator[FactDifference]:
    """A unit that nobody listed: the word behind a figure became another measure of the same kind, as
    `metri` and `chilometri` or `Gramm` and `Milligramm` are."""
    before = {token.key: (statement, word) for statement, token, word in _counted(group.before)}
    words_before = {token.key for statement in group.before for token in statement.tokens}
    words_after = {token.key for statement in group.after for token in statement.tokens}
    for statement, token, word in _counted(group.after):
        if token.key not in before:
            continue
        old_statement, old = before[token.key]
        is_new = word.key not in words_before and old.key not in words_after
        if is_new and min(len(old.key), len(word.key)) >= 4 and _prefixed(old.key, word.key):
            yield difference(
                FactKind.NUMBER, FactFate.CHANGED, before=(old_statement, old), after=(statement, word)
            )


def _counted(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Token, Token]]:
    for statement in statements:
        for token, word in pairwise(statement.tokens):
            if token.is_figure and word.is_word and not word.is_figure:
                yield statement, token, word


def _prefixed(one: str, other: str) -> bool:
    return one != other and (one.endswith(other) or other.endswith(one))


def calendar_differences(group: Group, calendar: frozenset[str]) -> Iterator[FactDifference]:
    """Months and weekdays outside a date that was recognised."""
    balance = _balance(_words(group.before, calendar), _words(group.after, calendar))
    for lost, new in zip(balance.lost, balance.new, strict=False):
        yield difference(FactKind.DATE, FactFate.CHANGED, before=lost, after=new)
    for item in balance.lost[len(balance.new) :]:
        yield difference(FactKind.DATE, FactFate.LOST, before=item)
    for item in balance.new[len(balance.lost) :]:
        yield difference(FactKind.DATE, FactFate.NEW, after=item)


def name_differences(group: Group, equivalents: Equivalents) -> Iterator[FactDifference]:
    """A name that gave way to another one. Leaving out a repeated name is no loss: see `report`."""
    known = equivalents.shared([s.text for s in group.before], [s.text for s in group.after])
    before = {token.key: (statement, token) for statement, token in _names(group.before, known[0])}
    after = {token.key: (statement, token) for statement, token in _names(group.after, known[1])}
    words_before = {token.key for statement in group.before for token in statement.tokens}
    words_after = {token.key for statement in group.after for token in statement.tokens}
    lost = [item for key, item in before.items() if key not in words_after]
    new = [item for key, item in after.items() if key not in words_before]
    for one, other in zip(lost, new, strict=False):
        yield difference(FactKind.NAME, FactFate.CHANGED, before=one, after=other)


def negation_differences(group: Group) -> Iterator[FactDifference]:
    if not group.before or not group.after:
        return
    before = [(statement, span) for statement in group.before for span in statement.negations]
    after = [(statement, span) for statement in group.after for span in statement.negations]
    if len(before) > len(after):
        statement, span = _surplus(before, after)
        yield _spanned(FactKind.NEGATION, FactFate.LOST, before=(statement, span))
    elif len(after) > len(before):
        statement, span = _surplus(after, before)
        yield _spanned(FactKind.NEGATION, FactFate.NEW, after=(statement, span))


def _surplus(
    more: Sequence[tuple[Statement, Span]], fewer: Sequence[tuple[Statement, Span]]
) -> tuple[Statement, Span]:
    counted = Counter(s.text[p.start : p.end].casefold() for s, p in fewer)
    for statement, span in more:
        word = statement.text[span.start : span.end].casefold()
        if not counted[word]:
            return statement, span
        counted[word] -= 1
    return more[-1]


def direction_differences(group: Group, lexicon: Lexicon) -> Iterator[FactDifference]:
    """A word went and its opposite came."""
    if not group.before or not group.after:
        return
    skip = 0 if _same_frame(group) else lexicon.time_opposites
    pairs = zip(_added(group.before)[skip:], _added(group.after)[skip:], strict=True)
    for (one, other), (one_after, other_after) in pairs:
        turned = (one_after < one and other_after > other) or (one_after > one and other_after < other)
        if turned:
            first, last = group.before[0], group.after[0]
            yield _spanned(
                FactKind.DIRECTION,
                FactFate.CHANGED,
                before=(first, Span(0, len(first.text))),
                after=(last, Span(0, len(last.text))),
            )
            return


def _same_frame(group: Group) -> bool:
    """The same words in the same order, but for a few."""
    if len(group.before) != 1 or len(group.after) != 1:
        return False
    one, other = ([token.key for token in side[0].tokens] for side in (group.before, group.after))
    front = 0
    while front < min(len(one), len(other)) and one[front] == other[front]:
        front += 1
    back = 0
    while back < min(len(one), len(other)) - front and one[-1 - back] == other[-1 - back]:
        back += 1
    return front + back >= 0.6 * max(len(one), len(other))


def _added(statements: Sequence[Statement]) -> list[tuple[int, int]]:
    rows = [statement.directions for statement in statements]
    return [(sum(a for a, _ in column), sum(b for _, b in column)) for column in zip(*rows, strict=True)]


def _figures(statements: Sequence[Statement]) -> list[Placed]:
    return [(statement, token) for statement in statements for token in statement.figures]


def _names(statements: Sequence[Statement], known: Sequence[Spans]) -> list[Placed]:
    """Those outside the stretches that are `known` to say the same."""
    return [
        (statement, token)
        for statement, spans in zip(statements, known, strict=True)
        for token in statement.tokens
        if token.is_name and not lies_in(token, spans)
    ]


def _words(statements: Sequence[Statement], wanted: frozenset[str]) -> list[Placed]:
    return [
        (s, token) for s in statements for token in s.tokens if not token.is_figure and token.key in wanted
    ]


def _balance(before: Sequence[Placed], after: Sequence[Placed]) -> Balance:
    return Balance(tuple(_missing(before, after)), tuple(_missing(after, before)))


def _missing(these: Sequence[Placed], those: Sequence[Placed]) -> Iterator[Placed]:
    there = Counter(token.key for _, token in those)
    for statement, token in these:
        if there[token.key]:
            there[token.key] -= 1
        else:
            yield statement, token


def difference(
    kind: FactKind, fate: FactFate, *, before: Placed | None = None, after: Placed | None = None
) -> FactDifference:
    return _spanned(
        kind,
        fate,
        before=None if before is None else (before[0], Span(before[1].start, before[1].end)),
        after=None if after is None else (after[0], Span(after[1].start, after[1].end)),
    )


def _spanned(
    kind: FactKind,
    fate: FactFate,
    *,
    before: tuple[Statement, Span] | None = None,
    after: tuple[Statement, Span] | None = None,
) -> FactDifference:
    home = before or after
    return FactDifference(
        kind=kind,
        fate=fate,
        before="" if before is None else before[0].text[before[1].start : before[1].end],
        after="" if after is None else after[0].text[after[1].start : after[1].end],
        before_span=None if before is None else before[0].source_span(before[1].start, before[1].end),
        after_span=None if after is None else after[0].source_span(after[1].start, after[1].end),
        section_id="" if home is None else home[0].block.section_id,
    )
