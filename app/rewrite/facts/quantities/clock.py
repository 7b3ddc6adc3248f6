"""Times of day at a token, with their zone, on a clock of 24 hours."""

import re
from collections.abc import Sequence

from app.rewrite.facts.quantities.found import Found, index_behind
from app.rewrite.facts.quantities.model import QuantityKind
from app.rewrite.facts.quantities.units import unit_table
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

HALF_DAY = "12h"
"""The rate of a time that may be in the morning or in the evening."""

_HOUR = frozenset(("h", "heure", "heures", "hora", "horas"))
_COLON = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,6})?)?(?![\d:])")
_HOURS = re.compile(
    r"([01]?\d|2[0-4])[ \u00a0\u202f]?h[ \u00a0\u202f]?([0-5]\d)(?![ \u00a0\u202f]?m(?:in)?\b)(?!\w)"
)
_POINT = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)(?![\d.,]\d)")
_OFFSET = re.compile(r"(?:UTC|GMT)?[ ]?([+−-])(\d{1,2}):?(\d{2})?(?!\d)")


def time_at(tokens: Sequence[Token], index: int, text: str, words: Words) -> Found | None:
    """`15:00`, `3 pm`, `15 h 30`, `9.30 Uhr`, `three o'clock`, `noon`, `half past three`."""
    token = tokens[index]
    if token.kind is TokenKind.NUMBER:
        return _digits(tokens, index, text, words)
    if token.kind is not TokenKind.WORD:
        return None
    if token.key in words.noon:
        return _zoned(tokens, index, index + 1, 12 * 60, text, is_sure=True)
    if token.key in words.midnight:
        return _zoned(tokens, index, index + 1, 0, text, is_sure=True)
    past = words.past.at(tokens, index)
    if past is not None and past[1] < len(tokens):
        hour = _hour(tokens[past[1]], words)
        if hour is not None:
            return _with_half(tokens, (index, past[1] + 1), hour * 60 + past[0], text, words)
    hour = words.numbers.get(token.key)
    if hour is not None and hour <= 24:
        more = words.and_fractions.at(tokens, index + 1)
        if more is not None and index and tokens[index - 1].key in words.before_hour:
            return _with_half(tokens, (index, more[1]), hour * 60 + int(more[0] * 60), text, words)
        half = words.am.at(tokens, index + 1) or words.pm.at(tokens, index + 1)
        if half is not None or (index + 1 < len(tokens) and tokens[index + 1].key in words.clock):
            return _with_half(tokens, (index, index + 1), hour * 60, text, words)
    return None


def _digits(
    tokens: Sequence[Token], index: int, text: str, words: Words, *, may_open_range: bool = True
) -> Found | None:
    start = tokens[index].start
    match = _COLON.match(text, start)
    if match is not None:
        end = index_behind(tokens, index, match.end())
        minutes = int(match[1]) * 60 + int(match[2])
        is_padded = len(match[1]) == 2 and match[1][0] == "0"
        found = _with_half(tokens, (index, end), minutes, text, words, is_sure=is_padded)
        if match[3] and found is not None:
            return found._replace(value=f"{found.value}:{match[3]}")
        return found
    match = _HOURS.match(text, start)
    if match is not None:
        end = index_behind(tokens, index, match.end())
        return _zoned(tokens, index, end, int(match[1]) * 60 + int(match[2]), text, is_sure=True)
    raw = tokens[index].text
    if raw.isdecimal() and len(raw) <= 2 and int(raw) <= 24:
        end, minutes = index + 1, int(raw) * 60
    else:
        point = _POINT.fullmatch(raw)
        if point is None:
            return None
        end, minutes = index + 1, int(point[1]) * 60 + int(point[2])
    if end < len(tokens) and minutes == 720 and tokens[end].key in words.noon | words.midnight:
        return _zoned(tokens, index, end + 1, 720 if tokens[end].key in words.noon else 0, text, is_sure=True)
    if (
        end < len(tokens)
        and index
        and tokens[index - 1].key in words.before_hour
        and tokens[end].key in _HOUR
    ):
        return _with_half(tokens, (index, end + 1), minutes, text, words, is_sure=True)
    half = words.am.at(tokens, end) or words.pm.at(tokens, end)
    if half is None and not (end < len(tokens) and tokens[end].key in words.clock):
        if not may_open_range:
            return None
        return _range_start(tokens, index, minutes, text, words)
    return _with_half(tokens, (index, end), minutes, text, words)


def _range_start(tokens: Sequence[Token], index: int, minutes: int, text: str, words: Words) -> Found | None:
    """`3` in `3–5 pm`: the half of the day is written once."""
    end = index + 1
    if end + 1 >= len(tokens) or tokens[end].key not in words.range_to | {"-", "–"}:
        return None
    if tokens[end + 1].kind is not TokenKind.NUMBER or minutes > 12 * 60:
        return None
    last = _digits(tokens, end + 1, text, words, may_open_range=False)
    if last is None or last.rate == HALF_DAY or not isinstance(last.value, str):
        return None
    is_afternoon = last.value >= "12:00" and minutes < 12 * 60
    evening = minutes + 12 * 60 if is_afternoon else minutes
    value = _written(evening) if _written(evening) < last.value else _written(minutes)
    return Found(QuantityKind.TIME, value, index, end, unit=last.unit)


def _with_half(
    tokens: Sequence[Token],
    indices: tuple[int, int],
    minutes: int,
    text: str,
    words: Words,
    *,
    is_sure: bool = False,
) -> Found | None:
    """Read am or pm, and the word for the hour, in either order."""
    index, end = indices
    if end < len(tokens) and tokens[end].key in words.clock:
        end += 1
        if end < len(tokens) and tokens[end].kind is TokenKind.NUMBER and "uhr" in words.clock:
            more = tokens[end].text
            if minutes % 60 == 0 and len(more) == 2 and more.isdecimal() and int(more) < 60:
                minutes, end = minutes + int(more), end + 1
    morning, evening = words.am.at(tokens, end), words.pm.at(tokens, end)
    hour = minutes // 60
    if morning is not None and hour <= 12:
        return _zoned(tokens, index, morning[1], minutes - (720 if hour == 12 else 0), text, is_sure=True)
    if evening is not None and hour <= 12:
        return _zoned(tokens, index, evening[1], minutes + (0 if hour == 12 else 720), text, is_sure=True)
    is_half_day = words.am.by_first and words.language == "en" and 0 < hour <= 12 and not is_sure
    return _zoned(tokens, index, end, minutes, text, is_sure=not is_half_day)


def _zoned(
    tokens: Sequence[Token], index: int, end: int, minutes: int, text: str, *, is_sure: bool
) -> Found | None:
    if minutes < 0 or minutes > 24 * 60:
        return None
    zone = ""
    if end < len(tokens):
        table, key = unit_table(), tokens[end].key
        if (key in table.zones or key in table.open_zones) and tokens[end].text.isupper():
            zone, end = key.upper() if key != "z" else "UTC", end + 1
            is_sure = is_sure or minutes >= 720
        offset = (
            _OFFSET.match(text, tokens[end].start)
            if end < len(tokens) and zone in {"", "UTC", "GMT"}
            else None
        )
        if offset is not None and (zone or offset[3]):
            sign = 1 if offset[1] == "+" else -1
            zone = f"UTC{sign * (int(offset[2]) * 60 + int(offset[3] or 0)):+}"
            end = index_behind(tokens, end, offset.end())
    rate = "" if is_sure else HALF_DAY
    return Found(QuantityKind.TIME, _written(minutes % (24 * 60)), index, end, unit=zone, rate=rate)


def _hour(token: Token, words: Words) -> int | None:
    value = (
        int(token.text) if token.text.isdecimal() and len(token.text) <= 2 else words.numbers.get(token.key)
    )
    return value if value is not None and value <= 24 else None


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
