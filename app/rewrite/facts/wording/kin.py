"""Whether a word counts, what it is a form of, and how near it is to another one, in a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from app.rewrite.facts.fillers import Fillers, fillers_for
from app.rewrite.facts.lexicon import Lexicon
from app.rewrite.facts.operators import has_operators
from app.rewrite.facts.statements import CJK, Token
from app.rewrite.facts.wording.equivalents import Equivalents, equivalents_for
from app.rewrite.facts.wording.lexical import ADJECTIVE, ADVERB, NOUN, VERB, Lexical, Relation, english

LEAST_STEM = 4
_COUNTING = frozenset("$€£¥%+−±")
_HIRAGANA = (0x3041, 0x309F)

_CLOSE = Relation.SAME | Relation.SYNONYM | Relation.DERIVED | Relation.LISTED
_WORTH = (
    (Relation.SAME, 1.0), (Relation.SYNONYM, 0.9), (Relation.DERIVED, 0.8), (Relation.LISTED, 0.7),
    (Relation.WIDER, 0.6), (Relation.NARROWER, 0.6), (Relation.ALIKE, 0.6), (Relation.ANTONYM, 0.58),
    (Relation.AFFIX, 0.58), (Relation.LISTED_ONCE, 0.55), (Relation.NEAR_ANTONYM, 0.5),
    (Relation.SISTER, 0.4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kin:
    """`lexical` is there for English alone; other languages know stems."""

    language: str
    classes: Mapping[str, str]
    """Function word -> its class."""
    function_words: frozenset[str]
    lexical: Lexical | None
    fillers: Fillers
    equivalents: Equivalents
    has_operators: bool
    """Whether negations, modals and their like are compared by themselves."""
    keys: dict[str, str] = field(default_factory=dict)
    """What `key` found: a page asks for the same words again and again."""

    def class_of(self, token: Token) -> str:
        return self.classes.get(token.key, "")

    def counts(self, token: Token) -> bool:
        """A sign that says something: a currency, a plus."""
        return token.text in _COUNTING

    def is_content(self, token: Token) -> bool:
        if token.is_figure or token.is_name:
            return True
        if not token.is_word:
            return False
        if len(token.key) == 1 and _HIRAGANA[0] <= ord(token.key) <= _HIRAGANA[1]:
            return False
        return token.key not in self.classes and token.key not in self.function_words

    def key(self, token: Token) -> str:
        """One for all forms of a content word."""
        if token.is_figure:
            return token.key
        key = self.keys.get(token.key)
        if key is None:
            is_plain = self.lexical is None or not token.is_word or not self.is_content(token)
            key = token.key if is_plain or self.lexical is None else self.lexical.lemma(token.key)
            self.keys[token.key] = key
        return key

    def relation(self, one: Token, other: Token) -> Relation:
        """NONE for figures, and for words that nothing joins."""
        if one.is_figure or other.is_figure:
            return Relation.NONE
        if one.key == other.key:
            return Relation.SAME
        if self.lexical is not None:
            return self.lexical.relation(one.key, other.key)
        return Relation.SAME if _inflected(one.key, other.key) else Relation.NONE

    def likeness(self, one: Token, other: Token) -> float:
        """0 to 1: how likely the second was put for the first."""
        if one.is_figure or other.is_figure:
            return 0.5 if one.is_figure and other.is_figure else 0.0
        relation = self.relation(one, other)
        worth = next((value for kind, value in _WORTH if kind in relation), 0.0)
        if worth < LEAST_SHARED and shares_stem(one.key, other.key):
            return LEAST_SHARED
        return worth

    def is_near(self, one: Token, other: Token) -> bool:
        """A synonym, a derived word, or a form of the same: a cheap question."""
        if one.is_figure or other.is_figure:
            return False
        if one.key == other.key or shares_stem(one.key, other.key):
            return True
        if self.lexical is None:
            return _inflected(one.key, other.key)
        return bool(self.lexical.kinship(one.key, other.key) & _CLOSE)

    def may_stand_for(self, one: Token, other: Token) -> bool:
        if one.is_figure or other.is_figure:
            return one.is_figure and other.is_figure
        if self.lexical is None:
            return (CJK.match(one.key) is None) == (CJK.match(other.key) is None)
        parts, others = self.lexical.parts(one.key), self.lexical.parts(other.key)
        return not parts or not others or bool(parts & others)

    def part(self, token: Token) -> str:
        """`noun`, `verb`, `adjective`, `adverb`; `other` for what can be several or is not known."""
        if self.lexical is None:
            return "other"
        if token.key.endswith("ly"):
            return "adverb"
        parts = self.lexical.parts(token.key)
        if parts & VERB and token.key.endswith(("ed", "ing")):
            return "verb"
        if parts in _PARTS:
            return _PARTS[parts]
        return "noun" if parts & NOUN else "other"


LEAST_SHARED = 0.6
_PARTS = {NOUN: "noun", VERB: "verb", ADJECTIVE: "adjective", ADVERB: "adverb", NOUN | VERB: "noun-verb"}


@cache
def _class_table(language: str) -> Mapping[str, str]:
    table = tomllib.loads((files(__package__) / "classes.toml").read_text(encoding="utf-8"))
    return {word: name for name, words in table.get(language, {}).items() for word in words}


def kin_of(lexicon: Lexicon) -> Kin:
    """Loads the English lexicon where it is needed."""
    is_english = lexicon.language == "en"
    return Kin(
        lexicon.language,
        _class_table(lexicon.language),
        lexicon.function_words | lexicon.articles | lexicon.coordinators,
        english() if is_english else None,
        fillers_for(lexicon.language),
        equivalents_for(lexicon.language),
        has_operators(lexicon.language),
    )


def shares_stem(one: str, other: str) -> bool:
    """The same front, but for an ending of up to four letters."""
    if min(len(one), len(other)) <= LEAST_STEM:
        return False
    front = max(LEAST_STEM, len(one) - 4), max(LEAST_STEM, len(other) - 4)
    return one[: front[0]] == other[: front[0]] or one[: front[1]] == other[: front[1]]


def _inflected(one: str, other: str) -> bool:
    """Without a dictionary: a common front of four letters at least and two thirds of the longer word."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= LEAST_STEM and 3 * shared >= 2 * max(len(one), len(other))
