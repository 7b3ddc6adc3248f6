"""Dates at a known offset of a text: ISO, numeric, with a month's name, and 2024年3月12日."""

import re
from typing import NamedTuple

from app.text.vocabulary import vocabulary

_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_NUMERIC = re.compile(r"(\d{1,2})([./])[ \u00a0]?(\d{1,2})\2[ \u00a0]?(\d{4})(?!\d)")
_CJK = re.compile(r"(\d{1,2})[月월] ?(?:(\d{1,2})[日일])?")
_CJK_YEAR = re.compile(r"(\d{4})[年년] ?(?:(\d{1,2})[月월] ?(?:(\d{1,2})[日일])?)?(?!間)")
_DIGITS = re.compile(r"\d+")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:\.|º|st|nd|rd|th|er)? (?:de |of )?([^\W\d_]{1,15})\.?,?(?: (?:de )?(\d{4})(?!\d))?"
)
_BEHIND_DAY = frozenset(" .ºsnrte")
"""The characters that may stand behind the day of `_DAY_MONTH`."""
_AFTER_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?(?!\d|[.,]\d)")
_YEAR = re.compile(r"\d{4}(?!\d)")
_LAST_WORD = re.compile(r"[\s(,;\"“]")


class DateAt(NamedTuple):
    start: int
    end: int
    value: str
    """`2024-03-12`, `2024-03`, `2024` or, without a year, `03-12`."""


def date_at(text: str, offset: int) -> DateAt | None:
    """The date whose first digits stand at `offset`; a month's name before them belongs to it."""
    digits = _DIGITS.match(text, offset)
    if digits is None:
        return None
    stop = digits.end()
    length, behind = stop - offset, text[stop : stop + 1]
    reader = _READERS.get(behind)
    if reader is not None and length <= 4:
        pattern, read = reader
        match = pattern.match(text, offset)
        value = None if match is None else read(match)
        if match is not None and value is not None:
            return DateAt(offset, match.end(), value)
    if length <= 2 and behind in _BEHIND_DAY:
        match = _DAY_MONTH.match(text, offset)
        value = None if match is None else _day_month(match)
        if match is not None and value is not None:
            return DateAt(offset, match.end(), value)
    if offset > 3 and text[offset - 1] == " " and (text[offset - 2].isalpha() or text[offset - 2] == "."):
        return _month_first(text, offset)
    return None


def _iso(match: re.Match[str]) -> str | None:
    year, month, day = match.groups()
    return _value(int(year), int(month), int(day) if day else None)


def _numeric(match: re.Match[str]) -> str | None:
    first, mark, second, year = match.groups()
    day, month = (int(first), int(second)) if mark == "." or int(first) > 12 else (int(second), int(first))
    return _value(int(year), month, day)


def _cjk(match: re.Match[str]) -> str | None:
    month, day = match.groups()
    return _value(None, int(month), int(day) if day else None)


def _cjk_year_first(match: re.Match[str]) -> str | None:
    year, month, day = match.groups()
    if month is None:
        return year if 1000 <= int(year) <= 2999 and day is None else None
    return _value(int(year), int(month), int(day) if day else None)


def _day_month(match: re.Match[str]) -> str | None:
    day, name, year = match.groups()
    month = vocabulary().months.get(name.lower())
    return None if month is None else _value(int(year) if year else None, month, int(day))


_READERS = {
    "-": (_ISO, _iso),
    ".": (_NUMERIC, _numeric),
    "/": (_NUMERIC, _numeric),
    "年": (_CJK_YEAR, _cjk_year_first),
    "년": (_CJK_YEAR, _cjk_year_first),
    "月": (_CJK, _cjk),
    "월": (_CJK, _cjk),
}
"""By the character behind the first digits."""


def _month_first(text: str, offset: int) -> DateAt | None:
    before = text[max(0, offset - 17) : offset - 1]
    word = before[before.rfind(" ") + 1 :]
    if not word.isalpha():
        word = _LAST_WORD.split(before)[-1]
    month = vocabulary().months.get(word.rstrip(".").lower())
    if month is None:
        return None
    start = offset - 1 - len(word)
    year = _YEAR.match(text, offset)
    if year is not None:
        value = _value(int(year[0]), month, None)
        return None if value is None else DateAt(start, year.end(), value)
    day = _AFTER_MONTH.match(text, offset)
    if day is None:
        return None
    value = _value(int(day[2]) if day[2] else None, month, int(day[1]))
    return None if value is None else DateAt(start, day.end(), value)


def _value(year: int | None, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if year is None:
        return None if day is None else f"{month:02}-{day:02}"
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")
