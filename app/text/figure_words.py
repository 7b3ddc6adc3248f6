"""What stands around a number and gives it its meaning. Every look is bounded."""

import re
from decimal import Decimal
from typing import NamedTuple

from app.text.numerals import SPACES
from app.text.vocabulary import Vocabulary

_LETTERS = r"(?:[^\W\d_]|[\u0591-\u05c7\u064b-\u065f\u0900-\u0dff])"
"""Vowel signs of Hebrew, Arabic and Indic scripts are no letters to `re`, but belong to the word."""
_WORD = re.compile(
    r"[ \u00a0\u202f\u2009]?"
    rf"({_LETTERS}{{1,24}}(?:[/-][^\W\d_]{{1,12}})?[²2]?\.?|°[CFcf]?|[%％٪×]|[$＄€£¥￥₹₽₩฿₪₺₴₫৳₿](?![\d]))"
)
_ASCII_WORD = re.compile(r" ?([A-Za-z]{1,24}(?:[/-][A-Za-z]{1,12})?2?\.?|%|\$(?!\d))")
"""The same for a text that has nothing else."""
_HYPHENATED = re.compile(r"-([^\W\d_]{1,24})")
_OF = re.compile(r" (?:d['’]|de |of )(?=[^\W\d_])")

_TWO_WORDS = ("per cento", "per cent", "pour cent", "por ciento", "por cento", "percentage points")
_FIRST_OF_TWO = frozenset(phrase.split()[0] for phrase in _TWO_WORDS)
_NO_UNIT_BEHIND = frozenset([*',;:)]!?"\n', "", ". "])
_NO_NAME_BEFORE = frozenset(("", " "))
_BEFORE_LABELLED = frozenset(" #(.")
_SPACE_SET = frozenset(SPACES)

NO_FACTOR = Decimal(1)


class Unit(NamedTuple):
    """`kind` is `percent`, `money`, `measure` or None for a bare number."""

    end: int
    kind: str | None = None
    name: str | None = None
    factor: Decimal = NO_FACTOR


def unit_after(text: str, offset: int, words: Vocabulary, *, has_money: bool) -> Unit:
    """The unit that follows a number, a scale word (`million`) before it included."""
    if text[offset : offset + 1] in _NO_UNIT_BEHIND:
        return Unit(offset)
    word = _word_after(text, offset)
    scale, end = _scale_after(text, offset, word, words, has_money=has_money)
    if scale is None:
        return _plain_unit_after(text, offset, word, words)
    unit = _plain_unit_after(text, end, _word_after(text, end), words)
    if unit.kind is None:
        of = _OF.match(text, end)
        if of is not None:
            unit = _plain_unit_after(text, of.end(), _word_after(text, of.end()), words)
        if unit.kind is None:
            return Unit(end, None, None, scale)
    return Unit(unit.end, unit.kind, unit.name, scale)


def money_before(text: str, offset: int, words: Vocabulary) -> tuple[str, int] | None:
    """Currency and offset of a symbol before a number, with or without a space."""
    symbol_end = offset - 1 if offset and text[offset - 1] in SPACES else offset
    start = words.money_symbols.ends_at(text, symbol_end)
    if start is None:
        return None
    return words.money_symbols.meaning[text[start:symbol_end]], start


def percent_before(text: str, offset: int, words: Vocabulary) -> int | None:
    symbol_end = offset - 1 if offset and text[offset - 1] in SPACES else offset
    return words.percent_before.ends_at(text, symbol_end)


def is_labelled(text: str, offset: int, words: Vocabulary) -> bool:
    """Does the word before the number say that it names something: `Figure 3`, `version 2`, `第3`?"""
    if not offset or (text[offset - 1].isascii() and text[offset - 1] not in _BEFORE_LABELLED):
        return False
    if text[offset - 1] == " " and " " not in words.labels_joined.last:
        floor = max(0, offset - 20)
        word = text[max(floor, text.rfind(" ", floor, offset - 1) + 1) : offset - 1]
        if word.isalpha() and word.isascii():
            return word.lower() in words.labels
    before = text[max(0, offset - 20) : offset]
    if words.labels_joined.ends_at(before, len(before)) is not None:
        return True
    words_before = before.rstrip(" \u00a0#(").rsplit(None, 1)
    return bool(words_before) and words_before[-1].lstrip('(["“').lower() in words.labels


def is_inside_code(text: str, start: int, end: int) -> bool:
    """Is the number part of a name: `SHA-256`, `HTTP/2`, `v1`, `3D`, `a_1`?"""
    if text[start - 1 : start] in _NO_NAME_BEFORE:
        return text[end : end + 1] == "_"
    before = text[max(0, start - 2) : start]
    if before and _is_spaced_letter(before[-1]):
        return True
    if len(before) == 2 and before[1] in "-/.:_#@" and _is_spaced_letter(before[0]):
        return True
    if len(before) == 2 and before[1] == "/" and before[0].isdigit():
        return True
    if before.endswith(("_", "#", "@", "\\", "=")):
        return True
    return text[end : end + 1] == "_"


def _is_spaced_letter(character: str) -> bool:
    """A letter of a script that puts spaces between words, so that it belongs to the number."""
    return (character.isalpha() and character < "\u0e00") or "\uff21" <= character <= "\uff5a"


def _word_after(text: str, offset: int) -> re.Match[str] | None:
    return (_ASCII_WORD if text.isascii() else _WORD).match(text, offset)


def _scale_after(
    text: str, offset: int, match: re.Match[str] | None, words: Vocabulary, *, has_money: bool
) -> tuple[Decimal | None, int]:
    joined = words.scale_joined.after(text, offset)
    if joined is not None:
        return Decimal(joined[0]), joined[1]
    if match is None:
        return None, offset
    word = match[1].lower()
    if not has_money and (word in words.measure or (len(word) == 1 and word != "k")):
        return None, offset
    scale = words.scale.get(word)
    if scale is None and word.endswith("."):
        scale = words.scale.get(word[:-1])
        return scale, match.end() - 1 if scale is not None else offset
    return scale, match.end() if scale is not None else offset


def _plain_unit_after(text: str, offset: int, match: re.Match[str] | None, words: Vocabulary) -> Unit:
    after_space = offset + 1 if text[offset : offset + 1] in _SPACE_SET else offset
    if text[after_space : after_space + 1] in words.unit_joined_first:
        for joined, kind in (
            (words.percent_joined, "percent"),
            (words.money_joined, "money"),
            (words.measure_joined, "measure"),
        ):
            found = joined.after(text, after_space)
            if found is not None:
                return Unit(found[1], kind, found[0])
    if match is None:
        match = _HYPHENATED.match(text, offset)
    if match is None:
        return Unit(offset)
    word, end = match[1].lower(), match.end()
    if word in _FIRST_OF_TWO:
        two_words = text[match.start(1) : match.start(1) + 18].lower()
        phrase = next((phrase for phrase in _TWO_WORDS if two_words.startswith(phrase)), None)
        if phrase is not None:
            return Unit(match.start(1) + len(phrase), "percent", "%")
    unit = _unit_called(word, end, words)
    if unit is None and word.endswith("."):
        unit = _unit_called(word.rstrip("."), end - 1, words)
    return Unit(offset) if unit is None else unit


def _unit_called(form: str, stop: int, words: Vocabulary) -> Unit | None:
    if form in words.measure and form not in words.percent and form not in words.money:
        return Unit(stop, "measure", words.measure[form])
    if form in words.percent:
        return Unit(stop, "percent", "%")
    return Unit(stop, "money", words.money[form]) if form in words.money else None
