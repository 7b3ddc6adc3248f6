"""A number as it is written, to its value: separators by language, digits of every script."""

import re
from decimal import Decimal

from app.text.vocabulary import vocabulary

NUMBER = re.compile(r"\d\d*(?:(?:[.,'’٫٬](?=\d)|[ \u00a0\u202f\u2009](?=\d{3}(?!\d)))\d+)*")
"""Digits with separators between them; a space separates only before exactly three digits.

The first digit stands alone, because `re` skips to the next one by itself where a class comes first."""

SPACES = " \u00a0\u202f\u2009"
GROUP_MARKS = "'’٬"
KANJI = re.compile("[〇一二三四五六七八九十百千]+")

_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_KANJI_SCALES = {"十": 10, "百": 100, "千": 1000}


def number_value(raw: str, *, language: str | None) -> Decimal | None:
    """The value of a run that `NUMBER` matched; None where it is a version, an address or a code."""
    if raw.isdecimal():
        return Decimal(_ascii(raw))
    digits, marks = _split(raw)
    if not marks:
        return Decimal(_ascii(digits[0]))
    distinct = set(marks)
    last = marks[-1]
    if last == "٫" or (len(distinct) > 1 and marks.count(last) == 1 and last in ".,"):
        whole, fraction = digits[:-1], digits[-1]
        return Decimal(f"{_ascii(''.join(whole))}.{_ascii(fraction)}") if _grouped(whole) else None
    if len(distinct) > 1:
        return None
    if last in GROUP_MARKS or last in SPACES or len(marks) > 1:
        return Decimal(_ascii("".join(digits))) if _grouped(digits) else None
    decimal_mark = "," if language in vocabulary().decimal_comma else "."
    if len(digits[1]) == 3 and last != decimal_mark and 0 < len(digits[0]) <= 3 and digits[0] != "0":
        return Decimal(_ascii("".join(digits)))
    return Decimal(f"{_ascii(digits[0])}.{_ascii(digits[1])}")


def kanji_value(raw: str) -> int:
    """三十五 to 35; digits side by side (二〇二四) are read as decimal places."""
    if not any(character in _KANJI_SCALES for character in raw):
        return int("".join(str(_KANJI_DIGITS[character]) for character in raw))
    total, current = 0, 0
    for character in raw:
        scale = _KANJI_SCALES.get(character)
        if scale is None:
            current = _KANJI_DIGITS[character]
        else:
            total += max(current, 1) * scale
            current = 0
    return total + current


def _split(raw: str) -> tuple[list[str], list[str]]:
    digits, marks, start = [], [], 0
    for offset, character in enumerate(raw):
        if not character.isdecimal():
            digits.append(raw[start:offset])
            marks.append(character)
            start = offset + 1
    digits.append(raw[start:])
    return digits, marks


def _grouped(digits: list[str]) -> bool:
    """Thousands (1 200 300) or Indian groups (1,00,000)."""
    if len(digits) == 1:
        return True
    inner = digits[1:-1]
    return (
        len(digits[0]) <= 3
        and len(digits[-1]) == 3
        and (all(len(group) == 3 for group in inner) or all(len(group) == 2 for group in inner))
    )


def _ascii(digits: str) -> str:
    """Digits of any script as ASCII. Very long runs are codes to a reader, but still a value."""
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)
