"""Which statements of the original live on in which statements of the candidate.

Equal statements in the same order are settled first; the others are matched by what they are about,
figures and names all but left out, so that a changed one cannot hide by making its sentence look like
another one.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import Statement, bag
from app.text.word_diff import differences

LEAST_LIKENESS = 0.34
SAME_SECTION = 0.12
SAME_FACTS = 0.06
COMMON = 40
"""A word in more statements than this finds no partners; near neighbours are looked at anyway."""
NEAR = 6
FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that say the same: one to one, split, joined, or without a partner (one side empty)."""

    before: tuple[Statement, ...]
    after: tuple[Statement, ...]


def align(before: Sequence[Statement], after: Sequence[Statement], lexicon: Lexicon) -> list[Group]:
    """Groups of what differs, in order of the original. Equal statements are in none."""
    rest_before, rest_after, neighbours = _unequal(before, after)
    links = _links(rest_before, rest_after, neighbours, lexicon)
    return _groups(rest_before, rest_after, links)


def _unequal(
    before: Sequence[Statement], after: Sequence[Statement]
) -> tuple[list[Statement], list[Statement], dict[int, int]]:
    """What differs, and for each differing statement of the candidate its place in the original."""
    hunks = differences([_line(one) for one in before], [_line(one) for one in after])
    rest_before: list[Statement] = []
    rest_after: list[Statement] = []
    place: dict[int, int] = {}
    for hunk in hunks:
        rest_before.extend(before[hunk.before_start : hunk.before_end])
        rest_after.extend(after[hunk.after_start : hunk.after_end])
        for step, number in enumerate(range(hunk.after_start, hunk.after_end)):
            place[number] = min(hunk.before_start + step, max(hunk.before_end - 1, hunk.before_start))
    return rest_before, rest_after, place


def _line(statement: Statement) -> str:
    return f"{statement.block.kind} {' '.join(token.text for token in statement.tokens)}"


def _links(
    before: list[Statement], after: list[Statement], place: dict[int, int], lexicon: Lexicon
) -> list[tuple[int, int]]:
    """Pairs of list indices; every candidate statement with its best source, then sources left alone."""
    bags_before = [_bag(statement, lexicon) for statement in before]
    sizes_before = [sum(words.values()) for words in bags_before]
    facts_before = [_facts(statement) for statement in before]
    index: dict[str, list[int]] = defaultdict(list)
    for i, words in enumerate(bags_before):
        for word in words:
            index[word].append(i)
    by_number = {statement.number: i for i, statement in enumerate(before)}
    best_for_after: dict[int, tuple[float, int]] = {}
    best_for_before: dict[int, tuple[float, int]] = {}
    for j, statement in enumerate(after):
        near = place.get(statement.number, 0)
        options = {by_number[n] for n in range(near - NEAR, near + NEAR + 1) if n in by_number}
        words = _bag(statement, lexicon)
        size, facts = sum(words.values()), _facts(statement)
        for i, shared in _shared(words, bags_before, index, options):
            alike = _likeness(shared, size, sizes_before[i])
            if alike == 0.0:
                continue
            score = alike + _context(before[i], statement, facts_before[i] & facts, facts_before[i], facts)
            score -= 0.001 * min(abs(before[i].number - near), 50)
            best_for_after[j] = max(best_for_after.get(j, (0.0, -1)), (score, i))
            best_for_before[i] = max(best_for_before.get(i, (0.0, -1)), (score, j))
    links = [(i, j) for j, (score, i) in best_for_after.items() if score >= LEAST_LIKENESS]
    linked = {i for i, _ in links}
    links += [
        (i, j) for i, (score, j) in best_for_before.items() if i not in linked and score >= LEAST_LIKENESS
    ]
    return links


def _bag(statement: Statement, lexicon: Lexicon) -> Counter[str]:
    """Without names, unless hardly anything is left."""
    words = bag(statement, lexicon)
    return words if sum(words.values()) >= FEW_WORDS else bag(statement, lexicon, with_names=True)


def _shared(
    words: Counter[str], bags: Sequence[Counter[str]], index: Mapping[str, list[int]], near: set[int]
) -> list[tuple[int, int]]:
    """Statements of the original that may be meant, in order, with how many words they share."""
    shared = dict.fromkeys(near, 0)
    common = []
    for word, count in words.items():
        holders = index.get(word, ())
        if len(holders) > COMMON:
            common.append((word, count))
            continue
        for i in holders:
            shared[i] = shared.get(i, 0) + min(count, bags[i][word])
    for word, count in common:
        for i in shared:
            if word in bags[i]:
                shared[i] += min(count, bags[i][word])
    return sorted(shared.items())


def _likeness(shared: int, size: int, other: int) -> float:
    """0 to 1. A sentence that is contained in a longer one is nearly like it."""
    if not min(size, other):
        return 1.0 if size == other == 0 else 0.0
    dice = 2 * shared / (size + other)
    return max(dice, 0.9 * shared / min(size, other)) if min(size, other) >= FEW_WORDS else dice


def _context(
    one: Statement, other: Statement, same: frozenset[str], facts: frozenset[str], others: frozenset[str]
) -> float:
    """The same section and the same facts speak for a pair, a little."""
    share = 2 * len(same) / (len(facts) + len(others)) if facts or others else 0.0
    return SAME_SECTION * (one.block.section_id == other.block.section_id) + SAME_FACTS * share


def _facts(statement: Statement) -> frozenset[str]:
    return frozenset(token.key for token in statement.tokens if token.is_figure or token.is_name)


def _groups(before: list[Statement], after: list[Statement], links: list[tuple[int, int]]) -> list[Group]:
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.get(node, node) != node:
            parent[node] = parent.get(parent[node], parent[node])
            node = parent[node]
        return node

    for i, j in links:
        parent[root(("after", j))] = root(("before", i))
    members: dict[tuple[str, int], tuple[list[Statement], list[Statement]]] = defaultdict(lambda: ([], []))
    for i, statement in enumerate(before):
        members[root(("before", i))][0].append(statement)
    for j, statement in enumerate(after):
        members[root(("after", j))][1].append(statement)
    groups = [Group(tuple(one), tuple(other)) for one, other in members.values()]
    return sorted(groups, key=lambda group: group.before[0].number if group.before else group.after[0].number)
