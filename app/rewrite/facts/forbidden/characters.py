"""Characters that a reader does not see, or sees as something else.

Sources: Unicode Standard Annex 9 (direction), Technical Report 36 and Technical Standard 39 (security),
Technical Standard 51 (emoji sequences).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from app.domain.content import Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.construct import Construct

_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # invisible letters and hyphens
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero-width, direction, separators
    "\ufe00-\ufe0f\ufeff\ufff0-\uffff\ufdd0-\ufdef"  # variation selectors, byte order marks, noncharacters
    "\ud800-\udfff\ue000-\uf8ff\u2400\u2426"  # halves of characters, private use, what stands for NUL
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff\U0001d173-\U0001d17a]"
)
_STACKED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
"""Latin and Cyrillic letters in one word: some of them look alike."""
_STRUCK = re.compile("(?<=[^\\W\\d_])[\u0335-\u0338\u20d2-\u20d8\u20db-\u20e2\u20e4-\u20f0]")
"""Strokes and rings laid over a letter: a reader sees it struck out."""
_SPACE = re.compile(r"\s")
_JOINERS = "\u200c\u200d"
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_WORD_BREAKING = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BALINESE", "JAVANESE", "TAI")
"""Scripts without spaces, in which U+200B marks where a line may break."""
_JOINING = (
    *("ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL"),
    *("TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "NKO", "THAANA", "MANDAIC"),
)
"""Scripts in which a joiner changes how the letters beside it are shaped: there it is spelling."""
_SURROUNDINGS = 30
_NAMES = {"Cc": "control character", "Cs": "half of a character", "Co": "private-use character"}


def character_constructs(source: str) -> Iterator[Construct]:
    for match in _ODD.finditer(source):
        place = match.start()
        if place == 0 and match.group() == "\ufeff":
            continue
        if not _is_spelling(source, place):
            yield _construct(source, place, place + 1)
    if source.isascii():
        return
    for pattern in (_STACKED, _STRUCK):
        for match in pattern.finditer(source):
            yield _construct(source, match.start(), match.end())
    for match in _MIXED.finditer(source):
        yield replace(_construct(source, *match.span()), name="Latin and Cyrillic letters in one word")


def _construct(source: str, start: int, end: int) -> Construct:
    """Two are the same where they stand in the same word."""
    before = source[max(0, start - _SURROUNDINGS) : start]
    after = source[end : end + _SURROUNDINGS]
    word = _SPACE.split(before)[-1] + source[start:end] + _SPACE.split(after)[0]
    return Construct(FactKind.CHARACTER, describe(source[start]), word, Span(start, end), has_role=False)


def describe(character: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`, or what kind of nameless character it is."""
    kind = _NAMES.get(unicodedata.category(character), "character")
    return f"U+{ord(character):04X} {unicodedata.name(character, kind)}"


def _is_spelling(source: str, place: int) -> bool:
    """Whether the character does what it is made for: it joins emoji or letters, or picks a glyph."""
    sign = source[place]
    before, after = source[place - 1 : place], source[place + 1 : place + 2]
    if not before:
        return False
    if sign == "\ufe0f" and before in "0123456789#*":
        return after == "\u20e3"
    if _SELECTORS.match(sign):
        return unicodedata.category(before) in {"So", "Sm", "Po", "Lo"} and before != "\u3164"
    if "\U000e0100" <= sign <= "\U000e01ef":
        return unicodedata.name(before, "").startswith("CJK")
    if "\U000e0020" <= sign <= "\U000e007f":
        return _in_flag(source, place)
    if sign in _JOINERS:
        return _joins(source, place, before, after)
    if sign == "\u200b":
        return _is_of(before, _WORD_BREAKING) and _is_of(after, _WORD_BREAKING)
    return False


def _joins(source: str, place: int, before: str, after: str) -> bool:
    if source[place] == "\u200d" and after and unicodedata.category(after) in {"So", "Sm"}:
        base = source[place - 2 : place - 1] if before == "\ufe0f" else before
        return bool(base) and (unicodedata.category(base) == "So" or "\U0001f3fb" <= base <= "\U0001f3ff")
    return _is_of(before, _JOINING) and (not after or not after.isascii() or source[place] == "\u200c")


def _in_flag(source: str, place: int) -> bool:
    """Tag characters spell the flag of a region behind a black flag: at most six, then the cancel tag."""
    start = place
    while start > 0 and "\U000e0020" <= source[start - 1] <= "\U000e007f" and place - start < 8:
        start -= 1
    end = place
    while end < len(source) and "\U000e0020" <= source[end] <= "\U000e007f" and end - place < 8:
        end += 1
    return source[start - 1 : start] == "\U0001f3f4" and source[end - 1] == "\U000e007f" and end - start <= 7


def _is_of(character: str, scripts: tuple[str, ...]) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(scripts)
