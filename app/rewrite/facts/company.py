"""A fact is known by its company: the words and facts that stand around it in its clause."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.statements import Statement, Token

NEAR_WORDS = 4
"""How far the words to one side count."""
NEAR_FACTS = 9
"""How far the other facts of the clause count."""

_CLAUSE_ENDS = frozenset(",;:()—–…、，；：")


@dataclass(frozen=True, slots=True)
class Entity:
    """A figure, or names side by side (`Marta Keller`) as one."""

    statement: Statement
    start: int
    """Index of its first token."""
    end: int
    tokens: tuple[Token, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens)

    @property
    def is_figure(self) -> bool:
        return self.tokens[0].is_figure

    @property
    def is_date(self) -> bool:
        return self.tokens[0].is_date

    @property
    def is_calendar(self) -> bool:
        """A month or weekday."""
        return not self.tokens[0].is_fact

    @property
    def is_name(self) -> bool:
        return any(token.is_name for token in self.tokens)

    @property
    def unit(self) -> str:
        return self.tokens[0].key.partition("|")[2] if self.is_figure else ""

    @property
    def text(self) -> str:
        return self.statement.text[self.tokens[0].start : self.tokens[-1].end]


def entities(statements: Sequence[Statement], lexicon: Lexicon) -> list[Entity]:
    """In order. Months and weekdays count as names here: figures belong to them as to a place."""
    found: list[Entity] = []
    for statement in statements:
        tokens = statement.tokens
        at = 0
        while at < len(tokens):
            end = at + 1
            if not (tokens[at].is_fact or tokens[at].key in lexicon.calendar):
                at = end
                continue
            while not tokens[at].is_figure and end < len(tokens) and _continues(tokens, end):
                end += 1
            found.append(Entity(statement, at, end, tokens[at:end]))
            at = end
    return found


def _continues(tokens: Sequence[Token], place: int) -> bool:
    """The next word of the same name: side by side, with nothing but a space between."""
    before, token = tokens[place - 1], tokens[place]
    return (
        token.is_fact
        and not token.is_figure
        and token.start - before.end <= 1
        and before.is_name == token.is_name
    )


Words = Counter[tuple[str, str]]


def words_around(entity: Entity, _: Lexicon) -> Words:
    """Words by side. The next one weighs most: prepositions and particles say what a fact is there for."""
    tokens = entity.statement.tokens
    company: Words = Counter()
    left = tokens[max(0, entity.start - NEAR_WORDS) : entity.start][::-1]
    right = tokens[entity.end : entity.end + NEAR_WORDS]
    for side, line in (("left", left), ("right", right)):
        for distance, token in enumerate(line):
            if token.key in _CLAUSE_ENDS:
                break
            if token.is_word:
                company[side, token.key] += 2 ** (NEAR_WORDS - distance)
    return company


def marker(entity: Entity, lexicon: Lexicon) -> str:
    """The function word before it; in Japanese the particle behind it. Empty where there is none."""
    tokens = entity.statement.tokens
    if lexicon.language == "ja":
        return tokens[entity.end].key if entity.end < len(tokens) else ""
    word = tokens[entity.start - 1].key if entity.start else ""
    return word if word in lexicon.function_words and word not in lexicon.coordinators else ""


def facts_around(entity: Entity, lexicon: Lexicon) -> Counter[str]:
    """Content of its own clause, whatever the side: what it is said of."""
    tokens = entity.statement.tokens
    company: Counter[str] = Counter()
    left = tokens[max(0, entity.start - NEAR_FACTS) : entity.start][::-1]
    right = tokens[entity.end : entity.end + NEAR_FACTS]
    for line in (left, right):
        for distance, token in enumerate(line):
            if token.key in _CLAUSE_ENDS or token.key in lexicon.coordinators:
                break
            if token.is_word and token.key not in lexicon.function_words:
                company[token.key] += (NEAR_FACTS - distance) * (2 if token.is_fact else 1)
    return company


def likeness(one: Counter[Any], other: Counter[Any], *, without: frozenset[str]) -> float:
    """0 to 1: how much of two companies is shared, leaving out the facts that are compared."""
    mine = Counter({word: n for word, n in one.items() if _key(word) not in without})
    theirs = Counter({word: n for word, n in other.items() if _key(word) not in without})
    total = sum(mine.values()) + sum(theirs.values())
    return 2 * sum((mine & theirs).values()) / total if total else 0.0


def _key(word: str | tuple[str, str]) -> str:
    return word if isinstance(word, str) else word[1]
