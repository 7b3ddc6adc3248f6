"""Where the words of aligned sentences differ, and which word became which."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.rewrite.facts.align import Group
from app.rewrite.facts.statements import Statement, Token
from app.rewrite.facts.wording.equivalents import Spans, lies_in
from app.rewrite.facts.wording.kin import Kin
from app.text.word_diff import Hunk, differences

Placed = tuple[Statement, Token]

MOST_OPTIONS = 900
"""Lost times new words of one change; more of them are paired in their order."""
SAME_CHANGE = 0.25
LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    before: Placed
    after: Placed


@dataclass(slots=True)
class Change:
    """One place where the sentences differ; a side is empty where words were only put in or left out."""

    before: tuple[Placed, ...]
    after: tuple[Placed, ...]
    pairs: list[Pair] = field(default_factory=list)
    """Content words that took each other's place."""
    lost: list[Placed] = field(default_factory=list)
    """Content words without a counterpart."""
    new: list[Placed] = field(default_factory=list)
    function_lost: list[Token] = field(default_factory=list)
    """Function words that the other side of the group has nowhere."""
    function_new: list[Token] = field(default_factory=list)
    elided: int = 0
    """Content words that were left out where they would have been repeated."""
    moved: int = 0
    """Content words of this change that stand, inflected perhaps, elsewhere on the other side."""
    partner: int = -1
    """The number of the change that gained what this one lost and lost what this one gained, or -1."""


def changes_of(group: Group, kin: Kin) -> list[Change]:
    """In order. Equal words, and inflections of one word in the same place, are in none."""
    known = kin.equivalents.shared([s.text for s in group.before], [s.text for s in group.after])
    before, after = _words(group.before, known[0], kin), _words(group.after, known[1], kin)
    keys = [kin.key(token) for _, token in before], [kin.key(token) for _, token in after]
    hunks = _joined(differences(*keys), before, kin)
    found = [
        Change(
            tuple(before[hunk.before_start : hunk.before_end]),
            tuple(after[hunk.after_start : hunk.after_end]),
        )
        for hunk in hunks
    ]
    lost = [[p for p in change.before if kin.is_content(p[1])] for change in found]
    new = [[p for p in change.after if kin.is_content(p[1])] for change in found]
    for one, other in exchanged(lost, new, kin):
        found[one].partner, found[other].partner = other, one
    _settle_moved(found, lost, new, kin)
    _settle_function_words(found, kin)
    _pair(found, lost, new, kin)
    _settle_elided(found, lost, frozenset(keys[1]), kin)
    for change, left, right in zip(found, lost, new, strict=True):
        change.lost, change.new = left, right
    return found


def _words(statements: Sequence[Statement], known: Sequence[Spans], kin: Kin) -> list[Placed]:
    """Without filler and without the stretches that are `known` to say the same."""
    return [
        (statement, token)
        for statement, spans in zip(statements, known, strict=True)
        for token in _outside(statement, [*kin.fillers.spans(statement.text), *spans])
        if token.is_word or kin.counts(token)
    ]


def _outside(statement: Statement, spans: Spans) -> Iterable[Token]:
    if not spans:
        return statement.tokens
    return (token for token in statement.tokens if not lies_in(token, spans))


def _joined(hunks: Sequence[Hunk], before: Sequence[Placed], kin: Kin) -> list[Hunk]:
    """Hunks with no more than one function word between them are one change of words."""
    found: list[Hunk] = []
    for hunk in hunks:
        last = found[-1] if found else None
        between = before[last.before_end : hunk.before_start] if last is not None else ()
        if last is not None and len(between) <= 1 and not any(kin.is_content(token) for _, token in between):
            found[-1] = Hunk(last.before_start, hunk.before_end, last.after_start, hunk.after_end)
        else:
            found.append(hunk)
    return found


def exchanged(
    lost: Sequence[Sequence[Placed]], new: Sequence[Sequence[Placed]], kin: Kin
) -> Iterator[tuple[int, int]]:
    """Changes that gave each other their words: X stands where Y stood, and Y where X stood."""
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    for number, (left, right) in enumerate(zip(lost, new, strict=True)):
        if not left or not right:
            continue
        keys = tuple(kin.key(t) for _, t in left), tuple(kin.key(t) for _, t in right)
        if keys[::-1] in seen:
            yield seen[keys[::-1]], number
        seen[keys] = number


def _settle_moved(
    found: Sequence[Change], lost: list[list[Placed]], new: list[list[Placed]], kin: Kin
) -> None:
    """A word that left one place and came to another one is no change of words."""
    free: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(lost):
        for _, token in words:
            free[kin.key(token)].append(number)
    for number, words in enumerate(new):
        kept = []
        for placed in words:
            key = kin.key(placed[1])
            if not free[key]:
                kept.append(placed)
                continue
            origin = free[key].pop(0)
            leaver = next(p for p in lost[origin] if kin.key(p[1]) == key)
            lost[origin].remove(leaver)
            found[origin].moved += 1
            found[number].moved += 1
        new[number] = kept


def _settle_function_words(found: Sequence[Change], kin: Kin) -> None:
    """Function words that moved with their clause changed nothing."""
    lost = Counter(t.key for change in found for _, t in change.before if not kin.is_content(t))
    new = Counter(t.key for change in found for _, t in change.after if not kin.is_content(t))
    gone, come = lost - new, new - lost
    for change in found:
        change.function_lost = _taken((t for _, t in change.before if not kin.is_content(t)), gone)
        change.function_new = _taken((t for _, t in change.after if not kin.is_content(t)), come)


def _taken(tokens: Iterable[Token], wanted: Counter[str]) -> list[Token]:
    taken = []
    for token in tokens:
        if wanted[token.key] > 0:
            wanted[token.key] -= 1
            taken.append(token)
    return taken


def _settle_elided(
    found: Sequence[Change], lost: list[list[Placed]], after: frozenset[str], kin: Kin
) -> None:
    """`Tom wrote the parser and Lena wrote the tests`: the second verb may be left out."""
    for number, change in enumerate(found):
        kept = [placed for placed in lost[number] if kin.key(placed[1]) not in after]
        change.elided = len(lost[number]) - len(kept)
        lost[number] = kept


def _pair(found: Sequence[Change], lost: list[list[Placed]], new: list[list[Placed]], kin: Kin) -> None:
    for number, change in enumerate(found):
        _pair_within(change, lost[number], new[number], kin.likeness)
    _pair_across(found, lost, new, kin)
    for number, change in enumerate(found):
        _pair_in_order(change, lost[number], new[number], kin)


def _pair_within(
    change: Change, lost: list[Placed], new: list[Placed], likeness: Callable[[Token, Token], float]
) -> None:
    if len(lost) * len(new) > MOST_OPTIONS:
        return
    options = sorted(
        (
            (likeness(one[1], other[1]) + SAME_CHANGE - 0.01 * abs(i - j), -i, -j)
            for i, one in enumerate(lost)
            for j, other in enumerate(new)
        ),
        reverse=True,
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for worth, i, j in options:
        if worth < LEAST:
            break
        if -i not in used[0] and -j not in used[1]:
            used[0].add(-i)
            used[1].add(-j)
            change.pairs.append(Pair(lost[-i], new[-j]))
    _leave(lost, used[0])
    _leave(new, used[1])


def _pair_across(
    found: Sequence[Change], lost: list[list[Placed]], new: list[list[Placed]], kin: Kin
) -> None:
    """A synonym that also moved."""
    left = [(number, placed) for number, words in enumerate(lost) for placed in words]
    right = [(number, placed) for number, words in enumerate(new) for placed in words]
    if len(left) * len(right) > MOST_OPTIONS:
        return
    for number, placed in right:
        for option in left:
            origin, other = option
            if origin != number and kin.is_near(other[1], placed[1]):
                found[number].pairs.append(Pair(other, placed))
                left.remove(option)
                lost[origin].remove(other)
                new[number].remove(placed)
                break


def _pair_in_order(change: Change, lost: list[Placed], new: list[Placed], kin: Kin) -> None:
    """What stands in the other's place without being its kin, figures with figures, verbs with verbs."""
    used: tuple[set[int], set[int]] = (set(), set())
    for i, one in enumerate(lost[:60]):
        for j, other in enumerate(new[:60]):
            if j not in used[1] and kin.may_stand_for(one[1], other[1]):
                used[0].add(i)
                used[1].add(j)
                change.pairs.append(Pair(one, other))
                break
    _leave(lost, used[0])
    _leave(new, used[1])


def _leave(words: list[Placed], used: set[int]) -> None:
    words[:] = [placed for i, placed in enumerate(words) if i not in used]


def unexplained(change: Change) -> tuple[list[Placed], list[Placed]]:
    """The words that differ, without those that only moved; all of the change where none is left."""
    before = [
        *change.lost,
        *(pair.before for pair in change.pairs),
        *_those(change.before, change.function_lost),
    ]
    after = [*change.new, *(pair.after for pair in change.pairs), *_those(change.after, change.function_new)]
    if not before and not after:
        return list(change.before), list(change.after)
    return sorted(before, key=_place), sorted(after, key=_place)


def _those(placed: Iterable[Placed], tokens: Sequence[Token]) -> Iterator[Placed]:
    wanted = set(map(id, tokens))
    return (one for one in placed if id(one[1]) in wanted)


def _place(placed: Placed) -> tuple[int, int]:
    return placed[0].number, placed[1].start
