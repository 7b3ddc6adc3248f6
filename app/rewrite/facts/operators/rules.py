"""The closed classes of a language, read once from `data/<language>/*.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from app.rewrite.facts.operators.sayings import Saying, sayings_of
from app.text.phrases import Phrases, phrases, tokens_of

LANGUAGES = frozenset({"de", "en", "es", "fr", "ja"})


class Alone(StrEnum):
    """When a member that was lost or added counts although no other member of its class took its place."""

    ALWAYS = "always"
    CLOSE = "close"
    """When most of the other words stayed."""
    PURE = "pure"
    """When most of the other words stayed, and no new word could be what replaced it."""
    EQUAL = "equal"
    """When all other words stayed."""
    LAST = "last"
    """When it was the only one of its class."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Class:
    name: str
    why: str
    alone: Alone
    alone_of: Mapping[str, Alone]
    """By member, where it differs from the class."""
    score: float
    same: Mapping[str, str]
    """Members that may take each other's place: `may` and `can`; by member, the group's name."""
    imperative: frozenset[str]
    """Members that an imperative says as well: `must not be used` is `do not use`."""
    is_certain: bool
    """Broken, not doubted, where all other words stayed."""
    first: str
    """Its first member: what a negative affix counts as."""
    exchange: Alone
    """How equal the rest must be for one member in place of another to count."""

    def when_alone(self, member: str) -> Alone:
        return self.alone_of.get(member, self.alone)


class Entry(NamedTuple):
    """A phrase of a class. No class sees the phrases of another: `must not` is modality and negation."""

    words: tuple[str, ...]
    kind: str
    member: str
    """Empty for a phrase that is none of its class: `not only`."""


@dataclass(frozen=True, slots=True)
class Rules:
    language: str
    classes: Mapping[str, Class]
    operators: Mapping[str, tuple[Entry, ...]]
    """By first word, the longest first."""
    opposites: Mapping[str, tuple[tuple[int, int], ...]]
    """By word or stem: number of the pair and side, 0 or 1."""
    opposite_phrases: Phrases[tuple[tuple[int, int], ...]]
    pairs: tuple[str, ...]
    """As the file writes them."""
    light: frozenset[str]
    """Articles, auxiliaries, prepositions: no content of a sentence."""
    scopeless: frozenset[str]
    """What an operator is never about: the light words, and negations of one word."""
    suffixes: tuple[str, ...]
    negative_prefixes: tuple[str, ...]
    negative_suffixes: Mapping[str, tuple[str, ...]]
    """With what may stand in their place: `-less` for `-ful` or nothing."""
    sayings: tuple[Saying, ...]
    """Across classes, what says the same."""
    links: frozenset[str]
    """Words and marks between two clauses."""
    names: frozenset[str]
    """Operators that are also names or months, so that a capital inside a sentence makes them one."""
    is_joined: bool
    """No spaces between words."""
    has_fixed_order: bool
    """The word behind an operator is the one that it is about."""


@cache
def has_operators(language: str) -> bool:
    return language in LANGUAGES and (files(__package__) / "data" / language).is_dir()


def tables_of(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each data file of a language by its name."""
    folder: Traversable = files(__package__) / "data" / language
    for source in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".toml"):
            yield source.name, tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def reasons() -> Mapping[str, str]:
    """By class, why a difference matters: one wording for all languages."""
    source = files(__package__) / "data" / "reasons.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def rules_for(language: str) -> Rules:
    """Raises KeyError for a language without operators."""
    if language not in LANGUAGES:
        raise KeyError(language)
    classes: dict[str, Class] = {}
    entries: list[Entry] = []
    pairs: list[str] = []
    words: dict[str, Any] = {}
    for name, table in tables_of(language):
        if name == "words.toml":
            words = table
        for entry in table.get("class", ()):
            classes[entry["name"]] = _class(entry)
            for member, forms in entry["members"].items():
                entries += [Entry(_cut(form, language), entry["name"], member) for form in forms]
            entries += [
                Entry(_cut(form, language), entry["name"], "")
                for form in (*table.get("ignore", ()), *entry.get("ignore", ()))
            ]
        pairs += table.get("pairs", ())
    single, several = _opposites(pairs, words, language)
    return Rules(
        language=language,
        classes=classes,
        operators=_by_first(entries),
        opposites=single,
        opposite_phrases=several,
        pairs=tuple(pairs),
        light=frozenset(words.get("light", ())),
        scopeless=frozenset(words.get("light", ())) | _negations(entries),
        suffixes=tuple(sorted(words.get("suffixes", ()), key=len, reverse=True)),
        negative_prefixes=tuple(words.get("negative_prefixes", ())),
        negative_suffixes={k: tuple(v) for k, v in words.get("negative_suffixes", {}).items()},
        sayings=sayings_of(words.get("sayings", ())),
        links=frozenset(words.get("links", ())),
        names=frozenset(words.get("names", ())),
        is_joined=bool(words.get("joined", False)),
        has_fixed_order=bool(words.get("fixed_order", False)),
    )


def _cut(form: str, language: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens_of(form, language))


def _negations(entries: list[Entry]) -> frozenset[str]:
    return frozenset(one.words[0] for one in entries if one.kind == "negation" and len(one.words) == 1)


def _by_first(entries: list[Entry]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry.words)):
        found.setdefault(entry.words[0], []).append(entry)
    return {first: tuple(these) for first, these in found.items()}


def _class(entry: Mapping[str, Any]) -> Class:
    return Class(
        name=entry["name"],
        why=reasons()[entry["name"]],
        alone=Alone(entry.get("alone", "never")),
        alone_of={
            member: Alone(when) for when, members in entry.get("alone_of", {}).items() for member in members
        },
        score=float(entry.get("score", 0.7)),
        same={member: group[0] for group in entry.get("same", ()) for member in group},
        imperative=frozenset(entry.get("imperative", ())),
        is_certain=bool(entry.get("certain", False)),
        first=next(iter(entry["members"])),
        exchange=Alone(entry.get("exchange", "always")),
    )


def _opposites(
    pairs: list[str], words: Mapping[str, Any], language: str
) -> tuple[dict[str, tuple[tuple[int, int], ...]], Phrases[tuple[tuple[int, int], ...]]]:
    suffixes = tuple(sorted(words.get("suffixes", ()), key=len, reverse=True))
    single: dict[str, set[tuple[int, int]]] = {}
    several: dict[str, set[tuple[int, int]]] = {}
    for number, pair in enumerate(pairs):
        for side, forms in enumerate(pair.split("|")):
            for form in (part.strip().casefold() for part in forms.split(",")):
                if len(tokens_of(form, language)) > 1:
                    several.setdefault(form, set()).add((number, side))
                else:
                    for key in {form, stem(form, suffixes)}:
                        single.setdefault(key, set()).add((number, side))
    return (
        {key: tuple(sorted(found)) for key, found in single.items()},
        phrases(((form, tuple(sorted(found))) for form, found in several.items()), language),
    )


_LEAST_STEM = 3
_VOWELS = frozenset("aeiouyäöüáéíóú")


@lru_cache(maxsize=65_536)
def stem(word: str, suffixes: tuple[str, ...]) -> str:
    """A word without its ending: enough to see that `works` and `worked` are one verb."""
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            word = word[: -len(suffix)]
            break
    is_doubled = len(word) > _LEAST_STEM and word[-1] == word[-2] and word[-1] not in _VOWELS | set("lsfz")
    if is_doubled:
        return word[:-1]
    return f"{word[:-1]}y" if word.endswith("i") and len(word) > _LEAST_STEM and "ies" in suffixes else word
