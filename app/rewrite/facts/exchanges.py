"""Facts that changed places between statements, or within one that has no spaces to part its words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind
from app.rewrite.facts.align import Group
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import CJK, Statement, Token

LONGEST = 8
"""Tokens: two longer passages that changed places are clauses that were put in another order."""

MOST_CHINESE = 300
"""Reworded statements that are compared with one another."""

_CLAUSES = re.compile(r"[^，。；、！？,.;!?「」『』（）()]+")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")

Words = dict[str, tuple[Statement, Token]]


def exchange_differences(groups: Sequence[Group], lexicon: Lexicon) -> Iterator[FactDifference]:
    """X stands where Y stood in one statement, and Y where X stood in another one."""
    paired = [group for group in groups if group.before and group.after]
    yield from _exchanged_passages(paired, lexicon)
    yield from _exchanged_names(paired)
    chinese = [group for group in paired if _is_chinese(group.before[0])]
    yield from _exchanged_characters(chinese)
    for group in chinese:
        yield from _turned_clause(group)


def _is_chinese(statement: Statement) -> bool:
    return CJK.search(statement.text) is not None and _HIRAGANA.search(statement.text) is None


def _exchanged_characters(groups: Sequence[Group]) -> Iterator[FactDifference]:
    """One statement lost the characters that another one gained, and the other way round."""
    changed = [(group, _characters(group.before), _characters(group.after)) for group in groups]
    moved = [(group, was - now, now - was) for group, was, now in changed]
    moved = [item for item in moved if item[1].total() >= 2 and item[2].total() >= 2][:MOST_CHINESE]
    for (one, lost, gained), (other, lost_there, gained_there) in combinations(moved, 2):
        there_and_back = gained_there <= lost and lost_there <= gained
        back_and_there = lost <= gained_there and gained <= lost_there
        if there_and_back or back_and_there:
            first, second = one.before[0], other.before[0]
            yield _difference((first, first.tokens[0]), (second, second.tokens[0]))


def _characters(statements: Sequence[Statement]) -> Counter[str]:
    return Counter(t.key for s in statements for t in s.tokens if not t.is_figure and CJK.match(t.key))


def _exchanged_names(groups: Sequence[Group]) -> Iterator[FactDifference]:
    """However much was reworded around them."""
    lost = [_only(group.before, group.after) for group in groups]
    gained = [_only(group.after, group.before) for group in groups]
    gained_by: dict[str, list[int]] = {}
    for place, words in enumerate(gained):
        for key in words:
            gained_by.setdefault(key, []).append(place)
    for i, words in enumerate(lost):
        partners = {j for key in words for j in gained_by.get(key, ()) if j > i}
        for j in sorted(partners):
            there = [words[key] for key in words if key in gained[j]]
            back = [lost[j][key] for key in lost[j] if key in gained[i]]
            if there and back:
                yield _difference(there[0], back[0])


def _only(these: Sequence[Statement], those: Sequence[Statement]) -> Words:
    """Names that one side has and the other side has not."""
    there = {token.key for statement in those for token in statement.tokens}
    return {
        token.key: (statement, token)
        for statement in these
        for token in statement.tokens
        if (token.is_name or token.is_noun) and token.key not in there
    }


def _exchanged_passages(groups: Sequence[Group], lexicon: Lexicon) -> Iterator[FactDifference]:
    """In sentences whose frame stayed as it was, whatever the words are."""
    seen: dict[tuple[str, str], tuple[Statement, Token]] = {}
    for group in groups:
        if len(group.before) != 1 or len(group.after) != 1:
            continue
        hunk = _only_hunk(group.before[0], group.after[0], lexicon)
        if hunk is None:
            continue
        old, new, token = hunk
        if (new, old) in seen:
            yield _difference(seen[new, old], (group.before[0], token))
        seen[old, new] = (group.before[0], token)


def _only_hunk(before: Statement, after: Statement, lexicon: Lexicon) -> tuple[str, str, Token] | None:
    """The one place where two sentences differ, as written before and after."""
    one, other = before.tokens, after.tokens
    front = 0
    while front < min(len(one), len(other)) and one[front].key == other[front].key:
        front += 1
    back = 0
    while back < min(len(one), len(other)) - front and one[-1 - back].key == other[-1 - back].key:
        back += 1
    old, new = one[front : len(one) - back], other[front : len(other) - back]
    if not old or not new or max(len(old), len(new)) > LONGEST or front + back == 0:
        return None
    if not any(_says_something(token, lexicon) for token in (*old, *new)):
        return None
    return " ".join(token.key for token in old), " ".join(token.key for token in new), old[0]


def _says_something(token: Token, lexicon: Lexicon) -> bool:
    return token.is_word and token.key not in lexicon.function_words


def _turned_clause(group: Group) -> Iterator[FactDifference]:
    """Chinese: `A gave B` and `B gave A` have the same characters; two passages around a third changed
    places. Japanese marks its roles with particles and is compared word by word."""
    before, after = group.before[0], group.after[0]
    old = [m.group() for statement in group.before for m in _CLAUSES.finditer(statement.text)]
    new = [m.group() for statement in group.after for m in _CLAUSES.finditer(statement.text)]
    shuffled = {"".join(sorted(clause)): clause for clause in new if clause not in old}
    for clause in old:
        other = shuffled.get("".join(sorted(clause)))
        if clause not in new and other is not None and _exchanged_around_a_middle(clause, other):
            span = Span(0, len(before.text))
            yield FactDifference(
                FactKind.NAME,
                FactFate.SWAPPED,
                before=clause,
                after=other,
                before_span=before.source_span(span.start, span.end),
                after_span=after.source_span(0, len(after.text)),
                section_id=before.block.section_id,
            )
            return


def _exchanged_around_a_middle(one: str, other: str) -> bool:
    """`pABCs` and `pCBAs` with something in B; for A and C of up to twelve characters."""
    front = 0
    while front < len(one) and one[front] == other[front]:
        front += 1
    back = 0
    while back < len(one) - front and one[-1 - back] == other[-1 - back]:
        back += 1
    core, turned = one[front : len(one) - back], other[front : len(other) - back]
    for first in range(1, min(13, len(core) - 1)):
        for last in range(1, min(13, len(core) - first)):
            middle = core[first : len(core) - last]
            if middle and turned == core[len(core) - last :] + middle + core[:first]:
                return True
    return False


def _difference(one: tuple[Statement, Token], other: tuple[Statement, Token]) -> FactDifference:
    (statement, token), (_, second) = one, other
    return FactDifference(
        FactKind.NAME,
        FactFate.SWAPPED,
        before=token.text,
        after=second.text,
        before_span=statement.source_span(token.start, token.end),
        section_id=statement.block.section_id,
    )
