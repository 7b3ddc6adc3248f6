"""What the rules know of a language: data files beside this one, one per language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class LanguageRules:
    language: str
    long_sentence_words: int
    """A sentence of more words is split where that is safe."""
    least_words: int
    """Both halves of a split keep at least this many."""
    drop: frozenset[str]
    """Joints that a full stop replaces: `, and it` becomes `. It`."""
    keep: frozenset[str]
    """Joints that open the new sentence: `, but it` becomes `. But it`."""
    starters: frozenset[str]
    """Words that show that a clause of its own begins, and are safe to capitalise."""
    after_semicolon: tuple[str, ...]
    """What, beside the starters, shows that a clause of its own follows a semicolon."""
    guards: frozenset[str]
    """Words before a joint that may still hold what follows it; then nothing is split."""
    relative: frozenset[str]
    """First words of a clause between commas that can govern nothing behind it."""
    adverbs: tuple[str, ...]
    """May stand between joint and subject, and then open the new sentence."""
    openers: tuple[str, ...]
    """Phrases cut from the front of a sentence, longest first."""
    replace: Mapping[str, str]
    """Wordy phrase to its short form, lower case."""
    not_after: Mapping[str, frozenset[str]]
    """Wordy phrase to the words before it that forbid the short form."""
    capitalise: frozenset[str]
    """Words that may be capitalised after an opener is cut, beside the starters."""
    definition_verbs: frozenset[str]
    question_words: frozenset[str]
    anaphora: frozenset[str]
    """First words of a sentence that lean on the sentence before."""
    articles: frozenset[str]


@cache
def rules_for(language: str | None) -> LanguageRules | None:
    """None where no rules were written for the language: its texts stay untouched."""
    if language is None or not language.isalpha():
        return None
    data = files(__package__) / "data" / f"{language.lower()}.toml"
    if not data.is_file():
        return None
    table = tomllib.loads(data.read_text(encoding="utf-8"))
    sentence, filler, answer = table["sentence"], table["filler"], table["answer"]
    return LanguageRules(
        language=language.lower(),
        long_sentence_words=sentence["long_words"],
        least_words=sentence["least_words"],
        drop=frozenset(sentence["drop"]),
        keep=frozenset(sentence["keep"]),
        starters=frozenset(sentence["starters"]),
        after_semicolon=tuple(sentence["after_semicolon"]),
        guards=frozenset(sentence["guards"]),
        relative=frozenset(sentence["relative"]),
        adverbs=tuple(sentence["adverbs"]),
        openers=tuple(sorted(filler["openers"], key=len, reverse=True)),
        replace=dict(filler["replace"]),
        not_after={phrase: frozenset(words) for phrase, words in filler.get("not_after", {}).items()},
        capitalise=frozenset(filler["capitalise"]),
        definition_verbs=frozenset(answer["definition_verbs"]),
        question_words=frozenset(answer["question_words"]),
        anaphora=frozenset(answer["anaphora"]),
        articles=frozenset(answer["articles"]),
    )


def languages_with_rules() -> frozenset[str]:
    folder = files(__package__) / "data"
    return frozenset(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
