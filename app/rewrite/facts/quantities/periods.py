"""Centuries, decades, seasons and ordinals at a token, in words, digits and Roman numerals."""

import re
from collections.abc import Sequence
from fractions import Fraction

from app.rewrite.facts.quantities.codes import is_labelled
from app.rewrite.facts.quantities.found import Found
from app.rewrite.facts.quantities.model import QuantityKind
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

_ROMAN = re.compile(r"(?=[IVXLCDM])(M{0,3})(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NOT_ROMAN = frozenset(
    "C CC CD CL CM CV D DC DI DL I L LI M MC MD MI MIX ML MM V X XL".split()  # noqa: SIM905 - shorter so
)
_ROMAN_SUFFIXES = frozenset(("e", "ème", "eme", "er", "è", "º", "°", "."))


def period_at(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    return (
        _century(tokens, index, words)
        or _century_after_word(tokens, index, words)
        or _decade(tokens, index, words)
        or _season(tokens, index, words)
    )


def ordinal_at(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`3rd`, `third`, `twenty-first`, and a Roman numeral behind a name."""
    value, end = _ordinal(tokens, index, words)
    if value is None and tokens[index].text in {"1", "2", "3", "4"}:
        end = index + 1
        while end < len(tokens) and tokens[end].key in _ROMAN_SUFFIXES:
            end += 1
        if end < len(tokens) and tokens[end].key in words.quarter:
            return Found(QuantityKind.PERIOD, f"quarter-{tokens[index].text}", index, end + 1)
    if value is None:
        return _roman_name(tokens, index, words)
    if end < len(tokens) and tokens[end].key in words.quarter:
        return Found(QuantityKind.PERIOD, f"quarter-{value}", index, end + 1)
    is_weak = end == index + 1 and tokens[index].key in words.weak
    return Found(QuantityKind.ORDINAL, Fraction(value), index, end, is_weak=is_weak)


def roman_value(text: str) -> int | None:
    if not text.isascii() or _ROMAN.fullmatch(text) is None:
        return None
    values = [_ROMAN_VALUES[character] for character in text]
    return sum(-value if value < max(values[n:]) else value for n, value in enumerate(values))


def _ordinal(tokens: Sequence[Token], index: int, words: Words) -> tuple[int | None, int]:
    token = tokens[index]
    if token.kind is TokenKind.NUMBER and token.text.isdecimal() and index + 1 < len(tokens):
        after = tokens[index + 1]
        if after.start == token.end and after.key in words.ordinal_suffixes:
            return int(token.text), index + 2
        return None, index
    if token.kind is not TokenKind.WORD:
        return None, index
    value = words.ordinals.get(token.key)
    if value is not None:
        return value, index + 1
    ten = words.numbers.get(token.key)
    if ten is not None and ten >= 20 and ten % 10 == 0:
        at = index + 2 if index + 1 < len(tokens) and tokens[index + 1].key == "-" else index + 1
        unit = words.ordinals.get(tokens[at].key) if at < len(tokens) else None
        if unit is not None and unit < 10:
            return ten + unit, at + 1
    return None, index


def _century(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`19th century`, `nineteenth-century`, `XIXe siècle`, `19. Jahrhundert`."""
    value, end = _ordinal(tokens, index, words)
    if value is None:
        value = roman_value(tokens[index].text) if tokens[index].kind is TokenKind.WORD else None
        end = index + 1
        if value is None and tokens[index].kind is TokenKind.WORD:
            value, end = _roman_with_suffix(tokens[index].text), index + 1
        if value is None and tokens[index].text.isdecimal() and len(tokens[index].text) <= 2:
            value = int(tokens[index].text)
        if end < len(tokens) and tokens[end].key in _ROMAN_SUFFIXES:
            end += 1
    if end < len(tokens) and tokens[end].key == "-":
        end += 1
    if value is None or end >= len(tokens) or tokens[end].key not in words.century:
        return None
    return _with_era(tokens, index, end + 1, f"century-{value}", words)


def _roman_with_suffix(text: str) -> int | None:
    """`XIXe`."""
    roman = text.rstrip("eèmr")
    return roman_value(roman) if roman and roman != text else None


def _century_after_word(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`siglo XIX`."""
    if tokens[index].key not in words.century_before or index + 1 >= len(tokens):
        return None
    number = tokens[index + 1].text
    value = int(number) if number.isdecimal() and len(number) <= 2 else roman_value(number)
    if value is None:
        return None
    return _with_era(tokens, index, index + 2, f"century-{value}", words)


def _with_era(tokens: Sequence[Token], index: int, end: int, value: str, words: Words) -> Found:
    era = words.before_christ.at(tokens, end)
    if era is None:
        return Found(QuantityKind.PERIOD, value, index, end)
    return Found(QuantityKind.PERIOD, f"{value}-BC", index, era[1])


def _decade(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    token = tokens[index]
    if token.key in words.decades:
        return Found(QuantityKind.PERIOD, f"decade-{words.decades[token.key]}", index, index + 1)
    if token.kind is not TokenKind.NUMBER or not token.text.isdecimal() or not token.text.endswith("0"):
        return None
    if index + 1 < len(tokens) and tokens[index + 1].key in words.decade_suffix:
        if tokens[index + 1].start == token.end and len(token.text) in (2, 4):
            return Found(QuantityKind.PERIOD, f"decade-{token.text}", index, index + 2)
    elif index and tokens[index - 1].key in words.decade_before and len(token.text) in (2, 4):
        return Found(QuantityKind.PERIOD, f"decade-{token.text}", index, index + 1)
    return None


def _season(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    name = words.seasons.get(tokens[index].key)
    if name is None:
        return None
    is_before_year = (
        index + 1 < len(tokens) and len(tokens[index + 1].text) == 4 and tokens[index + 1].text.isdecimal()
    )
    if not is_before_year and not (index and tokens[index - 1].key in words.before_season):
        return None
    return Found(QuantityKind.PERIOD, f"season-{name}", index, index + 1)


def _roman_name(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`Louis XIV`, `World War II`, `Chapter IV`; the letters of an abbreviation are none."""
    text = tokens[index].text
    if tokens[index].kind is not TokenKind.WORD or not text.isupper() or len(text) > 7:
        return None
    value = roman_value(text)
    if value is None or index == 0:
        return None
    if is_labelled(tokens, index, words):
        return Found(QuantityKind.CODE, str(value), index, index + 1)
    before = tokens[index - 1].text
    if text in _NOT_ROMAN or not before[0].isupper() or before.isupper():
        return None
    return Found(QuantityKind.NUMBER, Fraction(value), index, index + 1)
