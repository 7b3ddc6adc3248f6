"""Words that carry facts in a language: data files beside this one, one per language."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

_RUN = re.compile(r"\w+")
_DOTS = str.maketrans("İı", "ii")
"""What a pattern that ignores case takes for an `i`."""


def words_in(text: str) -> frozenset[str]:
    """Every word of a text without its case, as `Phrases.may_stand_among` wants them."""
    plain = text if text.isascii() else text.translate(_DOTS)
    return frozenset(_RUN.findall(plain.casefold()))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words and phrases, found as one pattern, and a quick way to see that a sentence holds none of them."""

    pattern: re.Pattern[str]
    openers: frozenset[str]
    """The first word of each. Empty in a language that writes no spaces: there every sentence is searched."""

    def may_stand_among(self, words: frozenset[str]) -> bool:
        return not self.openers or not self.openers.isdisjoint(words)

    def count_in(self, text: str, words: frozenset[str]) -> int:
        return sum(1 for _ in self.pattern.finditer(text)) if self.may_stand_among(words) else 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Empty for a language without a file: what needs words is then reported as unchecked."""

    language: str = ""
    negations: Phrases | None = None
    idioms: re.Pattern[str] | None = None
    """Phrases that hold a negation and negate nothing: `last but not least`."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Number words whose only meaning is the number."""
    calendar: frozenset[str] = frozenset()
    """Months and weekdays, lower case."""
    opposites: tuple[tuple[Phrases, Phrases], ...] = ()
    time_opposites: int = 0
    """How many of the first pairs are words of time: `before` may honestly become `later` when the clauses
    change places, so they count only in a sentence that otherwise stayed as it was."""
    passive: re.Pattern[str] | None = None
    """An auxiliary and the preposition that names the doer, a few words apart."""
    coordinators: frozenset[str] = frozenset()
    pairing: re.Pattern[str] | None = None
    """`respectively`: in such a sentence the order of a list is a fact."""
    function_words: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    """Prepositions that say where from; `goals` say where to."""
    goals: frozenset[str] = frozenset()
    has_capital_nouns: bool = False
    """German: a capital says noun, not name."""


@cache
def lexicon_for(language: str | None) -> Lexicon:
    if language is None or not language.isalpha():
        return Lexicon()
    source = files(__package__) / "data" / f"{language.lower()}.toml"
    if not source.is_file():
        return Lexicon(language=language)
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    joined = bool(table.get("joined", False))
    pairs = [*table.get("time_opposites", ()), *table.get("opposites", ())]
    return Lexicon(
        language=language.lower(),
        negations=_phrases(table["negations"], joined=joined),
        idioms=_words(table["idioms"], joined=joined) if table.get("idioms") else None,
        numbers=dict(table.get("numbers", {})),
        calendar=frozenset(table.get("calendar", ())),
        opposites=tuple((_phrases(a, joined=joined), _phrases(b, joined=joined)) for a, b in pairs),
        time_opposites=len(table.get("time_opposites", ())),
        passive=_passive(table.get("passive")),
        coordinators=frozenset(table.get("coordinators", ())) | {",", "/", "&", "、", "，"},
        pairing=_words(table["pairing"], joined=joined) if table.get("pairing") else None,
        function_words=frozenset(table.get("function_words", ())),
        articles=frozenset(table.get("articles", ())),
        titles=frozenset(table.get("titles", ())),
        origins=frozenset(table.get("origins", ())),
        goals=frozenset(table.get("goals", ())),
        has_capital_nouns=bool(table.get("has_capital_nouns", False)),
    )


def _phrases(words: Iterable[str], *, joined: bool) -> Phrases:
    listed = list(words)
    firsts = [_RUN.search(word.casefold()) for word in listed]
    openers = frozenset(first.group() for first in firsts if first is not None)
    return Phrases(_words(listed, joined=joined), frozenset() if joined or None in firsts else openers)


def _words(words: list[str], *, joined: bool) -> re.Pattern[str]:
    """Longest first, so that a phrase wins over a word in it; apostrophes of both kinds."""
    ordered = sorted(words, key=len, reverse=True)
    choices = "|".join(re.escape(word).replace("'", "['’]") for word in ordered)
    pattern = f"(?:{choices})" if joined else rf"(?<!\w)(?:{choices})(?!\w)"
    return re.compile(pattern, re.IGNORECASE)


def _passive(table: Mapping[str, Any] | None) -> re.Pattern[str] | None:
    if table is None:
        return None
    auxiliaries = "|".join(map(re.escape, table["auxiliaries"]))
    doers = "|".join(map(re.escape, table["doers"]))
    gap = r"(?:[ \u00a0][^\s.,;:!?]{1,30}){0,6}?[ \u00a0]"
    forward = rf"(?<!\w)(?:{auxiliaries}){gap}(?:{doers})(?!\w)"
    if not table.get("either_order", False):
        return re.compile(forward, re.IGNORECASE)
    backward = rf"(?<!\w)(?:{doers}){gap}(?:{auxiliaries})(?!\w)"
    return re.compile(f"{forward}|{backward}", re.IGNORECASE)
