"""A text as tokens, and tables of phrases that are looked up in them: one pass, dictionary look-ups."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

ELIDING = frozenset({"fr", "it", "ca"})
"""Languages that drop a vowel before another word: `jusqu'à` is two words."""

_NUMERIC = "\u00bc-\u00be\u2150-\u215e\u00b9\u00b2\u00b3\u2070-\u207e\u2080-\u208e"
"""Fractions and superscripts, which `\\w` takes for letters."""
_CJK = "\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_{_NUMERIC}{_CJK}]"
_REMEMBERED = 2048
"""Texts whose tokens are kept: the same sentence is asked for its quantities and for its operators."""


class TokenKind(StrEnum):
    LINK = "link"
    CODE = "code"
    """Letters, then digits: `SHA-256`, `v1.2`, `B12`."""
    NUMBER = "number"
    """Digits with separators."""
    WORD = "word"
    SUPERSCRIPT = "superscript"
    MARK = "mark"
    """One other character; in Chinese and Japanese each one."""


_KINDS = {**{kind.value: kind for kind in TokenKind}, "plain": TokenKind.WORD}


class Token(NamedTuple):
    start: int
    end: int
    key: str
    """Casefolded, with straight apostrophes."""
    text: str
    kind: TokenKind


@cache
def _pattern(*, splits: bool, has_links: bool, is_ascii: bool) -> re.Pattern[str]:
    letter = "[A-Za-z]" if is_ascii else _LETTER
    link = r"(?P<link>(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\w[\w.]*)"
    code = rf"(?P<code>{letter}+[₀-₉][\w₀-₉]*|{letter}+(?:(?<![a-zß-ÿ])-|[_])?\d\w*(?:[-.:_/]\w+)*)"
    number = (
        r"(?P<number>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}(?![\d]))+(?:[.,]\d+)?"
        r"|\d+(?:[.,'’٫٬](?=\d)\d+)*)"
    )
    if splits:
        word = r"(?P<word>L++(?:['’](?=L|$))?)".replace("L", letter)
    else:
        # The lookahead keeps the group from giving a part back; possessive groups fail before Python 3.11.5.
        word = r"(?P<word>L++(?:['’]L++)*(?!['’]L))".replace("L", letter)
    rest = rf"(?P<superscript>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<mark>[{_CJK}]|\S)"
    plain = rf"{word}(?![\d_₀-₉-])"
    """Most tokens: a word with nothing behind that could make a code of it."""
    parts = [plain.replace("?P<word>", "?P<plain>"), code, number, word, rest]
    return re.compile("|".join([link, *parts] if has_links else parts))


@lru_cache(maxsize=_REMEMBERED)
def tokens_of(text: str, language: str) -> tuple[Token, ...]:
    """Every token with its offsets in `text`, in order; white space is in none."""
    has_links = "@" in text or "://" in text or "www." in text
    pattern = _pattern(splits=language in ELIDING, has_links=has_links, is_ascii=text.isascii())
    found: list[Token] = []
    for match in pattern.finditer(text):
        raw = match[0]
        kind = _KINDS[match.lastgroup or "mark"]
        key = raw.casefold()
        if "’" in key:
            key = key.replace("’", "'")
        found.append(Token(match.start(), match.end(), key, raw, kind))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Phrases with a meaning each, found by their first or last word; the longest wins."""

    by_first: Mapping[str, Sequence[tuple[tuple[str, ...], T]]]
    by_last: Mapping[str, Sequence[tuple[tuple[str, ...], T]]]

    def at(self, tokens: Sequence[Token], index: int) -> tuple[T, int] | None:
        """The meaning of the phrase that begins at `index`, and the index behind it."""
        if index >= len(tokens):
            return None
        for words, meaning in self.by_first.get(tokens[index].key, ()):
            end = index + len(words)
            if end <= len(tokens) and all(tokens[index + n].key == words[n] for n in range(1, len(words))):
                return meaning, end
        return None

    def ends_at(self, tokens: Sequence[Token], index: int, *, floor: int = 0) -> tuple[T, int] | None:
        """The meaning of the phrase that ends just before `index`, and the index of its first word."""
        if index <= floor:
            return None
        for words, meaning in self.by_last.get(tokens[index - 1].key, ()):
            start = index - len(words)
            if start >= floor and all(tokens[start + n].key == words[n] for n in range(len(words) - 1)):
                return meaning, start
        return None


def phrases(table: Iterable[tuple[str, T]], language: str) -> Phrases[T]:
    """Make a table; each phrase is cut into tokens as a text of that language is."""
    first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
    last: dict[str, list[tuple[tuple[str, ...], T]]] = {}
    for phrase, meaning in table:
        words = tuple(token.key for token in tokens_of(phrase, language))
        first.setdefault(words[0], []).append((words, meaning))
        last.setdefault(words[-1], []).append((words, meaning))
    for entries in (*first.values(), *last.values()):
        entries.sort(key=lambda entry: -len(entry[0]))
    return Phrases(first, last)
