"""Dates at a token: in digits by the order of the language, with a month's name, relative to today."""

import re
from collections.abc import Sequence

from app.rewrite.facts.quantities.found import Found, index_behind
from app.rewrite.facts.quantities.model import QuantityKind
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?![\d-])")
_NUMERIC = re.compile(r"(\d{1,2})([./-])[ \u00a0]?(\d{1,2})\2[ \u00a0]?(\d{4}|\d{2})(?![\d./-]\d)")
_PIVOT = 70
"""Two digits of a year below this are of this century."""


def date_at(tokens: Sequence[Token], index: int, text: str, words: Words) -> Found | None:
    token = tokens[index]
    if token.kind is TokenKind.NUMBER:
        return (
            _iso(tokens, index, text)
            or _numeric(tokens, index, text, words)
            or _day_first(tokens, index, words)
        )
    if token.kind is not TokenKind.WORD:
        return None
    relative = words.relative.at(tokens, index)
    if relative is not None and not (words.language == "de" and index and token.text[0].isupper()):
        return Found(QuantityKind.DATE, relative[0], index, relative[1])
    if token.key in words.months:
        return _month_first(tokens, index, words)
    if token.key in words.ordinals:
        return _day_first(tokens, index, words)
    weekday = words.weekdays.get(token.key)
    if weekday is None:
        return None
    before_date = index + 1 < len(tokens) and (
        tokens[index + 1].key == "," or tokens[index + 1].kind is TokenKind.NUMBER
    )
    return Found(QuantityKind.DATE, f"weekday-{weekday}", index, index + 1, is_weak=before_date)


def _iso(tokens: Sequence[Token], index: int, text: str) -> Found | None:
    match = _ISO.match(text, tokens[index].start)
    if match is None:
        return None
    year, month, day = match.groups()
    if "/" in match[0] and day is None:
        return None
    return _found(tokens, index, match.end(), date_value(int(year), int(month), int(day) if day else None))


def _numeric(tokens: Sequence[Token], index: int, text: str, words: Words) -> Found | None:
    match = _NUMERIC.match(text, tokens[index].start)
    if match is None:
        return None
    first, mark, second, last = int(match[1]), match[2], int(match[3]), match[4]
    if len(last) == 2 and mark == "-":
        return None
    year = int(last) if len(last) == 4 else int(last) + (2000 if int(last) < _PIVOT else 1900)
    order = "dm" if mark == "." else words.date_order
    if order == "dm" or first > 12:
        return _found(tokens, index, match.end(), date_value(year, second, first))
    if order == "md" or second > 12:
        return _found(tokens, index, match.end(), date_value(year, first, second))
    found = _found(tokens, index, match.end(), date_value(year, first, second))
    if found is None or first == second:
        return found
    return found._replace(value=f"{found.value}|{date_value(year, second, first)}")


def _day_first(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`5 June 2024`, `5th of June`, `1er mai`, `premier mai`, `5–10 June`."""
    day = _day(tokens[index], words)
    if day is None:
        return None
    at = _behind_suffix(tokens, index + 1, words)
    last = None
    if at + 1 < len(tokens) and tokens[at].key in words.range_to | {"-", "–"}:
        last = _day(tokens[at + 1], words)
        if last is not None:
            at = _behind_suffix(tokens, at + 2, words)
    at = _behind_of(tokens, at, words)
    if at >= len(tokens) or not is_month(tokens, at, words, is_sure=True):
        return None
    month = words.months[tokens[at].key]
    year, end = _year(tokens, at + 1, words)
    value = date_value(year, month, day)
    if value is None:
        return None
    high = date_value(year, month, last) if last is not None else None
    return Found(QuantityKind.DATE, value, index, end, high=high)


def _month_first(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`June 5, 2024`, `June 2024`, `June`."""
    month = words.months[tokens[index].key]
    at = index + 1
    if at < len(tokens) and tokens[at].key == "." and len(tokens[index].key) <= 4:
        at += 1
    year, end = _year(tokens, at, words)
    if year is not None:
        return Found(QuantityKind.DATE, f"{year:04}-{month:02}", index, end)
    day_at = _behind_of(tokens, at, words)
    day = _day(tokens[day_at], words) if day_at < len(tokens) and words.date_order in "?md" else None
    if day is not None and tokens[day_at].kind is TokenKind.NUMBER:
        at = _behind_suffix(tokens, day_at + 1, words)
        last = None
        if at + 1 < len(tokens) and tokens[at].key in words.range_to | {"-", "–"}:
            last = _day(tokens[at + 1], words)
            at = _behind_suffix(tokens, at + 2, words) if last is not None else at
        year, end = _year(tokens, at, words)
        value = date_value(year, month, day)
        high = date_value(year, month, last) if last is not None else None
        return None if value is None else Found(QuantityKind.DATE, value, index, end, high=high)
    if not is_month(tokens, index, words, is_sure=False):
        return None
    return Found(QuantityKind.DATE, f"--{month:02}", index, at)


def is_month(tokens: Sequence[Token], index: int, words: Words, *, is_sure: bool) -> bool:
    """`may` and `march` are also verbs: alone they need a capital and a word before that dates have."""
    key = tokens[index].key
    if key not in words.months:
        return False
    if key not in words.months_with_capital:
        return True
    if not tokens[index].text[0].isupper():
        return False
    return is_sure or (
        index > 0 and tokens[index - 1].key in words.before_season | {"from", "to", "and", "mid", "-"}
    )


def _day(token: Token, words: Words) -> int | None:
    if token.kind is TokenKind.WORD:
        value = words.ordinals.get(token.key)
        return value if value is not None and value <= 31 else None
    if token.kind is not TokenKind.NUMBER or len(token.text) > 2 or not token.text.isdecimal():
        return None
    return int(token.text) if 1 <= int(token.text) <= 31 else None


def _behind_suffix(tokens: Sequence[Token], at: int, words: Words) -> int:
    if at < len(tokens) and (tokens[at].key in words.ordinal_suffixes or tokens[at].key in {".", "º"}):
        return at + 1
    return at


def _behind_of(tokens: Sequence[Token], at: int, words: Words) -> int:
    steps = 0
    while at < len(tokens) and steps < 2 and tokens[at].key in words.date_of and tokens[at].key != ",":
        at += 1
        steps += 1
    return at


def _year(tokens: Sequence[Token], at: int, words: Words) -> tuple[int | None, int]:
    """The year that follows, and the index behind it."""
    end = at
    for _ in range(2):
        if end < len(tokens) and (tokens[end].key in words.date_of or tokens[end].key == "."):
            end += 1
    if end < len(tokens) and len(tokens[end].text) == 4 and tokens[end].text.isdecimal():
        year = int(tokens[end].text)
        if 1000 <= year <= 2999:
            return year, end + 1
    return None, at


def _found(tokens: Sequence[Token], index: int, offset: int, value: str | None) -> Found | None:
    if value is None:
        return None
    return Found(QuantityKind.DATE, value, index, index_behind(tokens, index, offset))


def date_value(year: int | None, month: int, day: int | None) -> str | None:
    """`2024-06-05`, `2024-06`, `--06-05` or `--06`."""
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return (
        (f"{year:04}" if year is not None else "-")
        + f"-{month:02}"
        + (f"-{day:02}" if day is not None else "")
    )
