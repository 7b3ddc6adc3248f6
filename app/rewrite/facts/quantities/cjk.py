"""Quantities of a Chinese or Japanese sentence: `3億5000万円`, `三分の二`, `百分之五`, `午後3時`."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.rewrite.facts.quantities.cjk_words import CjkWords, cjk_words, fraction_of
from app.rewrite.facts.quantities.dates import date_value
from app.rewrite.facts.quantities.found import Found
from app.rewrite.facts.quantities.measures import money_before, unit_at
from app.rewrite.facts.quantities.model import Bound, Quantity, QuantityKind
from app.rewrite.facts.quantities.units import Unit
from app.rewrite.facts.quantities.words import words_for
from app.text.numerals import number_value
from app.text.phrases import Token, TokenKind, tokens_of

_MAX_DIGITS = 40
_BARE = Unit("", Fraction(1), "")


def cjk_quantities(sentence: str, language: str) -> Iterator[Quantity]:
    words = cjk_words(language)
    tokens = tokens_of(sentence, language)
    at, floor = 0, 0
    while at < len(tokens):
        found = _found_at(tokens, at, words, floor=floor)
        if found is None:
            at += 1
            continue
        quantity, end = _dressed(tokens, found, sentence, words, floor=floor)
        yield quantity
        at = floor = max(end, at + 1)


def _found_at(tokens: Sequence[Token], at: int, words: CjkWords, *, floor: int) -> Found | None:
    if tokens[at].kind is TokenKind.CODE:
        return Found(QuantityKind.CODE, tokens[at].text, at, at + 1)
    return (
        _named(tokens, at, words)
        or _date(tokens, at, words)
        or _time(tokens, at, words)
        or _frequency(tokens, at, words)
        or _amount(tokens, at, words, floor=floor)
    )


def _named(tokens: Sequence[Token], at: int, words: CjkWords) -> Found | None:
    relative = words.relative.at(tokens, at)
    if relative is not None:
        return Found(QuantityKind.DATE, relative[0], at, relative[1])
    if words.noon.at(tokens, at) is not None:
        return Found(QuantityKind.TIME, "12:00", at, at + 2)
    vague = words.vague.at(tokens, at)
    if vague is not None:
        return Found(QuantityKind.VAGUE, vague[0], at, vague[1])
    part = words.fractions.at(tokens, at)
    if part is None:
        return None
    value = fraction_of(part[0])
    kind = QuantityKind.VAGUE if isinstance(value, str) else QuantityKind.NUMBER
    return Found(kind, value, at, part[1])


def number_at(tokens: Sequence[Token], at: int, words: CjkWords) -> tuple[Fraction, int] | None:
    """`3億5000万`, `二百五`, `2.5万`; digits side by side (`二〇二四`) are read as places."""
    total, section, current, end = Fraction(0), Fraction(0), None, at
    digits = ""
    while end < len(tokens):
        token = tokens[end]
        if token.kind is TokenKind.NUMBER and current is None and len(token.text) <= _MAX_DIGITS:
            value = number_value(token.text, language="ja")
            if value is None:
                break
            current = Fraction(value)
        elif token.key in words.digits and (current is None or digits) and len(digits) < _MAX_DIGITS:
            digits += str(words.digits[token.key])
            current = Fraction(int(digits))
        elif token.key in words.small_scales:
            section += (Fraction(1) if current is None else current) * words.small_scales[token.key]
            current, digits = None, ""
        elif token.key in words.large_scales and (current is not None or section):
            total += (section + (current or 0)) * words.large_scales[token.key]
            section, current, digits = Fraction(0), None, ""
        else:
            break
        end += 1
    if end == at:
        return None
    return total + section + (current or 0), end


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if at < len(tokens) else ""


def _date(tokens: Sequence[Token], at: int, words: CjkWords) -> Found | None:
    """`2024年6月5日`, `令和6年`, `6月5日`, `19世紀`, `1990年代`, `2024/06/05`."""
    era = words.eras.at(tokens, at)
    first = number_at(tokens, at if era is None else era[1], words)
    if era is not None and first is None and _key(tokens, era[1]) == "元":
        first = Fraction(1), era[1] + 1
    if first is None or first[0].denominator != 1:
        return None
    value, end = int(first[0]), first[1]
    year: int | None = None
    if _key(tokens, end) == "世" and _key(tokens, end + 1) in {"紀", "纪"}:
        return Found(QuantityKind.PERIOD, f"century-{value}", at, end + 2)
    if _key(tokens, end) == "年" and (era is not None or 1000 <= value <= 2999):
        year = value + (0 if era is None else era[0])
        if _key(tokens, end + 1) == "代":
            return Found(QuantityKind.PERIOD, f"decade-{year}", at, end + 2)
        if _key(tokens, end + 1) == "間":
            return None
        month = number_at(tokens, end + 1, words)
        if month is None or _key(tokens, month[1]) != "月":
            return Found(QuantityKind.DATE, f"{year:04}", at, end + 1)
        value, end = int(month[0]), month[1]
    if _key(tokens, end) != "月":
        return None
    day = number_at(tokens, end + 1, words)
    has_day = day is not None and _key(tokens, day[1]) in {"日", "号", "號"}
    written = date_value(year, value, int(day[0]) if day is not None and has_day else None)
    behind = day[1] + 1 if day is not None and has_day else end + 1
    return None if written is None else Found(QuantityKind.DATE, written, at, behind)


def _time(tokens: Sequence[Token], at: int, words: CjkWords) -> Found | None:
    """`午後3時半`, `15時30分`, `15:30`; `3時間` is a length of time."""
    half = words.am.at(tokens, at) or words.pm.at(tokens, at)
    start = at if half is None else half[1]
    hour = number_at(tokens, start, words)
    if hour is None or hour[0].denominator != 1 or hour[0] > 24:
        return None
    minutes, end = int(hour[0]) * 60, hour[1]
    if _key(tokens, end) == ":" and len(_key(tokens, end + 1)) == 2 and _key(tokens, end + 1).isdecimal():
        minutes, end = minutes + int(tokens[end + 1].text), end + 2
    elif _key(tokens, end) in {"時", "时", "点", "點"} and _key(tokens, end + 1) not in {"間", "间"}:
        end += 1
        more = number_at(tokens, end, words)
        if more is not None and _key(tokens, more[1]) == "分" and more[0] < 60:
            minutes, end = minutes + int(more[0]), more[1] + 1
        elif _key(tokens, end) == "半":
            minutes, end = minutes + 30, end + 1
    else:
        return None
    if words.pm.at(tokens, at) is not None and minutes < 12 * 60:
        minutes += 12 * 60
    value = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    return Found(QuantityKind.TIME, value, at, end)


def _frequency(tokens: Sequence[Token], at: int, words: CjkWords) -> Found | None:
    """`一日二回`, `週に3回`, `毎日`."""
    rate = words.rates.at(tokens, at)
    if rate is not None:
        begin = rate[1] + 1 if _key(tokens, rate[1]) in {"に", "、"} else rate[1]
        count = number_at(tokens, begin, words) if begin < len(tokens) else None
        if count is not None and _key(tokens, count[1]) == words.times:
            return Found(QuantityKind.FREQUENCY, count[0], at, count[1] + 1, rate=rate[0])
    every = words.every.at(tokens, at)
    if every is None:
        return None
    return Found(QuantityKind.FREQUENCY, Fraction(1), at, every[1], rate=every[0])


def _amount(tokens: Sequence[Token], at: int, words: CjkWords, *, floor: int) -> Found | None:
    percent = words.percent.at(tokens, at)
    if percent is not None:
        share = number_at(tokens, percent[1], words)
        if share is not None:
            return Found(QuantityKind.NUMBER, share[0] / 100, at, share[1])
    number = number_at(tokens, at, words)
    if number is None:
        return None
    value, end = number
    if _key(tokens, end) + _key(tokens, end + 1) == words.parts and value > 1:
        top = number_at(tokens, end + 2, words)
        if top is not None and value.denominator == 1:
            return Found(QuantityKind.NUMBER, top[0] / value, at, top[1])
    if _key(tokens, end) == "/" and end == at + 1:
        bottom = number_at(tokens, end + 1, words)
        if bottom is not None and 0 < value < bottom[0] <= 100:
            return Found(QuantityKind.NUMBER, value / bottom[0], at, bottom[1])
    if _key(tokens, end) in {"割", "成"}:
        return Found(QuantityKind.NUMBER, value / 10, at, end + 1)
    if words.labels.ends_at(tokens, at, floor=floor) is not None and tokens[at].kind is TokenKind.NUMBER:
        return Found(QuantityKind.CODE, tokens[at].text, at, at + 1)
    money = money_before(tokens, at, floor)
    unit, behind = _unit(tokens, end, words)
    if unit is _BARE and tokens[at].kind is not TokenKind.NUMBER and end - at < 2:
        return None  # 一般, 十分, 三田
    start = at if money is None else money[1]
    if money is not None and unit is _BARE:
        unit = money[0]
    link = words.range_to.at(tokens, behind)
    upper = number_at(tokens, link[1], words) if link is not None and link[1] < len(tokens) else None
    high = None
    if upper is not None:
        upper_unit, upper_end = _unit(tokens, upper[1], words)
        if unit is _BARE or upper_unit.base == unit.base:
            unit = upper_unit if unit is _BARE else unit
            high, behind = upper[0] * upper_unit.factor, upper_end
    if unit.base == "s" and high is None and _key(tokens, behind) == "半":
        value, behind = value + Fraction(1, 2), behind + 1
    rate = unit.rate
    ago = words.ago.at(tokens, behind) if unit.base in {"s", "month"} else None
    if ago is not None:
        rate, behind = ago
    return Found(
        QuantityKind.NUMBER, value * unit.factor, start, behind, unit=unit.base, rate=rate, high=high
    )


def _unit(tokens: Sequence[Token], at: int, words: CjkWords) -> tuple[Unit, int]:
    named = words.units.at(tokens, at)
    if named is not None:
        return named
    symbol = unit_at(tokens, at, words_for("en")) if at < len(tokens) else None
    return (_BARE, at) if symbol is None else (symbol.unit, symbol.end)


def _dressed(
    tokens: Sequence[Token], found: Found, text: str, words: CjkWords, *, floor: int
) -> tuple[Quantity, int]:
    start, end, value, bound = found.start, found.end, found.value, Bound.NONE
    if found.kind in (QuantityKind.NUMBER, QuantityKind.FREQUENCY):
        sign = words.negative.ends_at(tokens, start, floor=floor)
        if sign is not None and isinstance(value, Fraction):
            start, value = sign[1], -value
        before = words.bounds.ends_at(tokens, start, floor=floor)
        after = words.bounds_after.at(tokens, end)
        if after is not None:
            bound, end = after
        if before is not None:
            start = before[1]
            bound = before[0] if bound is Bound.NONE or bound is Bound.ABOUT else bound
    first, last = tokens[start].start, tokens[end - 1].end
    quantity = Quantity(
        kind=found.kind,
        value=value,
        start=first,
        end=last,
        text=text[first:last],
        unit=found.unit,
        rate=found.rate,
        bound=bound,
        high=found.high,
    )
    return quantity, end
