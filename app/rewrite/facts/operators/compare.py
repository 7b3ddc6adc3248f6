"""Operators of two aligned groups of sentences compared, class by class."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from app.domain.facts import Outcome
from app.rewrite.facts.operators.affixes import affix_negations
from app.rewrite.facts.operators.model import Operator, OperatorDifference, OperatorSpan
from app.rewrite.facts.operators.opposites import opposite_difference, swapped_opposites
from app.rewrite.facts.operators.reading import Reading, read, scope_of
from app.rewrite.facts.operators.rules import Alone, Class, Rules, has_operators, rules_for, stem
from app.rewrite.facts.operators.sayings import settle

CLOSE = 0.75
"""From this share of common content on, two groups are nearly the same sentence."""
FAR = 0.6
"""Below this the operator went with its clause, which is compared elsewhere."""
NEGATION = "negation"
_NEAR = 3
"""Words from a negation to the word that it negates."""


def operator_differences(
    before: Sequence[str], after: Sequence[str], language: str
) -> Iterator[OperatorDifference]:
    """What differs between the operators of aligned sentences; nothing for a language without classes.

    Linear in the number of words. Equivalent operators (`must` and `is required to`, `not complete` and
    `incomplete`) are no difference.
    """
    if not has_operators(language):
        return
    rules = rules_for(language)
    here, there = read(before, rules), read(after, rules)
    opposed = list(swapped_opposites(here, there))
    swapped = {span.text.casefold() for pair in opposed for span in pair}
    _count_affixes(here, there, rules, swapped)
    is_negated = bool(opposed) and _is_negated(here, there, rules, opposed)
    likeness = _likeness(here.content, there.content)
    if not (opposed and is_negated):
        sure = 0.0 if _may_cancel(opposed, (here, there)) else likeness
        yield from (opposite_difference(*pair, sure) for pair in opposed)
    balances = {
        name: _balance(one, here.operators.get(name, []), there.operators.get(name, []))
        for name, one in rules.classes.items()
        if name in here.operators or name in there.operators
    }
    settle(balances, rules.sayings)
    for name, balance in balances.items():
        if not (name == NEGATION and opposed and is_negated):
            yield from _differences(rules.classes[name], balance, (here, there), rules, likeness)


def _count_affixes(here: Reading, there: Reading, rules: Rules, swapped: set[str]) -> None:
    """Count words with a negative affix as negations, on both sides."""
    found = [(here, *item) for item in affix_negations(here, there, rules, swapped)]
    found += [(there, *item) for item in affix_negations(there, here, rules, swapped)]
    for reading, written, whole, bare in found:
        span = written._replace(member=rules.classes[NEGATION].first)
        reading.operators.setdefault(NEGATION, []).append(Operator(span, scope=bare))
        reading.content.pop(whole, None)
        reading.plain.pop(whole, None)
        for words in (here.content, there.content, here.plain, there.plain):
            words.pop(bare, None)


def _is_negated(
    here: Reading, there: Reading, rules: Rules, opposed: Sequence[tuple[OperatorSpan, OperatorSpan]]
) -> bool:
    """Did a negation of the swapped word itself come or go: `not open` for `closed`?"""
    lost = {span.text.casefold() for span, _ in opposed}
    new = {span.text.casefold() for _, span in opposed}
    negated = _negations(here, rules, lost, lost | new), _negations(there, rules, new, lost | new)
    return (negated[0] - negated[1]) % 2 == 1


def _may_cancel(
    opposed: Sequence[tuple[OperatorSpan, OperatorSpan]], readings: tuple[Reading, Reading]
) -> bool:
    """`Never closed` for `always open`: two opposites of which one is a negation itself."""
    negations = {
        operator.span.text.casefold()
        for reading in readings
        for operator in reading.operators.get(NEGATION, ())
    }
    return len(opposed) == 2 and any(span.text.casefold() in negations for pair in opposed for span in pair)


def _negations(reading: Reading, rules: Rules, words: set[str], swapped: set[str]) -> int:
    """How many are about one of the words. `Never` for `always` is an opposite, not a negation of one."""
    stems = {stem(word, rules.suffixes) for phrase in words for word in phrase.split()}
    return sum(
        1
        for operator in reading.operators.get(NEGATION, ())
        if operator.span.text.casefold() not in swapped and _is_about(operator, reading, rules, stems)
    )


def _is_about(operator: Operator, reading: Reading, rules: Rules, stems: set[str]) -> bool:
    if operator.scope:
        return False
    scope = scope_of(operator, reading, rules)
    sentence = reading.sentences[operator.span.sentence]
    near = sentence.stems[max(0, operator.start - _NEAR) : operator.end + _NEAR]
    return not scope or scope in stems or not stems.isdisjoint(near)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """1 where all words of content are the same."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _differences(
    one: Class,
    balance: tuple[list[Operator], list[Operator]],
    readings: tuple[Reading, Reading],
    rules: Rules,
    likeness: float,
) -> Iterator[OperatorDifference]:
    here, there = readings
    ours, theirs = here.operators.get(one.name, []), there.operators.get(one.name, [])
    lost, new = balance
    if lost and new:
        if not _holds(one.exchange, likeness=likeness, is_last=True, is_pure=True):
            return
    else:
        is_last = not (ours and theirs)
        is_pure = not (there.content - here.content if lost else here.content - there.content)
        holds = partial(_holds, likeness=likeness, is_last=is_last, is_pure=is_pure)
        lost = [operator for operator in lost if holds(one.when_alone(operator.span.member))]
        new = [operator for operator in new if holds(one.when_alone(operator.span.member))]
    lost = [operator for operator in lost if not _is_imperative(one, operator, here, there, rules)]
    new = [operator for operator in new if not _is_imperative(one, operator, there, here, rules)]
    if lost or new:
        yield _difference(one, lost, new, likeness, is_equal=here.plain == there.plain)
    elif rules.has_fixed_order and len(ours) == len(theirs):
        yield from _moved(one, ours, theirs, (here, there), rules)


def _balance(
    one: Class, ours: Sequence[Operator], theirs: Sequence[Operator]
) -> tuple[list[Operator], list[Operator]]:
    """What only one side has, by member; members that may take each other's place are one."""

    def name(operator: Operator) -> str:
        return one.same.get(operator.span.member, operator.span.member)

    shared = Counter(map(name, ours)) & Counter(map(name, theirs))
    return _rest(ours, Counter(shared), one), _rest(theirs, Counter(shared), one)


def _rest(operators: Sequence[Operator], shared: Counter[str], one: Class) -> list[Operator]:
    rest: list[Operator] = []
    for operator in operators:
        name = one.same.get(operator.span.member, operator.span.member)
        if shared[name]:
            shared[name] -= 1
        else:
            rest.append(operator)
    return rest


def _holds(when: Alone, *, likeness: float, is_last: bool, is_pure: bool) -> bool:
    match when:
        case Alone.ALWAYS:
            return True
        case Alone.CLOSE:
            return likeness >= CLOSE
        case Alone.PURE:
            return is_pure and likeness >= CLOSE
        case Alone.EQUAL:
            return likeness >= 1.0
        case Alone.LAST:
            return is_last and is_pure and likeness >= FAR
        case Alone.NEVER:
            return False


def _is_imperative(one: Class, operator: Operator, here: Reading, there: Reading, rules: Rules) -> bool:
    """`The lid must not be opened` is `Do not open the lid`: the other text opens with the verb."""
    if operator.span.member not in one.imperative:
        return False
    scope = scope_of(operator, here, rules)
    if scope in there.openings and scope not in here.openings:
        return True
    return any(
        verb in here.stems and word not in here.words
        for verb, word in there.openings.items()
        if verb not in here.openings
    )


def _difference(
    one: Class, lost: Sequence[Operator], new: Sequence[Operator], likeness: float, *, is_equal: bool
) -> OperatorDifference:
    is_broken = one.is_certain and is_equal and (len(lost) + len(new)) % 2 == 1
    return OperatorDifference(
        one.name,
        tuple(operator.span for operator in lost),
        tuple(operator.span for operator in new),
        Outcome.BROKEN if is_broken else Outcome.DOUBT_MEANING,
        1.0 if is_broken else round(one.score * (0.5 + likeness / 2), 3),
        one.why,
    )


def _moved(
    one: Class,
    ours: Sequence[Operator],
    theirs: Sequence[Operator],
    readings: tuple[Reading, Reading],
    rules: Rules,
) -> Iterator[OperatorDifference]:
    """The same operators on other words: `A is not safe but B is` is not `A is safe but B is not`."""
    here, there = readings
    was = {scope: operator for operator in ours if (scope := scope_of(operator, here, rules))}
    now = {scope: operator for operator in theirs if (scope := scope_of(operator, there, rules))}
    left = [operator for scope, operator in was.items() if scope not in now and scope in there.stems]
    taken = [operator for scope, operator in now.items() if scope not in was and scope in here.stems]
    turned = [
        (operator, now[scope])
        for scope, operator in was.items()
        if scope in now and now[scope].span.member != operator.span.member
    ]
    if len(turned) > 1:
        left, taken = [pair[0] for pair in turned], [pair[1] for pair in turned]
    is_apart = len(turned) > 1 or _are_apart(left, taken, readings, rules)
    if left and taken and is_apart and (one.name == NEGATION or len(turned) > 1):
        yield OperatorDifference(
            one.name,
            tuple(operator.span for operator in left),
            tuple(operator.span for operator in taken),
            Outcome.DOUBT_MEANING,
            round(one.score * 0.8, 3),
            f"{one.why}: moved to another word",
        )


def _are_apart(
    left: Sequence[Operator], taken: Sequence[Operator], readings: tuple[Reading, Reading], rules: Rules
) -> bool:
    """Do the two words stand in clauses of their own, on both sides?"""
    if not left or not taken:
        return False
    first, second = scope_of(left[0], readings[0], rules), scope_of(taken[0], readings[1], rules)
    return all(_is_clause_between(reading, first, second, rules) for reading in readings)


def _is_clause_between(reading: Reading, first: str, second: str, rules: Rules) -> bool:
    for sentence in reading.sentences:
        if first in sentence.stems and second in sentence.stems:
            ends = sorted((sentence.stems.index(first), sentence.stems.index(second)))
            return not rules.links.isdisjoint(sentence.keys[ends[0] : ends[1]])
    return True
