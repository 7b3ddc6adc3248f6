"""The operators of a group of sentences, and the words that are left without them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.rewrite.facts.operators.model import Operator, OperatorSpan
from app.rewrite.facts.operators.rules import Rules, stem
from app.rewrite.facts.quantities import Quantity, QuantityKind, quantities
from app.text.phrases import Token, TokenKind, tokens_of

_REACH = 6
_COURTESY = frozenset(("bitte", "do", "please", "n'", "ne", "s'il", "vous", "plaît"))
"""Words that may stand before the verb of an imperative."""
_MOMENTS = frozenset((QuantityKind.DATE, QuantityKind.TIME))
_CLAUSE_ENDS = frozenset(",.;:!?、。")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What of a sentence is not a quantity: `more than` before a number bounds it and is compared with it."""

    text: str
    tokens: Sequence[Token]
    keys: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    sentences: list[Sentence] = field(default_factory=list)
    operators: dict[str, list[Operator]] = field(default_factory=dict)
    """By class."""
    opposites: dict[int, tuple[list[OperatorSpan], list[OperatorSpan]]] = field(default_factory=dict)
    """By pair, the words of either side."""
    content: Counter[str] = field(default_factory=Counter)
    """Stems that are neither operator, opposite, quantity nor light."""
    words: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Every word without its case, with the sentence and the index of its first token."""
    stems: set[str] = field(default_factory=set)
    plain: Counter[str] = field(default_factory=Counter)
    """As `content`, with the words that have an opposite."""
    openings: dict[str, str] = field(default_factory=dict)
    """By stem, the word that opens a sentence, behind operators: perhaps the verb of an imperative."""


def read(sentences: Sequence[str], rules: Rules) -> Reading:
    reading = Reading()
    for number, text in enumerate(sentences):
        tokens = _unmeasured(text, rules.language)
        keys = tuple(token.key for token in tokens)
        sentence = Sentence(text, tokens, keys, tuple(stem(key, rules.suffixes) for key in keys))
        reading.sentences.append(sentence)
        taken = _operators(reading, number, sentence, rules)
        first = next((at for at, key in enumerate(keys) if at not in taken and key not in _COURTESY), None)
        if first is not None and keys[first] not in rules.light:
            reading.openings[sentence.stems[first]] = keys[first]
        spoken = set(taken)
        _opposites(reading, number, sentence, rules, taken)
        _words(reading, number, sentence, rules, (taken, spoken))
    return reading


def scope_of(operator: Operator, reading: Reading, rules: Rules) -> str:
    """Stem of the next word of content in the clause, or of the one before where none follows."""
    if operator.scope:
        return operator.scope
    sentence = reading.sentences[operator.span.sentence]
    behind = range(operator.end, min(operator.end + _REACH, len(sentence.keys)))
    before = range(operator.start - 1, max(operator.start - 1 - _REACH, -1), -1)
    is_suffix = sentence.keys[operator.start] == "-"
    for indices in (before, behind) if is_suffix else (behind, before):
        for index in indices:
            key = sentence.keys[index]
            if key in _CLAUSE_ENDS:
                break
            if sentence.tokens[index].kind is TokenKind.WORD and key not in rules.scopeless:
                return sentence.stems[index]
    return ""


def span_of(reading: Reading, number: int, at: int) -> OperatorSpan:
    """The span of one token."""
    sentence = reading.sentences[number]
    return _span(sentence, number, at, at + 1, sentence.keys[at])


def _unmeasured(text: str, language: str) -> Sequence[Token]:
    tokens = tokens_of(text, language)
    measured = [quantity for quantity in quantities(text, language) if not quantity.is_weak]
    if not measured:
        return tokens
    kept: list[Token] = []
    at = 0
    for token in tokens:
        while at < len(measured) and measured[at].end <= token.start:
            at += 1
        if at and at < len(measured) and _joins(measured[at - 1], measured[at], token, text):
            continue
        if at == len(measured) or token.start < measured[at].start:
            kept.append(token)
    return kept


def _joins(one: Quantity, other: Quantity, token: Token, text: str) -> bool:
    """A word alone between two moments: `9:00 until 17:00`."""
    if one.kind not in _MOMENTS or other.kind is not one.kind:
        return False
    return text[one.end : other.start].strip() == token.text


def _operators(reading: Reading, number: int, sentence: Sentence, rules: Rules) -> set[int]:
    """Notes the operators; returns the indices of their tokens."""
    keys, tokens = sentence.keys, sentence.tokens
    taken: set[int] = set()
    behind: dict[str, int] = {}
    """By class, the index behind its last phrase."""
    for at, key in enumerate(keys):
        entries = rules.operators.get(key)
        if entries is None or (key in rules.names and _is_name(tokens, at)):
            continue
        for words, kind, member in entries:
            end = at + len(words)
            if keys[at:end] != words or behind.get(kind, 0) > at:
                continue
            behind[kind] = end
            if member:
                taken.update(range(at, end))
                span = _span(sentence, number, at, end, member)
                reading.operators.setdefault(kind, []).append(Operator(span, at, end))
    return taken


def _is_name(tokens: Sequence[Token], at: int) -> bool:
    """`Will` and `May` inside a sentence."""
    text = tokens[at].text
    return at > 0 and text[0].isupper() and not text.isupper()


def _span(sentence: Sentence, number: int, at: int, end: int, member: str) -> OperatorSpan:
    first, last = sentence.tokens[at].start, sentence.tokens[end - 1].end
    return OperatorSpan(number, first, last, sentence.text[first:last], member)


def _opposites(reading: Reading, number: int, sentence: Sentence, rules: Rules, taken: set[int]) -> None:
    """Notes the words that have an opposite, and adds their indices to those taken."""
    behind = 0
    for at, key in enumerate(sentence.keys):
        sides, end = rules.opposites.get(key) or rules.opposites.get(sentence.stems[at]), at + 1
        if key in rules.opposite_phrases.by_first:
            several = rules.opposite_phrases.at(sentence.tokens, at)
            sides, end = (sides, end) if several is None else several
        if sides is None or (rules.is_joined and at < behind):
            continue
        behind = end
        for pair, side in sides:
            span = _span(sentence, number, at, end, rules.pairs[pair])
            reading.opposites.setdefault(pair, ([], []))[side].append(span)
        taken.update(range(at, end))


def _words(
    reading: Reading, number: int, sentence: Sentence, rules: Rules, taken: tuple[set[int], set[int]]
) -> None:
    """Counts the words: without operators and opposites, and without operators alone."""
    content: list[str] = []
    plain: list[str] = []
    known = reading.words
    for at, token in enumerate(sentence.tokens):
        if token.kind is not TokenKind.WORD and not (rules.is_joined and token.text.isalnum()):
            continue
        if token.key not in known:
            known[token.key] = number, at
        if token.key in rules.light or at in taken[1]:
            continue
        plain.append(sentence.stems[at])
        if at not in taken[0]:
            content.append(sentence.stems[at])
    reading.content.update(content)
    reading.plain.update(plain)
    reading.stems.update(sentence.stems)
